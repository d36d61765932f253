import type { JsonObject } from '@fidecura/base'
import { decodeSdJwt } from '@fidecura/credentials'
import { declineRequest, presentTo } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'
import { exportJWK, generateKeyPair } from 'jose'
import { compactDecrypt } from 'jose/jwe/compact/decrypt'
import { type Crafted, openCrafted } from './crafted-request.ts'
import {
  createWorld,
  firstOf,
  licenceType,
  nameOnly,
  other,
  post,
  present,
  spoil,
} from './world.ts'

/**
 * The modules of `oid4vp-1final-wallet-test-plan` of the OpenID conformance suite that apply to SD-JWT VC and
 * to requests by link, by their names.
 */

const negative: Readonly<Record<string, readonly [Crafted, string]>> = {
  'oid4vp-1final-wallet-negative-test-invalid-request-object-signature': [
    { compact: spoil },
    'jws_signature_invalid',
  ],
  'oid4vp-1final-wallet-negative-test-mismatched-client-id': [
    { members: { client_id: 'decentralized_identifier:did:web:clinic.example' } },
    'openid_client_mismatch',
  ],
  'oid4vp-1final-wallet-negative-test-redirect-uri-with-direct-post': [
    { members: { redirect_uri: 'https://clinic.example/cb' } },
    'openid_request_unsupported',
  ],
  'oid4vp-1final-wallet-negative-test-missing-nonce': [
    { members: { nonce: null } },
    'openid_message_malformed',
  ],
  'oid4vp-1final-wallet-negative-test-invalid-client-id-prefix': [
    {
      members: { client_id: 'invalid_scheme:clinic.example' },
      link: { client_id: 'invalid_scheme:clinic.example' },
    },
    'openid_client_unsupported',
  ],
  'oid4vp-1final-wallet-negative-test-unknown-transaction-data-type': [
    { members: { transaction_data: [encoded({ type: 'x', credential_ids: ['licence'] })] } },
    'openid_transaction_unsupported',
  ],
  'oid4vp-1final-wallet-negative-test-invalid-request-object-typ': [
    { typ: 'jwt' },
    'jws_type_wrong',
  ],
  'oid4vp-1final-wallet-negative-test-missing-request-object-typ': [
    { typ: null },
    'jws_type_wrong',
  ],
}

function encoded(json: JsonObject): string {
  return Buffer.from(JSON.stringify(json)).toString('base64url')
}

describe('a wallet', () => {
  test.each(Object.entries(negative))('refuses %s', async (_, [crafted, code]) => {
    const world = await createWorld()
    await expect(openCrafted(world, crafted)).rejects.toMatchObject({ code })
    await expect(openCrafted(world)).resolves.toMatchObject({ request: { needed: ['licence'] } })
  })

  test.each<[string, JsonObject]>([
    [
      'oid4vp-1final-wallet-negative-test-required-non-matching-credential',
      {
        credentials: [
          ...nameOnly.credentials,
          { id: 'none', format: 'dc+sd-jwt', meta: { vct_values: ['https://x.example'] } },
        ] as never,
        credential_sets: [{ options: [['licence']] }, { options: [['none']] }],
      },
    ],
    [
      'oid4vp-1final-wallet-negative-test-claim-not-in-credential',
      {
        credentials: [
          {
            id: 'licence',
            format: 'dc+sd-jwt',
            meta: { vct_values: [licenceType] },
            claims: [{ path: ['name'] }, { path: ['no_such_claim'] }],
          },
        ],
      },
    ],
  ])('shows nothing for %s', async (_, query) => {
    const { request, posted } = await openCrafted(await createWorld(), {
      members: { dcql_query: query },
    })
    expect(request.needed).toBeUndefined()
    const chosen = request.queries.flatMap(({ candidates }) => candidates)
    await expect(presentTo(request, { chosen })).rejects.toMatchObject({
      code: 'openid_request_unanswerable',
    })
    expect(posted).toEqual([])
    await declineRequest(request)
    expect([...(posted[0]?.form ?? [])]).toEqual([
      ['error', 'access_denied'],
      ['state', 'af0ifjsldkj'],
    ])
  })

  test('oid4vp-1final-wallet-happy-flow', async () => {
    const { request, posted } = await openCrafted(await createWorld())
    const delivered = await presentTo(request, { chosen: firstOf(request) })
    expect(delivered).toEqual({ redirectTo: 'https://clinic.example/thanks#code=1' })
    const [{ url, form }] = posted as [{ url: string; form: URLSearchParams }]
    expect([url, form.get('state')]).toEqual(['https://clinic.example/answers', 'af0ifjsldkj'])
    expect(JSON.parse(form.get('vp_token') ?? '')).toEqual({ licence: [expect.any(String)] })
  })

  test('oid4vp-1final-wallet-alternate-happy-flow: no state, no redirect', async () => {
    const world = await createWorld()
    const { request, posted } = await openCrafted(world, { members: { state: null } })
    await presentTo(request, { chosen: firstOf(request) })
    expect(posted[0]?.form.has('state')).toBe(false)
  })

  test('oid4vp-1final-wallet-request-uri-method-post', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, other)
    expect(link).toContain('request_uri_method=post')
    let posted: string | undefined
    const request = await world.open(link, {
      fetch: (url, init) => {
        posted = String(init.body)
        return world.fetch(url, init)
      },
    })
    expect(request.needed).toEqual(['licence'])
    const form = new URLSearchParams(posted)
    expect(form.get('wallet_nonce')).toMatch(/^[\w-]{32}$/)
    expect(JSON.parse(form.get('wallet_metadata') ?? '')).toMatchObject({
      client_id_prefixes_supported: ['decentralized_identifier'],
    })
  })

  test('oid4vp-1final-wallet-ignores-unusable-encryption-key', async () => {
    const { publicKey, privateKey } = await generateKeyPair('ECDH-ES')
    const good = { ...(await exportJWK(publicKey)), use: 'enc', alg: 'ECDH-ES', kid: 'good' }
    const keys = [
      { kty: 'RSA', kid: 'rsa', use: 'enc', alg: 'RSA-OAEP', n: 'AQAB', e: 'AQAB' },
      { ...good, kid: 'other', alg: 'ECDH-ES+A128KW' },
      { ...good, kid: 'sign', use: 'sig' },
      good,
    ] as unknown as JsonObject[]
    const { request, posted } = await openCrafted(await createWorld(), {
      members: { response_mode: 'direct_post.jwt', client_metadata: { jwks: { keys } } },
    })
    await presentTo(request, { chosen: firstOf(request) })
    const jwe = posted[0]?.form.get('response') ?? ''
    expect([...(posted[0]?.form.keys() ?? [])]).toEqual(['response'])
    const { plaintext, protectedHeader } = await compactDecrypt(jwe, privateKey)
    expect(protectedHeader).toMatchObject({ alg: 'ECDH-ES', enc: 'A128GCM', kid: 'good' })
    expect(JSON.parse(Buffer.from(plaintext).toString())).toMatchObject({ state: 'af0ifjsldkj' })
  })

  test.each<[string, JsonObject, readonly string[]]>([
    [
      'oid4vp-1final-wallet-fewer-claims-than-available',
      { claims: [{ path: ['name'] }] },
      ['name'],
    ],
    ['oid4vp-1final-wallet-no-claims-in-dcql-query', {}, []],
  ])('%s', async (_, more, names) => {
    const { claims, ...query } = nameOnly.credentials[0] as never as Record<string, JsonObject>
    const { request, posted } = await openCrafted(await createWorld(), {
      members: { dcql_query: { credentials: [{ ...query, ...more }] } as never },
    })
    await presentTo(request, { chosen: firstOf(request) })
    const { licence } = JSON.parse(posted[0]?.form.get('vp_token') ?? '')
    const { disclosures } = await decodeSdJwt(licence[0])
    expect(disclosures.map(({ name }) => name)).toEqual(names)
  })

  test('oid4vp-1final-wallet-optional-credential-set', async () => {
    const none = { id: 'none', format: 'dc+sd-jwt', meta: { vct_values: ['https://x.example'] } }
    const { request, posted } = await openCrafted(await createWorld(), {
      members: {
        dcql_query: {
          credentials: [...nameOnly.credentials, none],
          credential_sets: [{ options: [['licence']] }, { options: [['none']], required: false }],
        } as never,
      },
    })
    expect(request.needed).toEqual(['licence'])
    await presentTo(request, { chosen: firstOf(request) })
    expect(Object.keys(JSON.parse(posted[0]?.form.get('vp_token') ?? ''))).toEqual(['licence'])
  })

  test.each<[string, JsonObject, JsonObject]>([
    [
      'oid4vp-1final-wallet-pid-claims-path-array-index',
      { claims: [{ path: ['nationalities', 0] }] },
      { nationalities: ['CN'], place_of_birth: {} },
    ],
    [
      'oid4vp-1final-wallet-pid-claims-path-array-all-elements',
      { claims: [{ path: ['nationalities', null] }] },
      { nationalities: ['CN', 'DE'], place_of_birth: {} },
    ],
    [
      'oid4vp-1final-wallet-pid-claims-path-object-member',
      {
        claims: ['locality', 'region', 'country'].map((id) => ({
          id,
          path: ['place_of_birth', id],
        })),
        claim_sets: [['locality'], ['region'], ['country']],
      },
      { nationalities: [], place_of_birth: { region: 'Example Region' } },
    ],
  ])('%s', async (_, more, shown) => {
    const type = 'urn:eudi:pid:1'
    const world = await createWorld({ types: [type] })
    const token = await world.issue({
      type,
      claims: {
        nationalities: ['CN', 'DE'],
        place_of_birth: { region: 'Example Region', country: 'CN' },
      },
      disclosable: [
        ...['/nationalities/0', '/nationalities/1'],
        ...['/place_of_birth/region', '/place_of_birth/country'],
      ],
    })
    const query = { id: 'pid', format: 'dc+sd-jwt', meta: { vct_values: [type] }, ...more }
    const held = [{ token, signer: world.doctor }]
    const answer = await present(world, { credentials: [query] } as never, other, { held })
    expect(answer.byQuery['pid']?.[0]?.claims).toEqual(shown)
  })

  test('tells the verifier why it is refused, as its code, and may try again', async () => {
    const world = await createWorld()
    const { session, link } = await world.openid.ask(nameOnly, other)
    const request = await world.open(link)
    world.state.revoked.push(4711)
    await expect(presentTo(request, { chosen: firstOf(request) })).rejects.toMatchObject({
      code: 'openid_refused',
    })
    expect(await world.openid.collect(session)).toMatchObject({ refused: 'status_revoked' })
    expect((await post(world, 'https://clinic.example/openid/x', {})).status).toBe(404)
  })
})
