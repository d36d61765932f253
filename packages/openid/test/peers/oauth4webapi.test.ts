import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { generateSigner, type Signer } from '@fidecura/identity'
import { afterAll, describe, expect, test } from '@jest/globals'
import * as oauth from 'oauth4webapi'
import { preAuthorized } from '../raw-wallet.ts'
import { createLoopbackHospital } from './loopback-hospital.ts'

const world = await createLoopbackHospital()
afterAll(() => world.close())

const insecure = { [oauth.allowInsecureRequests]: true }
const client: oauth.Client = { client_id: 'wallet' }
const none = oauth.None()

/** The metadata of the server, and a key to bind tokens to. */
async function discovered() {
  const issuer = new URL(world.url)
  const asked = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  const server = await oauth.processDiscoveryResponse(issuer, asked)
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'))
  return { server, DPoP }
}

/** Again, if all that was missing is a nonce. */
async function withNonce<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (!oauth.isDPoPNonceError(error)) throw error
    return await ask()
  }
}

/** The part of OpenID4VCI that no library of OAuth knows. */
async function fetchCredential(token: string, DPoP: oauth.DPoPHandle, iss?: string) {
  const key = await generateSigner()
  const asked = await fetch(`${world.url}/nonce`, { method: 'POST' })
  const { c_nonce: nonce } = (await asked.json()) as { readonly c_nonce: string }
  const claims = {
    aud: world.url,
    iat: Math.floor(world.network.clock()),
    nonce,
    ...(iss ? { iss } : {}),
  }
  const body = {
    credential_configuration_id: 'identity',
    proofs: { jwt: [await proofOf(key, claims)] },
  }
  const response = await withNonce(async () => {
    const url = new URL(`${world.url}/credential`)
    const headers = new Headers({ 'content-type': 'application/json' })
    const options = { DPoP, ...insecure }
    const sent = JSON.stringify(body)
    return await oauth.protectedResourceRequest(token, 'POST', url, headers, sent, options)
  })
  const { credentials } = (await response.json()) as {
    readonly credentials: readonly [{ readonly credential: string }]
  }
  return { key, credential: await world.verifier.verifyCredential(credentials[0].credential) }
}

async function proofOf(key: Signer, claims: object): Promise<string> {
  const header = { typ: 'openid4vci-proof+jwt', alg: 'ES256', jwk: { ...key.publicKey } }
  const parts = [header, claims].map((one) => encodeBase64url(encodeUtf8(JSON.stringify(one))))
  const input = parts.join('.')
  return `${input}.${encodeBase64url(await key.sign(encodeUtf8(input)))}`
}

describe('the authorisation server, with oauth4webapi as its client,', () => {
  test('gives a bound token for code and transaction code', async () => {
    const { server, DPoP } = await discovered()
    const made = await world.issuer.offer({ credentials: ['identity'], reference: 'R-1' })
    const link = decodeURIComponent(made.linkByValue)
    const code = /"pre-authorized_code":"([\w-]+)"/.exec(link)?.[1] ?? ''
    const form = { 'pre-authorized_code': code, tx_code: made.transactionCode ?? '' }
    const { access_token: token, token_type: type } = await withNonce(async () => {
      const options = { DPoP, ...insecure }
      const asked = oauth.genericTokenEndpointRequest(
        server,
        client,
        none,
        preAuthorized,
        form,
        options,
      )
      return await oauth.processGenericTokenEndpointResponse(server, client, await asked)
    })
    expect(type).toBe('dpop')
    const { key, credential } = await fetchCredential(token, DPoP, client.client_id)
    expect(credential.subject).toBe(key.did)
  })

  test('gives a bound token after a pushed request, with PKCE and the name of the issuer', async () => {
    const { server, DPoP } = await discovered()
    const verifier = oauth.generateRandomCodeVerifier()
    const state = oauth.generateRandomState()
    const { redirectUri } = world
    const parameters = {
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'identity',
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    const pushed = await withNonce(async () => {
      const options = { DPoP, ...insecure }
      const asked = oauth.pushedAuthorizationRequest(server, client, none, parameters, options)
      return await oauth.processPushedAuthorizationResponse(server, client, await asked)
    })
    const to = new URL(server.authorization_endpoint ?? '')
    to.searchParams.set('client_id', client.client_id)
    to.searchParams.set('request_uri', pushed.request_uri)
    const page = await fetch(to, { redirect: 'manual' })
    const back = new URL(page.headers.get('location') ?? '')
    const answer = oauth.validateAuthResponse(server, client, back, state)
    const { access_token: token } = await withNonce(async () => {
      const options = { DPoP, ...insecure }
      const asked = oauth.authorizationCodeGrantRequest(
        server,
        client,
        none,
        answer,
        redirectUri,
        verifier,
        options,
      )
      return await oauth.processAuthorizationCodeResponse(server, client, await asked)
    })
    const { credential } = await fetchCredential(token, DPoP, 'wallet')
    expect(credential.claims['record']).toMatchObject({ value: 'R-1' })
  })
})
