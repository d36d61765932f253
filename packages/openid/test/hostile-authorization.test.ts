import { generateSigner, sha256Text, thumbprintOf } from '@fidecura/identity'
import type { AuthorizationWish } from '@fidecura/openid/issuer'
import { describe, expect, test } from '@jest/globals'
import { createHospital, url } from './hospital.ts'
import { createRawWallet, post, type Said } from './raw-wallet.ts'

const other = await generateSigner()
const verifier = 'v'.repeat(43)
const challenge = await sha256Text(verifier)
const redirectUri = 'https://wallet.example/back'
const clients = [
  { id: 'wallet', redirectUris: [redirectUri, 'com.example.wallet:/back?a=1'] },
  { id: 'other', redirectUris: ['https://other.example/back'] },
]
const honest = {
  response_type: 'code',
  client_id: 'wallet',
  redirect_uri: redirectUri,
  state: 's-1',
  scope: 'identity',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}

/** A hospital where somebody who comes has signed in already. */
async function withBrowser() {
  const wishes: AuthorizationWish[] = []
  const signIn = async (wish: AuthorizationWish) => {
    wishes.push(wish)
    return new Response('who are you?')
  }
  const hospital = await createHospital({ issuing: { authorization: { clients, signIn } } })
  const { issuer } = hospital
  const push = (changed: Record<string, string | undefined> = {}, headers = {}): Promise<Said> => {
    const fields = Object.entries({ ...honest, ...changed }).filter(
      ([, value]) => value !== undefined,
    )
    const form = new URLSearchParams(fields as [string, string][]).toString()
    const type = { 'content-type': 'application/x-www-form-urlencoded' }
    return post(issuer, 'par', form, { ...type, ...headers })
  }
  const visit = (requestUri: unknown, clientId = 'wallet') =>
    issuer.handle(
      new Request(
        `${url}/authorize?${new URLSearchParams({ client_id: clientId, request_uri: `${requestUri}` })}`,
      ),
    )
  /** The address that the browser of somebody who agreed comes back with. */
  const comeBack = async (changed = {}, headers = {}): Promise<URL> => {
    const pushed = await push(changed, headers)
    await visit(pushed.body['request_uri'])
    return new URL(await issuer.approve(wishes.at(-1)?.id ?? '', { reference: 'R-1' }))
  }
  return { hospital, issuer, wishes, push, visit, comeBack }
}

const exchange = {
  grant_type: 'authorization_code',
  redirect_uri: redirectUri,
  client_id: 'wallet',
  code_verifier: verifier,
}

describe('signing in with the issuer', () => {
  test('leads to a code, the state that was sent, and the name of the issuer', async () => {
    const { hospital, comeBack } = await withBrowser()
    const back = await comeBack()
    expect(back.origin + back.pathname).toBe(redirectUri)
    expect(back.searchParams.get('state')).toBe('s-1')
    expect(back.searchParams.get('iss')).toBe(url)
    const wallet = await createRawWallet(hospital)
    const code = back.searchParams.get('code') ?? ''
    expect((await wallet.token({ ...exchange, code })).status).toBe(200)
  })

  test('leads back to a program by its own scheme, whatever its address has', async () => {
    const { comeBack } = await withBrowser()
    const back = await comeBack({ redirect_uri: 'com.example.wallet:/back?a=1' })
    expect(back.href).toMatch(/^com\.example\.wallet:\/back\?a=1&code=/)
  })

  test.each<[string, Record<string, string | undefined>, string]>([
    ['of a client that is not registered', { client_id: 'x' }, 'invalid_client'],
    ['of no client', { client_id: undefined }, 'invalid_client'],
    [
      'to an address of somebody else',
      { redirect_uri: 'https://evil.example/back' },
      'invalid_request',
    ],
    [
      'to an address of another client',
      { redirect_uri: 'https://other.example/back' },
      'invalid_request',
    ],
    [
      'to an address below the registered one',
      { redirect_uri: `${redirectUri}/x` },
      'invalid_request',
    ],
    [
      'to the registered address with a query',
      { redirect_uri: `${redirectUri}?x=1` },
      'invalid_request',
    ],
    ['to no address', { redirect_uri: undefined }, 'invalid_request'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['with a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['with a challenge of no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['with a challenge that is no digest', { code_challenge: 'x' }, 'invalid_request'],
    ['for another issuer', { resource: 'https://evil.example' }, 'invalid_target'],
    ['for nothing', { scope: undefined }, 'invalid_request'],
    ['with an endless state', { state: 'x'.repeat(1025) }, 'invalid_request'],
    ['for a key that is no thumbprint', { dpop_jkt: 'x'.repeat(44) }, 'invalid_request'],
    ['for what there is not', { scope: 'role' }, 'invalid_scope'],
    [
      'in detail for what there is not',
      {
        authorization_details:
          '[{"type":"openid_credential","credential_configuration_id":"role"}]',
      },
      'invalid_authorization_details',
    ],
    ['of an offer that nobody made', { issuer_state: 'x' }, 'invalid_request'],
    [
      'that refers to another one',
      { request_uri: 'urn:ietf:params:oauth:request_uri:x' },
      'invalid_request',
    ],
    ['that is signed by who knows', { request: 'a.b.c' }, 'invalid_request'],
  ])('takes no request %s', async (_, changed, error) => {
    const { push } = await withBrowser()
    expect(await push(changed)).toMatchObject({ status: 400, body: { error } })
    expect((await push()).status).toBe(201)
  })

  test('takes up a pushed request once', async () => {
    const { push, visit, wishes } = await withBrowser()
    const { body } = await push()
    expect((await visit(body['request_uri'])).status).toBe(200)
    const again = await visit(body['request_uri'])
    expect(again.status).toBe(400)
    expect(again.headers.get('location')).toBeNull()
    expect(wishes.length).toBe(1)
  })

  test('takes a pushed request up for a minute', async () => {
    const { hospital, push, visit } = await withBrowser()
    const { body } = await push()
    hospital.clock.advance(60)
    expect((await visit(body['request_uri'])).status).toBe(400)
  })

  test('takes it up for the client that has pushed it alone', async () => {
    const { push, visit, wishes } = await withBrowser()
    const { body } = await push()
    expect((await visit(body['request_uri'], 'other')).status).toBe(400)
    expect(wishes).toEqual([])
  })

  test('takes no request from the address', async () => {
    const { issuer, wishes } = await withBrowser()
    const direct = new Request(`${url}/authorize?${new URLSearchParams(honest)}`)
    expect((await issuer.handle(direct)).status).toBe(400)
    expect(wishes).toEqual([])
  })

  test('is answered once', async () => {
    const { issuer, wishes, comeBack } = await withBrowser()
    await comeBack()
    const [{ id } = { id: '' }] = wishes
    await expect(issuer.approve(id, { reference: 'R-2' })).rejects.toMatchObject({
      code: 'openid_expired',
    })
    await expect(issuer.decline(id)).rejects.toMatchObject({ code: 'openid_expired' })
  })

  test('agrees to no more than was wanted', async () => {
    const { issuer, wishes, push, visit } = await withBrowser()
    await visit((await push()).body['request_uri'])
    const [{ id } = { id: '' }] = wishes
    const approval = { reference: 'R-1', credentials: ['role'] }
    await expect(issuer.approve(id, approval)).rejects.toMatchObject({
      code: 'openid_options_invalid',
    })
  })

  test('says what an offer named, which is no proof of who came', async () => {
    const { issuer, wishes, push, visit } = await withBrowser()
    const offer = { credentials: ['identity'], reference: 'row 7' }
    const { linkByValue } = await issuer.offer({ ...offer, grant: 'authorization_code' })
    const state = /issuer_state%22%3A%22([\w-]+)/.exec(linkByValue)?.[1]
    await visit((await push({ issuer_state: state })).body['request_uri'])
    expect(wishes[0]).toMatchObject({ offeredFor: 'row 7', credentials: ['identity'] })
  })
})

describe('the token endpoint, for a code of the browser,', () => {
  test.each<[string, Record<string, string>]>([
    ['a code that nobody gave', { code: 'x'.repeat(43) }],
    ['another client', { client_id: 'other' }],
    ['no client', { client_id: '' }],
    ['another address', { redirect_uri: 'https://other.example/back' }],
    ['no address', { redirect_uri: '' }],
    ['another verifier', { code_verifier: 'w'.repeat(43) }],
    ['the challenge for a verifier', { code_verifier: challenge }],
    ['no verifier', { code_verifier: '' }],
  ])('refuses %s', async (_, changed) => {
    const { hospital, comeBack } = await withBrowser()
    const code = (await comeBack()).searchParams.get('code') ?? ''
    const wallet = await createRawWallet(hospital)
    const said = await wallet.token({ ...exchange, code, ...changed })
    expect(said.body).toEqual({ error: 'invalid_grant' })
    expect((await wallet.token({ ...exchange, code })).status).toBe(200)
  })

  test('refuses a code that comes again, and ends the token that it gave', async () => {
    const { hospital, comeBack } = await withBrowser()
    const code = (await comeBack()).searchParams.get('code') ?? ''
    const wallet = await createRawWallet(hospital)
    const { body } = await wallet.token({ ...exchange, code })
    expect((await wallet.token({ ...exchange, code })).body).toEqual({ error: 'invalid_grant' })
    const proof = await wallet.prove(await generateSigner(), await wallet.nonce())
    const said = await wallet.credential(body['access_token'] as string, [proof])
    expect(said.body).toEqual({ error: 'invalid_token' })
  })

  test('names what a token is for where that is asked for last', async () => {
    const { hospital, comeBack } = await withBrowser()
    const code = (await comeBack()).searchParams.get('code') ?? ''
    const wallet = await createRawWallet(hospital)
    const detail = { type: 'openid_credential', credential_configuration_id: 'identity' }
    const authorization_details = JSON.stringify([detail])
    const { body } = await wallet.token({ ...exchange, code, authorization_details })
    expect(body['authorization_details']).toEqual([
      { ...detail, credential_identifiers: ['dataset:identity'] },
    ])
  })

  test('refuses a code after a minute', async () => {
    const { hospital, comeBack } = await withBrowser()
    const code = (await comeBack()).searchParams.get('code') ?? ''
    hospital.clock.advance(60)
    const wallet = await createRawWallet(hospital)
    expect((await wallet.token({ ...exchange, code })).body).toEqual({ error: 'invalid_grant' })
  })

  test('refuses another key than the one that the request was pushed with', async () => {
    const { hospital, comeBack } = await withBrowser()
    const wallet = await createRawWallet(hospital)
    const pinned = { dpop_jkt: await thumbprintOf(wallet.key.publicKey) }
    const code = (await comeBack(pinned)).searchParams.get('code') ?? ''
    const said = await wallet.token({ ...exchange, code }, { dpopKey: other })
    expect(said.body).toEqual({ error: 'invalid_dpop_proof' })
    expect((await wallet.token({ ...exchange, code })).status).toBe(200)
  })

  test('holds a request to one key, by name and by proof', async () => {
    const { hospital, push } = await withBrowser()
    const wallet = await createRawWallet(hospital)
    const headers = { dpop: await wallet.dpopProof('par', {}) }
    const dpop_jkt = await thumbprintOf(other.publicKey)
    expect((await push({ dpop_jkt }, headers)).body).toEqual({ error: 'invalid_dpop_proof' })
  })

  test('takes a proof of a key of this client alone', async () => {
    const { hospital, comeBack } = await withBrowser()
    const code = (await comeBack()).searchParams.get('code') ?? ''
    const wallet = await createRawWallet(hospital)
    const { body } = await wallet.token({ ...exchange, code })
    const token = body['access_token'] as string
    const nonce = await wallet.nonce()
    const key = await generateSigner()
    const wrong = await wallet.prove(key, nonce, { claims: { iss: 'other' } })
    expect((await wallet.credential(token, [wrong])).body).toEqual({ error: 'invalid_proof' })
    const right = await wallet.prove(key, nonce, { claims: { iss: 'wallet' } })
    expect((await wallet.credential(token, [right])).status).toBe(200)
  })
})
