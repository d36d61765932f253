import type { Fetch } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import {
  type AuthorizedBy,
  acceptCredentialOffer,
  openCredentialOffer,
  startAuthorization,
} from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { createHospital, url } from './hospital.ts'

const redirectUri = 'https://wallet.example/back'
const client = { clientId: 'wallet', redirectUri }
const clients = [{ id: 'wallet', redirectUris: [redirectUri] }]

/** A person who has come back from signing in. */
async function returned() {
  const hospital = await createHospital({
    issuing: {
      authorization: {
        clients,
        signIn: async (wish) =>
          Response.redirect(await hospital.issuer.approve(wish.id, { reference: 'R-1' }), 303),
      },
    },
  })
  const made = () =>
    hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'row 1',
      grant: 'authorization_code',
    })
  const offer = await openCredentialOffer((await made()).link, hospital.network)
  const { url: to, session } = await startAuthorization(offer, client)
  const page = await hospital.issuer.handle(new Request(to))
  const redirectedTo = page.headers.get('location') ?? ''
  const { verifier, chain } = hospital
  const createKey = () => generateSigner()
  const wallet = { verifier, chain, createKey, keep: async () => 'kept' as const }
  const accept = (changed: Partial<AuthorizedBy> = {}) =>
    acceptCredentialOffer(offer, {
      ...wallet,
      authorized: { session, redirectedTo, ...changed },
    })
  return { hospital, made, offer, session, redirectedTo, wallet, accept }
}

/** The address that came back, with other fields. */
function bent(address: string, change: (fields: URLSearchParams) => void): string {
  const to = new URL(address)
  change(to.searchParams)
  return to.href
}

describe('acceptCredentialOffer, after signing in,', () => {
  test('takes the answer to what it asked', async () => {
    const { accept } = await returned()
    expect(await accept()).toHaveLength(1)
  })

  test.each<[string, (address: string) => string]>([
    ['with another state', (to) => bent(to, (fields) => fields.set('state', 'x'))],
    ['with no state', (to) => bent(to, (fields) => fields.delete('state'))],
    ['of another server', (to) => bent(to, (fields) => fields.set('iss', 'https://evil.example'))],
    ['of a server that does not say who it is', (to) => bent(to, (fields) => fields.delete('iss'))],
    ['with two codes', (to) => bent(to, (fields) => fields.append('code', 'x'))],
    ['with two states', (to) => bent(to, (fields) => fields.append('state', 'x'))],
    ['at another address', (to) => to.replace('wallet.example', 'evil.example')],
    ['that is no address', () => ''],
  ])('refuses an answer %s', async (_, change) => {
    const { accept, redirectedTo, hospital } = await returned()
    const asked = hospital.sent.length
    await expect(accept({ redirectedTo: change(redirectedTo) })).rejects.toMatchObject({
      code: 'openid_authorization_mismatch',
    })
    // Whoever sent it gets no code, and no verifier.
    expect(hospital.sent.length).toBe(asked)
  })

  test('refuses an answer without a code', async () => {
    const { accept, redirectedTo } = await returned()
    const without = bent(redirectedTo, (fields) => fields.delete('code'))
    await expect(accept({ redirectedTo: without })).rejects.toMatchObject({
      code: 'openid_message_malformed',
    })
  })

  test('refuses the answer to another offer', async () => {
    const { made, session, redirectedTo, wallet, hospital } = await returned()
    const other = await openCredentialOffer((await made()).link, hospital.network)
    const accepting = acceptCredentialOffer(other, {
      ...wallet,
      authorized: { session, redirectedTo },
    })
    await expect(accepting).rejects.toMatchObject({ code: 'openid_authorization_mismatch' })
  })

  test('refuses a session that was started with another server', async () => {
    const { accept, session } = await returned()
    const changed = { ...session, server: 'https://evil.example' }
    await expect(accept({ session: changed })).rejects.toMatchObject({
      code: 'openid_authorization_mismatch',
    })
  })

  test('waits a quarter of an hour', async () => {
    const { accept, hospital } = await returned()
    hospital.clock.advance(900)
    await expect(accept()).rejects.toMatchObject({ code: 'openid_expired' })
  })

  test('fetches nothing without having signed in', async () => {
    const { offer, wallet } = await returned()
    await expect(acceptCredentialOffer(offer, wallet)).rejects.toMatchObject({
      code: 'openid_grant_unsupported',
    })
  })
})

describe('startAuthorization', () => {
  const methods = 'code_challenge_methods_supported'

  test.each<[string, (metadata: Record<string, unknown>) => void]>([
    ['PKCE', (metadata) => delete metadata[methods]],
    ['PKCE with S256', (metadata) => Object.assign(metadata, { [methods]: ['plain'] })],
    ['pushed requests', (metadata) => delete metadata['pushed_authorization_request_endpoint']],
    ['browsers', (metadata) => delete metadata['authorization_endpoint']],
  ])('sends nobody to a server without %s', async (_, spoil) => {
    const signIn = async () => new Response('')
    const hospital = await createHospital({
      issuing: { authorization: { clients, signIn } },
      intercept: async (request, handle) => {
        const honest = await handle(request)
        if (!request.url.includes('oauth-authorization-server')) return honest
        const metadata = (await honest.json()) as Record<string, unknown>
        spoil(metadata)
        return Response.json(metadata)
      },
    })
    const made = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'row 1',
      grant: 'authorization_code',
    })
    const offer = await openCredentialOffer(made.link, hospital.network)
    await expect(startAuthorization(offer, client)).rejects.toMatchObject({
      code: 'openid_grant_unsupported',
    })
  })

  test('gets nobody a token for an issuer that only names the server of another', async () => {
    const { hospital } = await returned()
    const evil = 'https://evil.example'
    const wellKnown = '/.well-known/openid-credential-issuer'
    const fetch: Fetch = async (to, init) => {
      if (!to.startsWith(evil)) return await hospital.network.fetch(to, init)
      const { origin, pathname } = new URL(url)
      const honest = await hospital.issuer.handle(new Request(origin + wellKnown + pathname))
      const metadata = (await honest.json()) as Record<string, unknown>
      return Response.json({
        ...metadata,
        credential_issuer: evil,
        credential_endpoint: `${evil}/credential`,
        authorization_servers: [url],
      })
    }
    const offer = JSON.stringify({
      credential_issuer: evil,
      credential_configuration_ids: ['identity'],
      grants: { authorization_code: {} },
    })
    const link = `openid-credential-offer://?credential_offer=${encodeURIComponent(offer)}`
    const opened = await openCredentialOffer(link, { ...hospital.network, fetch })
    await expect(startAuthorization(opened, client)).rejects.toMatchObject({
      code: 'openid_refused',
      reason: 'invalid_target',
    })
  })

  test('says which server refuses, by its code', async () => {
    const { offer } = await returned()
    const starting = startAuthorization(offer, { clientId: 'nobody', redirectUri })
    await expect(starting).rejects.toMatchObject({
      code: 'openid_refused',
      reason: 'invalid_client',
    })
  })

  test('asks for an address of that server which shows nothing of what is asked for', async () => {
    const { offer } = await returned()
    const { url: to, session } = await startAuthorization(offer, client)
    expect(to.startsWith(`${url}/authorize?`)).toBe(true)
    for (const secret of [session.state, session.verifier, 'identity', 'row 1']) {
      expect(to).not.toContain(secret)
    }
  })
})
