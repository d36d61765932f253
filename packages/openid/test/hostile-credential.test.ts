import { generateSigner } from '@fidecura/identity'
import { createMemoryGrantStore } from '@fidecura/openid/issuer'
import { describe, expect, test } from '@jest/globals'
import { createHospital, noon, url } from './hospital.ts'
import {
  codeIn,
  createRawWallet,
  type ProofTwist,
  post,
  preAuthorized,
  signRaw,
  type Twist,
  withToken,
} from './raw-wallet.ts'

const other = await generateSigner()

describe('the credential endpoint', () => {
  test('issues to each key that was proven', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const nonce = await wallet.nonce()
    const keys = [await generateSigner(), await generateSigner({ algorithm: 'EdDSA' })]
    const proofs = await Promise.all(
      keys.map((key) => wallet.prove(key, nonce, { header: { alg: key.algorithm } })),
    )
    const said = await wallet.credential(token, proofs)
    expect(said.status).toBe(200)
    expect(said.body['credentials']).toHaveLength(2)
    expect(said.body['notification_id']).toMatch(/^[\w-]{43}$/)
  })

  test('issues to the key of a DID that is nothing but a key', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const key = await generateSigner()
    const header = { typ: 'openid4vci-proof+jwt', alg: 'ES256', kid: key.keyId }
    const claims = { aud: url, iat: noon, nonce: await wallet.nonce() }
    const said = await wallet.credential(token, [await signRaw(header, claims, key)])
    expect(said.status).toBe(200)
  })

  test.each<[string, ProofTwist, string]>([
    ['for another issuer', { claims: { aud: 'https://other.example' } }, 'invalid_proof'],
    ['for several issuers', { claims: { aud: [url, 'https://other.example'] } }, 'invalid_proof'],
    ['for nobody', { claims: { aud: null } }, 'invalid_proof'],
    ['older than its nonce', { claims: { iat: noon - 61 } }, 'invalid_proof'],
    ['of the future', { claims: { iat: noon + 61 } }, 'invalid_proof'],
    ['without a date', { claims: { iat: null } }, 'invalid_proof'],
    ['that has expired', { claims: { exp: noon - 60 } }, 'invalid_proof'],
    ['that is not good yet', { claims: { nbf: noon + 61 } }, 'invalid_proof'],
    ['of a client that the token is not of', { claims: { iss: 'somebody' } }, 'invalid_proof'],
    ['without a nonce', { claims: { nonce: undefined as never } }, 'invalid_proof'],
    ['with a nonce that nobody made', { claims: { nonce: 'x'.repeat(54) } }, 'invalid_nonce'],
    ['with a nonce that is no text', { claims: { nonce: 1 } }, 'invalid_nonce'],
    ['as a plain JWT', { header: { typ: 'JWT' } }, 'invalid_proof'],
    ['as a DPoP proof', { header: { typ: 'dpop+jwt' } }, 'invalid_proof'],
    ['with no algorithm', { header: { alg: 'none' } }, 'invalid_proof'],
    ['with a secret for a key', { header: { alg: 'HS256' } }, 'invalid_proof'],
    ['that another key signed', { signedBy: other }, 'invalid_proof'],
    ['that names two keys', { header: { kid: other.keyId } }, 'invalid_proof'],
    ['that names no key', { header: { jwk: undefined as never } }, 'invalid_proof'],
    [
      'that shows a private key',
      { header: { jwk: { ...other.publicKey, d: 'AA' } } },
      'invalid_proof',
    ],
    ['of more bytes than the limit', { claims: { pad: 'x'.repeat(9000) } }, 'invalid_proof'],
  ])('refuses a proof %s', async (_, twist, error) => {
    const { wallet, token } = await withToken(await createHospital())
    const nonce = await wallet.nonce()
    const key = await generateSigner()
    const said = await wallet.credential(token, [await wallet.prove(key, nonce, twist)])
    expect(said).toMatchObject({ status: 400, body: { error } })
    // The nonce is still good, and so is the token: what stood between was that one thing.
    const honest = await wallet.credential(token, [await wallet.prove(key, nonce)])
    expect(honest.status).toBe(200)
  })

  test('takes a proof whose clock is a minute off', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const twist = { claims: { iat: noon + 60 } }
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce(), twist)
    expect((await wallet.credential(token, [proof])).status).toBe(200)
  })

  test('refuses two proofs of one key, and two nonces in one request', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const nonce = await wallet.nonce()
    const key = await generateSigner()
    const twice = [await wallet.prove(key, nonce), await wallet.prove(key, nonce)]
    expect((await wallet.credential(token, twice)).body).toEqual({ error: 'invalid_proof' })
    const mixed = [
      await wallet.prove(key, nonce),
      await wallet.prove(await generateSigner(), await wallet.nonce()),
    ]
    expect((await wallet.credential(token, mixed)).body).toEqual({ error: 'invalid_nonce' })
    expect((await wallet.credential(token, twice.slice(1))).status).toBe(200)
  })

  test('refuses more proofs than a batch has, none, and what are none', async () => {
    const { wallet, token } = await withToken(await createHospital({ issuing: { batchSize: 2 } }))
    const nonce = await wallet.nonce()
    const keys = await Promise.all([generateSigner(), generateSigner(), generateSigner()])
    const proofs = await Promise.all(keys.map((key) => wallet.prove(key, nonce)))
    for (const wrong of [proofs, [], [1], [null], ['a.b.c']]) {
      expect((await wallet.credential(token, wrong)).body).toEqual({ error: 'invalid_proof' })
    }
    expect((await wallet.credential(token, proofs.slice(1))).status).toBe(200)
  })

  test('refuses proofs of two types', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const jwt = [await wallet.prove(await generateSigner(), await wallet.nonce())]
    const body = { credential_configuration_id: 'identity', proofs: { jwt, di_vp: [] } }
    const said = await wallet.resource('credential', token, body)
    expect(said.body).toEqual({ error: 'invalid_proof' })
    expect((await wallet.credential(token, jwt)).status).toBe(200)
  })

  test('takes a nonce once', async () => {
    const hospital = await createHospital()
    const [first, second] = [await withToken(hospital), await withToken(hospital)]
    const nonce = await first.wallet.nonce()
    const key = await generateSigner()
    const proof = await first.wallet.prove(key, nonce)
    expect((await first.wallet.credential(first.token, [proof])).status).toBe(200)
    const again = await second.wallet.prove(await generateSigner(), nonce)
    const said = await second.wallet.credential(second.token, [again])
    expect(said.body).toEqual({ error: 'invalid_nonce' })
  })

  test('takes no nonce of another issuer, not even under one key and store', async () => {
    const shared = { nonceKey: new Uint8Array(32).fill(7), store: createMemoryGrantStore() }
    const elsewhere = await createHospital({
      issuing: { ...shared, url: 'https://hospital.example/b' },
    })
    const stray = await elsewhere.issuer.handle(
      new Request('https://hospital.example/b/nonce', { method: 'POST' }),
    )
    const { c_nonce: nonce } = (await stray.json()) as { readonly c_nonce: string }
    const { wallet, token } = await withToken(await createHospital({ issuing: shared }))
    const proof = await wallet.prove(await generateSigner(), nonce)
    expect((await wallet.credential(token, [proof])).body).toEqual({ error: 'invalid_nonce' })
  })

  test('takes no nonce for DPoP as one for keys', async () => {
    const hospital = await createHospital()
    const { wallet, token } = await withToken(hospital)
    const nonce = (await post(hospital.issuer, 'nonce', '', {})).headers.get('dpop-nonce') ?? ''
    const proof = await wallet.prove(await generateSigner(), nonce)
    expect((await wallet.credential(token, [proof])).body).toEqual({ error: 'invalid_nonce' })
  })

  test('takes a nonce for five minutes', async () => {
    const hospital = await createHospital({ issuing: { tokenSeconds: 3600 } })
    const { wallet, token } = await withToken(hospital)
    const nonce = await wallet.nonce()
    hospital.clock.advance(300)
    const proof = await wallet.prove(await generateSigner(), nonce)
    // Brings a DPoP nonce of then.
    await wallet.credential(token, [proof])
    expect((await wallet.credential(token, [proof])).body).toEqual({ error: 'invalid_nonce' })
  })

  test('hands out what a token is for once, however many ask at once', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const ask = async () => {
      const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
      return await wallet.credential(token, [proof])
    }
    const said = await Promise.all(Array.from({ length: 10 }, ask))
    expect(said.filter(({ status }) => status === 200)).toHaveLength(1)
    expect((await ask()).body).toEqual({ error: 'credential_request_denied' })
  })

  test('hands out two kinds of one token, asked for at once', async () => {
    const { credential } = await createHospital()
    const second = { ...credential, id: 'second' }
    const hospital = await createHospital({ issuing: { credentials: [credential, second] } })
    const wallet = await createRawWallet(hospital)
    const { linkByValue } = await hospital.issuer.offer({
      credentials: ['identity', 'second'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const code = codeIn(linkByValue)
    const { body } = await wallet.token({ grant_type: preAuthorized, 'pre-authorized_code': code })
    const ask = async (credential_configuration_id: string) => {
      const jwt = [await wallet.prove(await generateSigner(), await wallet.nonce())]
      const wanted = { credential_configuration_id, proofs: { jwt } }
      return await wallet.resource('credential', body['access_token'] as string, wanted)
    }
    const asked = ['identity', 'second', 'identity', 'second'].map(ask)
    const said = await Promise.all(asked)
    expect(said.map(({ status }) => status).toSorted()).toEqual([200, 200, 400, 400])
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['nothing', {}, 'invalid_credential_request'],
    [
      'by two names',
      { credential_configuration_id: 'identity', credential_identifier: 'x' },
      'invalid_credential_request',
    ],
    [
      'by the name of a token in detail',
      { credential_identifier: 'dataset:identity' },
      'invalid_credential_request',
    ],
    [
      'what there is not',
      { credential_configuration_id: 'role' },
      'unknown_credential_configuration',
    ],
    [
      'it encrypted',
      { credential_configuration_id: 'identity', credential_response_encryption: {} },
      'invalid_encryption_parameters',
    ],
    ['it for nobody', { credential_configuration_id: 'identity' }, 'invalid_proof'],
  ])('refuses to hand out %s', async (_, body, error) => {
    const { wallet, token } = await withToken(await createHospital())
    const said = await wallet.resource('credential', token, body as never)
    expect(said).toMatchObject({ status: 400, body: { error } })
  })

  test('hands nothing out that the token is not for', async () => {
    const hospital = await createHospital()
    const second = { ...hospital.credential, id: 'second' }
    const both = await createHospital({
      issuing: { credentials: [hospital.credential, second] },
    })
    const { wallet, token } = await withToken(both)
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const body = { credential_configuration_id: 'second', proofs: { jwt: [proof] } }
    const said = await wallet.resource('credential', token, body)
    expect(said).toMatchObject({ status: 403, body: { error: 'insufficient_scope' } })
  })

  test('hands out by the identifier of a token that was asked for in detail, and not otherwise', async () => {
    const hospital = await createHospital()
    const wallet = await createRawWallet(hospital)
    const { linkByValue } = await hospital.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const { body } = await wallet.token({
      grant_type: preAuthorized,
      'pre-authorized_code': codeIn(linkByValue),
      authorization_details:
        '[{"type":"openid_credential","credential_configuration_id":"identity"}]',
    })
    const token = body['access_token'] as string
    const jwt = [await wallet.prove(await generateSigner(), await wallet.nonce())]
    expect((await wallet.credential(token, jwt)).body).toEqual({
      error: 'invalid_credential_request',
    })
    const named = { credential_identifier: 'dataset:identity', proofs: { jwt } }
    expect((await wallet.resource('credential', token, named)).status).toBe(200)
  })

  test.each<[string, Twist, number, string]>([
    ['without a token', { headers: { authorization: '' } }, 401, 'invalid_token'],
    [
      'with a token that nobody gave',
      { headers: { authorization: `DPoP ${'x'.repeat(43)}` } },
      401,
      'invalid_token',
    ],
    ['without a proof', { noDpop: true }, 401, 'invalid_dpop_proof'],
    [
      'with a proof for the token endpoint',
      { dpop: { htu: `${url}/token` } },
      401,
      'invalid_dpop_proof',
    ],
    ['with a proof for no token', { dpop: { ath: undefined as never } }, 401, 'invalid_dpop_proof'],
    ['with a proof for another token', { dpop: { ath: 'x' } }, 401, 'invalid_dpop_proof'],
    ['with a proof of another key', { dpopKey: other }, 401, 'invalid_token'],
    ['with a nonce that nobody made', { dpop: { nonce: 'x' } }, 401, 'use_dpop_nonce'],
    [
      'as a form',
      { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
      400,
      'invalid_credential_request',
    ],
    ['that is no JSON', { raw: '{' }, 400, 'invalid_credential_request'],
    ['that names a member twice', { raw: '{"a":1,"a":2}' }, 400, 'invalid_credential_request'],
    [
      'that is too deep',
      { raw: `${'['.repeat(40)}${']'.repeat(40)}` },
      400,
      'invalid_credential_request',
    ],
    ['that is too long', { raw: `"${'x'.repeat(140_000)}"` }, 400, 'invalid_credential_request'],
  ])('refuses a request %s', async (_, twist, status, error) => {
    const { wallet, token } = await withToken(await createHospital())
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const said = await wallet.credential(token, [proof], twist)
    expect(said).toMatchObject({ status, body: { error } })
    if (status === 401) expect(said.headers.get('www-authenticate')).toContain(`error="${error}"`)
    expect((await wallet.credential(token, [proof])).status).toBe(200)
  })

  test('refuses a bound token that is sent as a bearer', async () => {
    const { wallet, token } = await withToken(await createHospital())
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const twist: Twist = { noDpop: true, headers: { authorization: `Bearer ${token}` } }
    const said = await wallet.credential(token, [proof], twist)
    expect(said).toMatchObject({ status: 401, body: { error: 'invalid_token' } })
  })

  test('takes no token after its five minutes', async () => {
    const hospital = await createHospital()
    const { wallet, token } = await withToken(hospital)
    hospital.clock.advance(300)
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const said = await wallet.credential(token, [proof])
    expect(said.body).toEqual({ error: 'invalid_token' })
  })

  test('says nothing of what failed, tells the operator, and lets the wallet ask again', async () => {
    const failures: unknown[] = []
    const failure = Object.assign(new Error('row R-1 is locked'), { code: 'locked' })
    let isBroken = true
    const hospital = await createHospital({ issuing: { onFailure: (one) => failures.push(one) } })
    const { contentsOf } = hospital.credential
    const broken = await createHospital({
      issuing: { onFailure: (one) => failures.push(one) },
      credential: {
        contentsOf: (...call) => (isBroken ? Promise.reject(failure) : contentsOf(...call)),
      },
    })
    const { wallet, token } = await withToken(broken)
    const ask = async () => {
      const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
      return await wallet.credential(token, [proof])
    }
    expect(await ask()).toMatchObject({ status: 500, body: { error: 'server_error' } })
    expect(failures).toEqual([failure])
    isBroken = false
    expect((await ask()).status).toBe(200)
  })

  test('refuses where the hospital does', async () => {
    const hospital = await createHospital({ credential: { contentsOf: async () => 'denied' } })
    const { wallet, token } = await withToken(hospital)
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const said = await wallet.credential(token, [proof])
    expect(said.body).toEqual({ error: 'credential_request_denied' })
  })
})
