// A clinic asks a doctor's wallet for a membership by OpenID4VP, and learns the name and nothing more.
import { epochSeconds, type Fetch, systemClock } from '@fidecura/base'
import { createVerifier, issueCredential } from '@fidecura/credentials'
import { generateSigner, resolveDidKey as resolve } from '@fidecura/identity'
import { createMemorySessionStore, createOpenIdVerifier } from '@fidecura/openid/verifier'
import { openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'

const now = systemClock()
const type = 'https://college.example/membership'
const [college, doctor, clinic] = await Promise.all([1, 2, 3].map(() => generateSigner()))
if (!college || !doctor || !clinic) throw new Error('no keys')
const token = await issueCredential(
  {
    type,
    subject: doctor.did,
    holderKey: doctor.publicKey,
    claims: { name: 'Dr Ada Example', number: 'M-1', born: '1985-01-01' },
    issuedAt: now,
    validFrom: now,
    validUntil: epochSeconds(now + 86_400),
  },
  { signer: college, format: 'dc+sd-jwt' },
)

// The clinic: whom it trusts, as whom it asks, and where wallets reach it.
const roots = [{ did: college.did, types: [type] }]
const openid = createOpenIdVerifier({
  verifier: createVerifier({ roots, resolve, clock: systemClock }),
  client: { prefix: 'decentralized_identifier', signer: clinic },
  baseUrl: 'https://clinic.example/openid',
  sessions: createMemorySessionStore(),
})
const meta = { vct_values: [type] }
const claims = [{ path: ['name'] }]
const { session, link } = await openid.ask(
  { credentials: [{ id: 'member', format: 'dc+sd-jwt', meta, claims }] },
  { device: 'same', returnTo: 'https://clinic.example/welcome' },
)

// The wallet. In this program the clinic itself is all of the network.
const fetch: Fetch = (url, init) => openid.handle(new Request(url, init))
const held = [{ token, signer: doctor }]
const wallet = { held, fetch, resolve, clock: systemClock }
const request = await openAuthorizationRequest(link, wallet)
const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
const asked = request.asker.kind === 'did' && request.asker.did === clinic.did
console.log(`asked by the clinic: ${asked}`)
console.log(`would show: ${Object.keys(chosen[0]?.shown ?? {})}`)
const { redirectTo = '' } = await presentTo(request, { chosen })

// The browser comes back to the clinic, with its cookie and with the code.
const responseCode = new URL(redirectTo).searchParams.get('response_code') ?? undefined
const answer = await openid.collect(session, { responseCode })
if (answer.kind === 'presented') {
  console.log(`verified: ${answer.byQuery['member']?.[0]?.claims['name']}`)
}
