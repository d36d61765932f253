import { presentCredential } from '@fidecura/credentials'
import type { DcqlQuery } from '@fidecura/openid/verifier'
import { describe, expect, test } from '@jest/globals'
import { CompactEncrypt, exportJWK, generateKeyPair, importJWK } from 'jose'
import {
  askPlainly,
  codeOf,
  createWorld,
  licenceOf,
  nameOnly,
  noon,
  post,
  show,
  type World,
} from './world.ts'

const [asked] = nameOnly.credentials
const plain = { verifier: { encrypted: false } }
const otherType = 'https://college.example/membership'

type Tokens = (world: World, request: never) => Promise<Readonly<Record<string, unknown>>>

const two: DcqlQuery = {
  credentials: [
    { ...asked, id: 'licence' },
    { id: 'member', format: 'dc+sd-jwt', meta: { vct_values: [otherType] } },
  ] as DcqlQuery['credentials'],
}
const member = (world: World) =>
  world.issue({ type: otherType, claims: { name: 'Dr Ada Example', born: '1985-01-01' } })

const refusals: Readonly<Record<string, readonly [DcqlQuery, Tokens, string]>> = {
  'an answer to a query that was not made': [
    nameOnly,
    async (world, request) => {
      const token = await show(world, request)
      return { licence: [token], more: [token] }
    },
    'openid_answer_unrequested',
  ],
  'two where one was asked for': [
    nameOnly,
    async (world, request) => {
      const second = await licenceOf(world.authority, world.doctor, { index: 5 })
      return {
        licence: [await show(world, request), await show(world, request, ['name'], second)],
      }
    },
    'openid_answer_unrequested',
  ],
  'a claim that was not asked for': [
    nameOnly,
    async (world, request) => ({ licence: [await show(world, request, ['name', 'registration'])] }),
    'openid_answer_unrequested',
  ],
  'a claim that was asked for of another credential': [
    two,
    async (world, request) => ({
      licence: [await show(world, request)],
      member: [await show(world, request, ['name'], await member(world))],
    }),
    'openid_answer_unrequested',
  ],
  'a credential of another type': [
    nameOnly,
    async (world, request) => ({
      licence: [await show(world, request, ['name'], await member(world))],
    }),
    'openid_answer_mismatch',
  ],
  'a claim that is missing': [
    nameOnly,
    async (world, request) => ({ licence: [await show(world, request, [])] }),
    'openid_answer_mismatch',
  ],
  'a claim of another value': [
    {
      credentials: [
        { ...asked, claims: [{ path: ['name'], values: ['Dr Bo Example'] }] },
      ] as DcqlQuery['credentials'],
    },
    async (world, request) => ({ licence: [await show(world, request)] }),
    'openid_answer_mismatch',
  ],
  'one of two credentials': [
    two,
    async (world, request) => ({ licence: [await show(world, request)] }),
    'openid_answer_incomplete',
  ],
  'a set that is not whole': [
    {
      ...two,
      credential_sets: [{ options: [['licence', 'member']] }],
    },
    async (world, request) => ({ licence: [await show(world, request)] }),
    'openid_answer_unrequested',
  ],
  'a set that has no answer': [
    {
      ...two,
      credential_sets: [{ options: [['licence']], required: false }, { options: [['member']] }],
    },
    async (world, request) => ({ licence: [await show(world, request)] }),
    'openid_answer_incomplete',
  ],
  'a token without a binding': [
    nameOnly,
    async (world, request) => {
      const token = await show(world, request)
      return { licence: [token.slice(0, token.lastIndexOf('~') + 1)] }
    },
    'holder_binding_missing',
  ],
  'a token of two holders': [
    two,
    async (world, request) => ({
      licence: [await show(world, request)],
      member: [await strangersMembership(world, request)],
    }),
    'presentation_holders_differ',
  ],
}

async function strangersMembership(
  world: World,
  { client_id: audience, nonce }: { readonly client_id: string; readonly nonce: string },
): Promise<string> {
  const stranger = await createWorld()
  const token = await licenceOf(world.authority, stranger.doctor, {
    type: otherType,
    claims: { name: 'Bo Example' },
  })
  const signer = stranger.doctor
  return await presentCredential(token, { disclose: [], signer, audience, nonce, issuedAt: noon })
}

describe('a verifier', () => {
  test.each(Object.entries(refusals))('refuses %s', async (_, [query, make, code]) => {
    const world = await createWorld({ ...plain, types: [otherType] })
    const { request } = await askPlainly(world, query)
    const token = await make(world, request as never)
    const form = { vp_token: JSON.stringify(token), state: request.state }
    const response = await post(world, request.response_uri, form)
    expect([response.status, await codeOf(response)]).toEqual([400, code])
  })

  test.each<[string, unknown]>([
    ['no object', []],
    ['an empty object', {}],
    ['a text in place of a list', { licence: 'x~' }],
    ['an empty list', { licence: [] }],
    ['an object in place of a token', { licence: [{}] }],
    ['more than it takes', { licence: Array.from({ length: 9 }, () => 'x~') }],
  ])('refuses %s as the answer', async (_, token) => {
    const world = await createWorld(plain)
    const { request } = await askPlainly(world)
    const form = { vp_token: JSON.stringify(token), state: request.state }
    const response = await post(world, request.response_uri, form)
    expect(await codeOf(response)).toBe('openid_message_malformed')
  })

  test('refuses a member of the answer twice, and what is no form', async () => {
    const world = await createWorld(plain)
    const { request } = await askPlainly(world)
    const token = encodeURIComponent(JSON.stringify({ licence: [await show(world, request)] }))
    const uri = request.response_uri
    const form = `vp_token=${token}&state=${request.state}`
    for (const body of [`${form}&state=${request.state}`, `${form}&x=${'x'.repeat(1_100_000)}`]) {
      expect(await codeOf(await post(world, uri, body))).toBe('openid_message_malformed')
    }
    const doubled = encodeURIComponent('{"licence":["a~"],"licence":["b~"]}')
    const twice = await post(world, uri, `vp_token=${doubled}&state=${request.state}`)
    expect(await codeOf(twice)).toBe('openid_message_malformed')
    const headers = { 'content-type': 'application/json' }
    const json = new Request(uri, { method: 'POST', headers, body: form })
    expect(await codeOf(await world.openid.handle(json))).toBe('openid_message_malformed')
    expect((await post(world, uri, form)).status).toBe(200)
  })

  test('refuses the state of another request', async () => {
    const world = await createWorld(plain)
    const { request } = await askPlainly(world)
    const vp_token = JSON.stringify({ licence: [await show(world, request)] })
    for (const form of [{ vp_token }, { vp_token, state: 'x' }, { error: 'access_denied' }]) {
      const response = await post(world, request.response_uri, form as never)
      expect(await codeOf(response)).toBe('openid_state_wrong')
    }
  })

  test('refuses what is not encrypted to the key of this request, where that was asked for', async () => {
    const world = await createWorld()
    const { session, request } = await askPlainly(world)
    const [jwk] = request.client_metadata.jwks.keys
    expect(jwk.d).toBeUndefined()
    const stranger = await exportJWK((await generateKeyPair('ECDH-ES')).publicKey)
    const { state } = request
    const answer = { vp_token: { licence: [await show(world, request)] }, state }
    const seal = async (to: object, header: object) =>
      new CompactEncrypt(new TextEncoder().encode(JSON.stringify(answer)))
        .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', kid: jwk.kid, ...header })
        .encrypt(await importJWK({ ...to }, 'ECDH-ES'))
    const wrong = [
      { vp_token: JSON.stringify(answer.vp_token), state },
      { response: await seal(stranger, {}) },
      { response: await seal(jwk, { kid: 'other' }) },
      { response: await seal(jwk, { enc: 'A128CBC-HS256' }) },
      { response: await seal(jwk, { zip: 'DEF' }) },
      { response: 'a.b.c.d.e' },
    ]
    for (const form of wrong) {
      const response = await post(world, request.response_uri, form)
      expect(await codeOf(response)).toBe('openid_answer_undecryptable')
    }
    for (const enc of ['A128GCM', 'A256GCM']) {
      const next = await createWorld()
      const one = await askPlainly(next)
      const [key] = one.request.client_metadata.jwks.keys
      const vp_token = { licence: [await show(next, one.request)] }
      const text = JSON.stringify({ vp_token, state: one.request.state })
      const response = await new CompactEncrypt(new TextEncoder().encode(text))
        .setProtectedHeader({ alg: 'ECDH-ES', enc, kid: key.kid })
        .encrypt(await importJWK({ ...key }, 'ECDH-ES'))
      expect((await post(next, one.request.response_uri, { response })).status).toBe(200)
    }
    expect(await world.openid.collect(session)).toMatchObject({ kind: 'waiting' })
  })

  test('makes another key for each request, and another nonce and state', async () => {
    const world = await createWorld()
    const seen = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const { request, session } = await askPlainly(world)
      const [{ x }] = request.client_metadata.jwks.keys
      for (const text of [x, request.nonce, request.state, session]) seen.add(text)
      expect(request.nonce).toMatch(/^[\w-]{43}$/)
    }
    expect(seen.size).toBe(12)
  })
})
