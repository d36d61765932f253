import { generateSigner } from '@fidecura/identity'
import { createMemoryGrantStore, type GrantStore } from '@fidecura/openid/issuer'
import { describe, expect, test } from '@jest/globals'
import { createHospital, url } from './hospital.ts'
import { codeIn, createRawWallet, preAuthorized, type Twist, withToken } from './raw-wallet.ts'

/** An offer, and a wallet that has seen it. */
async function offered(transactionCode: 6 | 'none', issuing = {}) {
  const hospital = await createHospital({ issuing })
  const wallet = await createRawWallet(hospital)
  const made = await hospital.issuer.offer({
    credentials: ['identity'],
    reference: 'R-1',
    transactionCode,
  })
  const code = codeIn(made.linkByValue)
  const form = { grant_type: preAuthorized, 'pre-authorized_code': code }
  return { hospital, wallet, form, txCode: made.transactionCode ?? '' }
}

/** So slow that whoever asks has read before anybody has written. */
function slowStore(): GrantStore {
  const store = createMemoryGrantStore()
  return {
    ...store,
    async find(kind, key) {
      const found = await store.find(kind, key)
      await new Promise((resolve) => setTimeout(resolve, 100))
      return found
    },
  }
}

const otherDigits = (code: string): string => code.replace(/^./, (first) => `${(+first + 1) % 10}`)

describe('the token endpoint', () => {
  test('gives a token for code and transaction code, bound to the key of the wallet', async () => {
    const { wallet, form, txCode } = await offered(6)
    const said = await wallet.token({ ...form, tx_code: txCode })
    expect(said.body).toEqual({
      access_token: expect.stringMatching(/^[\w-]{43}$/),
      token_type: 'DPoP',
      expires_in: 300,
    })
    expect(said.headers.get('cache-control')).toBe('no-store')
  })

  test('refuses the code without its transaction code, and one where none was asked for', async () => {
    const { wallet, form } = await offered(6)
    expect((await wallet.token(form)).body).toEqual({ error: 'invalid_request' })
    const without = await offered('none')
    const said = await without.wallet.token({ ...without.form, tx_code: '123456' })
    expect(said.body).toEqual({ error: 'invalid_request' })
  })

  test('compares three transaction codes, and not the right one after them', async () => {
    const { wallet, form, txCode } = await offered(6)
    const wrong = { ...form, tx_code: otherDigits(txCode) }
    for (const _ of [1, 2, 3]) {
      expect((await wallet.token(wrong)).body).toEqual({ error: 'invalid_grant' })
    }
    expect((await wallet.token({ ...form, tx_code: txCode })).body).toEqual({
      error: 'invalid_grant',
    })
  })

  test('takes the right one after two wrong ones', async () => {
    const { wallet, form, txCode } = await offered(6)
    const wrong = { ...form, tx_code: otherDigits(txCode) }
    for (const _ of [1, 2]) await wallet.token(wrong)
    expect((await wallet.token({ ...form, tx_code: txCode })).status).toBe(200)
  })

  test('compares no guess beside another that comes at once', async () => {
    const { wallet, form, txCode } = await offered(6, { store: slowStore() })
    const guesses = Array.from({ length: 10 }, () => ({ ...form, tx_code: otherDigits(txCode) }))
    const asked = [...guesses, { ...form, tx_code: txCode }].map((guess) => wallet.token(guess))
    const said = await Promise.all(asked)
    // One of them was, and the right one is not told from those that were not.
    expect(said.map(({ body }) => body)).toEqual(said.map(() => ({ error: 'invalid_grant' })))
  })

  test('gives one token for a code, and ends it when the code comes again', async () => {
    const hospital = await createHospital()
    const { wallet, code, token } = await withToken(hospital)
    const again = { grant_type: preAuthorized, 'pre-authorized_code': code }
    expect((await wallet.token(again)).body).toEqual({ error: 'invalid_grant' })
    const key = await generateSigner()
    const proof = await wallet.prove(key, await wallet.nonce())
    expect((await wallet.credential(token, [proof])).body).toEqual({ error: 'invalid_token' })
  })

  test('gives one token for a code that comes many times at once', async () => {
    const { wallet, form } = await offered('none', { store: slowStore() })
    const said = await Promise.all(Array.from({ length: 10 }, () => wallet.token(form)))
    expect(said.filter(({ status }) => status === 200)).toHaveLength(1)
  })

  test.each([
    ['as long as the offer may be accepted', 599, 200],
    ['no longer', 600, 400],
  ])('takes a code %s', async (_, seconds, status) => {
    const { hospital, wallet, form } = await offered('none')
    hospital.clock.advance(seconds)
    // Brings a nonce of then.
    expect((await wallet.token(form)).body).toEqual({ error: 'use_dpop_nonce' })
    expect((await wallet.token(form)).status).toBe(status)
  })

  test('knows no code of another issuer on the same store', async () => {
    const store = { store: createMemoryGrantStore() }
    const elsewhere = await createHospital({
      issuing: { ...store, url: 'https://hospital.example/b' },
    })
    const here = await createHospital({ issuing: store })
    const made = await elsewhere.issuer.offer({
      credentials: ['identity'],
      reference: 'R-1',
      transactionCode: 'none',
    })
    const wallet = await createRawWallet(here)
    const code = codeIn(made.linkByValue)
    const said = await wallet.token({ grant_type: preAuthorized, 'pre-authorized_code': code })
    expect(said.body).toEqual({ error: 'invalid_grant' })
  })

  test.each([
    ['a code that nobody drew', { 'pre-authorized_code': 'x'.repeat(43) }, 'invalid_grant'],
    ['no code', { 'pre-authorized_code': '' }, 'invalid_grant'],
    ['another way', { grant_type: 'client_credentials' }, 'unsupported_grant_type'],
    [
      'what was not offered',
      {
        authorization_details:
          '[{"type":"openid_credential","credential_configuration_id":"role"}]',
      },
      'invalid_authorization_details',
    ],
    ['details that are no JSON', { authorization_details: 'x' }, 'invalid_authorization_details'],
    ['details of nothing', { authorization_details: '[]' }, 'invalid_authorization_details'],
    [
      'details for another issuer',
      {
        authorization_details:
          '[{"type":"openid_credential","credential_configuration_id":"identity","locations":["https://other.example"]}]',
      },
      'invalid_authorization_details',
    ],
  ])('refuses %s', async (_, changed, error) => {
    const { wallet, form } = await offered('none')
    expect((await wallet.token({ ...form, ...changed })).body).toEqual({ error })
  })

  test('gives no token for what there is, and was not offered', async () => {
    const { credential } = await createHospital()
    const credentials = [credential, { ...credential, id: 'second' }]
    const { wallet, form } = await offered('none', { credentials })
    const detail = '[{"type":"openid_credential","credential_configuration_id":"second"}]'
    const said = await wallet.token({ ...form, authorization_details: detail })
    expect(said.body).toEqual({ error: 'invalid_authorization_details' })
  })

  test('names what a token is for where details were asked for', async () => {
    const { wallet, form } = await offered('none')
    const detail = { type: 'openid_credential', credential_configuration_id: 'identity' }
    const said = await wallet.token({ ...form, authorization_details: JSON.stringify([detail]) })
    expect(said.body['authorization_details']).toEqual([
      { ...detail, credential_identifiers: ['dataset:identity'] },
    ])
  })

  test.each<[string, Twist]>([
    ['JSON', { headers: { 'content-type': 'application/json' } }],
    ['more bytes than the limit', { raw: `grant_type=${'x'.repeat(140_000)}` }],
  ])('refuses %s', async (_, twist) => {
    const { wallet, form } = await offered('none')
    const said = await wallet.token(form, twist)
    expect(said.status).toBe(400)
  })
})

test('the token endpoint refuses a form that names a field twice', async () => {
  const { wallet, form } = await offered('none')
  const raw = `${new URLSearchParams(form)}&grant_type=${encodeURIComponent(preAuthorized)}`
  expect((await wallet.token(form, { raw })).body).toEqual({ error: 'invalid_request' })
})

describe('the token endpoint, of DPoP,', () => {
  test('asks for a nonce of its own, and says it', async () => {
    const { wallet, form } = await offered('none')
    const said = await wallet.token(form, { dpop: { nonce: 'x' } })
    expect(said).toMatchObject({ status: 400, body: { error: 'use_dpop_nonce' } })
    expect((await wallet.token(form)).status).toBe(200)
  })

  test('takes a proof once', async () => {
    const { wallet, form } = await offered('none')
    const dpopProof = await wallet.dpopProof('token', {})
    const first = await wallet.token({ ...form, grant_type: 'x' }, { dpopProof })
    expect(first.body).toEqual({ error: 'unsupported_grant_type' })
    expect((await wallet.token(form, { dpopProof })).body).toEqual({ error: 'invalid_dpop_proof' })
  })

  test.each<[string, Twist]>([
    ['no proof', { noDpop: true }],
    ['a proof for another endpoint', { dpop: { htu: `${url}/credential` } }],
    ['a proof for another server', { dpop: { htu: 'https://other.example/openid/token' } }],
    ['a proof for another method', { dpop: { htm: 'GET' } }],
    ['an old proof', { dpop: { iat: 1_800_014_400 - 61 } }],
    ['a proof of the future', { dpop: { iat: 1_800_014_400 + 61 } }],
    ['a proof without a date', { dpop: { iat: null } }],
    ['a proof without an id', { dpop: { jti: null } }],
    ['a proof with an endless id', { dpop: { jti: 'x'.repeat(300) } }],
    ['a proof for a token', { dpop: { ath: 'x' } }],
    ['a proof as something else', { dpopHeader: { typ: 'openid4vci-proof+jwt' } }],
    ['a proof with no algorithm', { dpopHeader: { alg: 'none' } }],
    [
      'a proof that shows the private key',
      { dpopHeader: { jwk: { kty: 'EC', crv: 'P-256', x: 'a', y: 'b', d: 'c' } } },
    ],
    ['two proofs', { dpopProof: 'a.b.c, a.b.c' }],
  ])('refuses %s', async (_, twist) => {
    const { wallet, form } = await offered('none')
    expect((await wallet.token(form, twist)).body).toEqual({ error: 'invalid_dpop_proof' })
    // What stood between was that one thing.
    expect((await wallet.token(form)).status).toBe(200)
  })

  test('lets the nonce grow five minutes old', async () => {
    const { hospital, wallet, form } = await offered('none')
    hospital.clock.advance(299)
    expect((await wallet.token(form)).status).toBe(200)
    const late = await offered('none')
    late.hospital.clock.advance(300)
    expect((await late.wallet.token(late.form)).body).toEqual({ error: 'use_dpop_nonce' })
  })

  test('gives a bearer token where that is allowed', async () => {
    const { wallet, form } = await offered('none', { tokens: 'dpop_or_bearer' })
    expect((await wallet.token(form, { noDpop: true })).body['token_type']).toBe('Bearer')
  })
})
