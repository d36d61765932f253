import { decodeJws, generateSigner, sha256Text, verifyDidJws } from '@fidecura/identity'
import type { AuthorizationWish } from '@fidecura/openid/issuer'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createHospital, type Hospital, url } from './hospital.ts'
import { createRawWallet, post, type RawWallet, withToken } from './raw-wallet.ts'

// The modules of the plan `oid4vci-1_0-issuer-test-plan` of the OpenID conformance suite, played by their names:
// the suite itself wants a host that it can reach. In each negative one everything holds but the one thing.

const verifier = 'v'.repeat(43)
const redirectUri = 'https://wallet.example/back'
const clients = ['wallet', 'second'].map((id) => ({ id, redirectUris: [redirectUri] }))

/** Whoever comes with a browser has agreed. */
async function openHospital(): Promise<Hospital> {
  const hospital: Hospital = await createHospital({
    issuing: {
      timesPerToken: 3,
      authorization: {
        clients,
        signIn: async (wish: AuthorizationWish) =>
          Response.redirect(await hospital.issuer.approve(wish.id, { reference: 'R-1' }), 303),
      },
    },
  })
  return hospital
}

/** A token, by a pushed request, PKCE and DPoP. */
async function authorized({ issuer }: Hospital, wallet: RawWallet, clientId = 'wallet') {
  const form = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    scope: 'identity',
    state: 's',
    code_challenge: await sha256Text(verifier),
    code_challenge_method: 'S256',
  })
  const type = { 'content-type': 'application/x-www-form-urlencoded' }
  const pushed = await post(issuer, 'par', form.toString(), type)
  const query = new URLSearchParams({
    client_id: clientId,
    request_uri: `${pushed.body['request_uri']}`,
  })
  const page = await issuer.handle(new Request(`${url}/authorize?${query}`))
  const code = new URL(page.headers.get('location') ?? '').searchParams.get('code') ?? ''
  const { body } = await wallet.token({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    code_verifier: verifier,
  })
  return body['access_token'] as string
}

let hospital: Hospital
let wallet: RawWallet
let token: string
beforeAll(async () => {
  hospital = await openHospital()
  wallet = await createRawWallet(hospital)
  token = await authorized(hospital, wallet)
})

const proof = async (claims = {}) =>
  wallet.prove(await generateSigner(), await wallet.nonce(), {
    claims: { iss: 'wallet', ...claims },
  })
const metadata = async (accept: string) => {
  const at = 'https://hospital.example/.well-known/openid-credential-issuer/openid'
  return await hospital.issuer.handle(new Request(at, { headers: { accept } }))
}
/** Still good after what was refused. */
const isStillServed = async () => {
  const fresh = await withToken(hospital)
  const jwt = await fresh.wallet.prove(await generateSigner(), await fresh.wallet.nonce())
  return (await fresh.wallet.credential(fresh.token, [jwt])).status === 200
}

describe('module', () => {
  test('oid4vci-1_0-issuer-metadata-test', async () => {
    const response = await metadata('application/json')
    expect(response.headers.get('content-type')).toBe('application/json')
    expect(await response.json()).toMatchObject({
      credential_issuer: url,
      credential_endpoint: `${url}/credential`,
      nonce_endpoint: `${url}/nonce`,
      credential_configurations_supported: {
        identity: {
          format: 'dc+sd-jwt',
          cryptographic_binding_methods_supported: expect.arrayContaining(['jwk']),
          proof_types_supported: { jwt: { proof_signing_alg_values_supported: expect.any(Array) } },
        },
      },
    })
  })

  test('oid4vci-1_0-issuer-metadata-test-signed', async () => {
    const response = await metadata('application/jwt')
    expect(response.headers.get('content-type')).toBe('application/jwt')
    const jws = decodeJws(await response.text())
    const issuer = hospital.signer.did
    const now = hospital.clock.now()
    const { resolve } = hospital.network
    const typ = 'openidvci-issuer-metadata+jwt'
    const relationship = 'assertionMethod'
    await verifyDidJws(jws, { issuer, typ, relationship, resolve, at: now, now })
    const claims = JSON.parse(new TextDecoder().decode(jws.payload))
    expect(claims).toMatchObject({ sub: url, iat: now, credential_issuer: url })
  })

  test('oid4vci-1_0-issuer-happy-flow', async () => {
    const own = await createRawWallet(hospital)
    const ownToken = await authorized(hospital, own)
    const said = await own.credential(ownToken, [await proof()])
    expect(said).toMatchObject({ status: 200, body: { credentials: [{}] } })
    const told = {
      notification_id: `${said.body['notification_id']}`,
      event: 'credential_accepted',
    }
    expect((await own.resource('notification', ownToken, told)).status).toBe(204)
  })

  test('oid4vci-1_0-issuer-happy-flow-additional-requests', async () => {
    const own = await createRawWallet(hospital)
    const ownToken = await authorized(hospital, own)
    for (const accept of ['application/json', 'application/json; charset=utf-8', '*/*']) {
      const twist = { headers: { accept, 'x-fapi-interaction-id': crypto.randomUUID() } }
      expect((await own.credential(ownToken, [await proof()], twist)).status).toBe(200)
    }
    expect((await own.credential(ownToken, [await proof()])).body).toEqual({
      error: 'credential_request_denied',
    })
  })

  test('oid4vci-1_0-issuer-happy-flow-multiple-clients', async () => {
    const second = await createRawWallet(hospital)
    const theirs = await authorized(hospital, second, 'second')
    const jwt = [await proof({ iss: 'second' })]
    // The token of one is of no use to the other, whose key is another.
    expect((await wallet.credential(theirs, jwt)).body).toEqual({ error: 'invalid_token' })
    expect((await second.credential(theirs, jwt)).status).toBe(200)
  })

  test('oid4vci-1_0-issuer-happy-flow-skip-notification', async () => {
    expect(await isStillServed()).toBe(true)
  })

  test('oid4vci-1_0-issuer-batch-issuance', async () => {
    const fresh = await withToken(hospital)
    const nonce = await fresh.wallet.nonce()
    const keys = await Promise.all([1, 2, 3].map(() => generateSigner()))
    const jwts = await Promise.all(keys.map((key) => fresh.wallet.prove(key, nonce)))
    const said = await fresh.wallet.credential(fresh.token, jwts)
    expect(said.body['credentials']).toHaveLength(3)
  })

  test.each([
    ['oid4vci-1_0-issuer-fail-invalid-nonce', { nonce: 'invalid' }, 'invalid_nonce'],
    [
      'oid4vci-1_0-issuer-fail-invalid-nonce, of none at all',
      { nonce: undefined },
      'invalid_proof',
    ],
  ])('%s', async (_, claims, error) => {
    const said = await wallet.credential(token, [await proof(claims)])
    expect(said).toMatchObject({ status: 400, body: { error } })
    expect(await isStillServed()).toBe(true)
  })

  test('oid4vci-1_0-issuer-fail-invalid-jwt-proof-signature', async () => {
    const jwt = await proof()
    const spoiled = `${jwt.slice(0, -4)}${jwt.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`
    expect((await wallet.credential(token, [spoiled])).body).toEqual({ error: 'invalid_proof' })
    expect((await wallet.credential(token, [jwt])).status).toBe(200)
  })

  test('oid4vci-1_0-issuer-fail-missing-proof', async () => {
    const said = await wallet.resource('credential', token, {
      credential_configuration_id: 'identity',
    })
    expect(said).toMatchObject({ status: 400, body: { error: 'invalid_proof' } })
  })

  test('oid4vci-1_0-issuer-fail-unsupported-encryption-algorithm', async () => {
    const said = await wallet.resource('credential', token, {
      credential_configuration_id: 'identity',
      proofs: { jwt: [await proof()] },
      credential_response_encryption: { jwk: {}, enc: 'UNSUPPORTED' },
    })
    expect(said).toMatchObject({ status: 400, body: { error: 'invalid_encryption_parameters' } })
  })

  test('oid4vci-1_0-issuer-fail-unknown-credential-configuration', async () => {
    const said = await wallet.resource('credential', token, {
      credential_configuration_id: 'identity-invalid',
      proofs: { jwt: [await proof()] },
    })
    expect(said).toMatchObject({ status: 400, body: { error: 'unknown_credential_configuration' } })
  })

  test('oid4vci-1_0-issuer-fail-unknown-credential-identifier', async () => {
    const own = await createRawWallet(hospital)
    const { linkByValue } = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const code = /pre-authorized_code%22%3A%22([\w-]{43})/.exec(linkByValue)?.[1] ?? ''
    const { body } = await own.token({
      grant_type: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
      'pre-authorized_code': code,
      authorization_details:
        '[{"type":"openid_credential","credential_configuration_id":"identity"}]',
    })
    const said = await own.resource('credential', body['access_token'] as string, {
      credential_identifier: 'dataset:identity-invalid',
      proofs: { jwt: [await proof({ iss: undefined })] },
    })
    expect(said).toMatchObject({ status: 400, body: { error: 'unknown_credential_identifier' } })
  })

  test('oid4vci-1_0-issuer-fail-on-access-token-in-query', async () => {
    const body = { credential_configuration_id: 'identity', proofs: { jwt: [await proof()] } }
    const request = new Request(`${url}/credential?access_token=${token}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: {
        'content-type': 'application/json',
        dpop: await wallet.dpopProof('credential', {}, token),
      },
    })
    expect((await hospital.issuer.handle(request)).status).toBe(401)
  })
})
