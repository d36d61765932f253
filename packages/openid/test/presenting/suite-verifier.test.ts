import type { JsonObject } from '@fidecura/base'
import { presentCredential, showCredential } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import {
  askPlainly,
  bind,
  codeOf,
  createWorld,
  licenceOf,
  nameOnly,
  noon,
  other,
  post,
  present,
  spoil,
  type World,
} from './world.ts'

/**
 * The modules of `oid4vp-1final-verifier-test-plan` of the OpenID conformance suite that apply to SD-JWT VC, by
 * their names. Of a negative one, all is as in the happy flow but the one thing that it is named after.
 */

const year = 31_536_000
const disclose = ['name']

interface Asked {
  readonly client_id: string
  readonly nonce: string
}

type Presenting = (world: World, asked: Asked) => Promise<string>

const shown = (world: World) => showCredential(world.licence, { disclose })
const bound = async (world: World, { client_id: aud, nonce }: Asked, changed: JsonObject) =>
  bind(await shown(world), world.doctor, { aud, nonce, ...changed })

const negative: Readonly<Record<string, readonly [Presenting, string]>> = {
  'oid4vp-1final-verifier-invalid-kb-jwt-signature': [
    async (world, asked) => spoil(await bound(world, asked, {})),
    'holder_binding_invalid',
  ],
  'oid4vp-1final-verifier-invalid-credential-signature': [
    async (world, { client_id: audience, nonce }) => {
      const [jws = '', ...disclosures] = world.licence.split('~')
      const spoilt = [spoil(jws), ...disclosures].join('~')
      const signer = world.doctor
      return presentCredential(spoilt, { disclose, signer, audience, nonce, issuedAt: noon })
    },
    'jws_signature_invalid',
  ],
  'oid4vp-1final-verifier-invalid-sd-hash': [
    (world, asked) => bound(world, asked, { sd_hash: 'A'.repeat(43) }),
    'holder_binding_hash_mismatch',
  ],
  'oid4vp-1final-verifier-invalid-kb-jwt-nonce': [
    (world, asked) => bound(world, asked, { nonce: `${asked.nonce}INVALID` }),
    'presentation_nonce_wrong',
  ],
  'oid4vp-1final-verifier-invalid-kb-jwt-aud': [
    (world, asked) => bound(world, asked, { aud: `${asked.client_id}.invalid` }),
    'presentation_audience_wrong',
  ],
  'oid4vp-1final-verifier-kb-jwt-iat-in-past': [
    (world, asked) => bound(world, asked, { iat: noon - year }),
    'holder_binding_expired',
  ],
  'oid4vp-1final-verifier-kb-jwt-iat-in-future': [
    (world, asked) => bound(world, asked, { iat: noon + year }),
    'holder_binding_expired',
  ],
  'oid4vp-1final-verifier-present-revoked-credential': [
    async (world, { client_id: aud, nonce }) => {
      const revoked = await licenceOf(world.authority, world.doctor, { index: 666 })
      return bind(await showCredential(revoked, { disclose }), world.doctor, { aud, nonce })
    },
    'status_revoked',
  ],
}

describe.each([true, false])('a verifier, where answers are encrypted: %s', (encrypted) => {
  const build = () => createWorld({ verifier: { encrypted }, revoked: [666] })

  test('oid4vp-1final-verifier-happy-flow', async () => {
    const answer = await present(await build())
    expect(answer.byQuery['licence']).toHaveLength(1)
  })

  test('oid4vp-1final-verifier-request-uri-method-post', async () => {
    const world = await build()
    const { requestUri } = await askPlainly(world)
    const response = await post(world, requestUri, { wallet_nonce: 'n-1', wallet_metadata: '{}' })
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('application/oauth-authz-req+jwt')
    const [, payload = ''] = (await response.text()).split('.')
    expect(JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))).toMatchObject({
      wallet_nonce: 'n-1',
      aud: 'https://self-issued.me/v2',
    })
  })

  test('oid4vp-1final-verifier-request-uri-fetched-twice', async () => {
    const world = await build()
    const { link } = await world.openid.ask(nameOnly, other)
    await world.open(link)
    await expect(world.open(link)).resolves.toMatchObject({ needed: ['licence'] })
  })
})

describe('a verifier', () => {
  test.each(Object.entries(negative))('refuses %s', async (_, [make, code]) => {
    const world = await createWorld({ verifier: { encrypted: false }, revoked: [666] })
    const { session, request } = await askPlainly(world)
    const form = async (token: string) => ({
      vp_token: JSON.stringify({ licence: [token] }),
      state: request.state,
    })
    const response = await post(world, request.response_uri, await form(await make(world, request)))
    expect(response.status).toBe(400)
    expect(await codeOf(response)).toBe(code)
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'waiting', refused: code })
    // Nothing else stood in the way: what is right is taken, and only then.
    const right = await post(
      world,
      request.response_uri,
      await form(await bound(world, request, {})),
    )
    expect(right.status).toBe(200)
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'presented' })
  })

  test('oid4vp-1final-verifier-minimal-cnf-jwk', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { crv, kty, x, y } = world.doctor.publicKey
    const [, payload = ''] = world.licence.split('.')
    const { cnf } = JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/')))
    expect(cnf).toEqual({ jwk: { crv, kty, x, y } })
    await expect(present(world)).resolves.toMatchObject({ kind: 'presented' })
  })

  test('oid4vp-1final-verifier-present-credential-without-status', async () => {
    const type = 'https://college.example/membership'
    const world = await createWorld({ types: [type] })
    const token = await world.issue({ type, claims: { name: 'Dr Ada Example' } })
    const meta = { vct_values: [type] }
    const query = { credentials: nameOnly.credentials.map((asked) => ({ ...asked, meta })) }
    const held = [{ token, signer: world.doctor }]
    const answer = await present(world, query, other, { held })
    expect(answer.byQuery['licence']?.[0]?.status).toEqual([])
  })

  test('refuses what was presented before, to whomever it is shown', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { session, request } = await askPlainly(world)
    const token = await bound(world, request, {})
    const form = { vp_token: JSON.stringify({ licence: [token] }), state: request.state }
    expect((await post(world, request.response_uri, form)).status).toBe(200)
    const again = await post(world, request.response_uri, form)
    expect(await codeOf(again)).toBe('openid_session_answered')
    const next = await askPlainly(world)
    const replayed = { ...form, state: next.request.state }
    const response = await post(world, next.request.response_uri, replayed)
    expect(await codeOf(response)).toBe('presentation_nonce_wrong')
    await world.openid.collect(session)
    const late = await post(world, request.response_uri, form)
    expect(late.status).toBe(404)
  })

  test('takes no credential of a stranger', async () => {
    const world = await createWorld({ verifier: { encrypted: false } })
    const { request } = await askPlainly(world)
    const stranger = await generateSigner()
    const forged = await licenceOf(stranger, world.doctor)
    const { client_id: aud, nonce, state } = request
    const token = await bind(await showCredential(forged, { disclose }), world.doctor, {
      aud,
      nonce,
    })
    const form = { vp_token: JSON.stringify({ licence: [token] }), state }
    const response = await post(world, request.response_uri, form)
    expect(await codeOf(response)).toBe('credential_issuer_untrusted')
  })
})
