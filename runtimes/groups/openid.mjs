import { refuses, same } from '../lib/expect.mjs'
import { createSetting } from '../lib/setting.mjs'

const type = 'urn:example:badge:1'
const query = {
  credentials: [
    {
      id: 'badge',
      format: 'dc+sd-jwt',
      meta: { vct_values: [type] },
      claims: [{ path: ['name'] }],
    },
  ],
}

/** A platform asks by OpenID4VP, a wallet shows one claim, encrypted, and the platform judges. */
export function openid(ours) {
  return {
    'a wallet shows what was asked for, encrypted to the one who asks': async () => {
      const { verifier, open, held, root } = await createScene(ours)
      const { session, link } = await verifier.ask(query, { device: 'other' })
      const request = await open(link, held)
      same(request.asker.did, root.did)
      const [candidate] = request.queries[0].candidates
      same(Object.keys(candidate.shown), ['name'])
      await ours.openidWallet.presentTo(request, { chosen: [candidate] })
      const answer = await verifier.collect(session)
      same([answer.kind, answer.byQuery.badge[0].claims.name], ['presented', 'Wen Example'])
    },
    'a wallet answers nobody whose signature is another one': async () => {
      const { verifier, open, held } = await createScene(ours)
      const { link } = await verifier.ask(query, { device: 'other' })
      const spoil = (text) =>
        `${text.slice(0, -8)}${text.at(-8) === 'A' ? 'B' : 'A'}${text.slice(-7)}`
      await refuses('jws_signature_invalid', () => open(link, held, spoil))
    },
  }
}

async function createScene(ours) {
  const setting = await createSetting(ours)
  const { root, holder, now, resolve } = setting
  const { createMemorySessionStore, createOpenIdVerifier } = ours.openidVerifier
  const verifier = createOpenIdVerifier({
    verifier: setting.verifierWith({}),
    client: { prefix: 'decentralized_identifier', signer: root },
    baseUrl: 'https://platform.example/openid',
    sessions: createMemorySessionStore(),
  })
  const claims = { name: 'Wen Example', born: '1985-01-01' }
  const token = await setting.issue({ type, claims }, 'dc+sd-jwt')
  const held = [{ token, signer: holder }]
  const open = (link, cards, change = (text) => text) => {
    const fetch = async (url, { method, headers, body }) => {
      const response = await verifier.handle(new Request(url, { method, headers, body }))
      if (!url.includes('/requests/')) return response
      return new Response(change(await response.text()), { status: response.status })
    }
    const network = { held: cards, fetch, resolve, clock: () => now }
    return ours.openidWallet.openAuthorizationRequest(link, network)
  }
  return { verifier, open, held, root }
}
