import type { JsonObject } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { generateSigner, type ResolveDid, resolveDidKey } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { type Crafted, openCrafted } from './crafted-request.ts'
import { createWorld, firstOf, nameOnly, noon, other, present, show } from './world.ts'

const metadata = (formats: JsonObject) => ({ client_metadata: { vp_formats_supported: formats } })

const refused: Readonly<Record<string, readonly [Crafted, string]>> = {
  'a request for a server': [
    { members: { aud: 'https://server.example' } },
    'openid_request_audience_wrong',
  ],
  'a request for nobody': [{ members: { aud: null } }, 'openid_request_audience_wrong'],
  'a request for several': [
    { members: { aud: ['https://self-issued.me/v2'] } },
    'openid_request_audience_wrong',
  ],
  'one that is over': [{ members: { exp: noon } }, 'openid_expired'],
  'one from ahead of time': [{ members: { iat: noon + 61 } }, 'openid_expired'],
  'one for later': [{ members: { nbf: noon + 61 } }, 'openid_expired'],
  'one that has no end and is old': [{ members: { exp: null, iat: noon - 600 } }, 'openid_expired'],
  'one that has no times': [{ members: { exp: null, iat: null } }, 'openid_expired'],
  'one whose end is a text': [{ members: { exp: 'never' } }, 'openid_message_malformed'],
  'an answer by http': [
    { members: { response_uri: 'http://clinic.example/answers' } },
    'openid_message_malformed',
  ],
  'an answer to this machine': [
    { members: { response_uri: 'http://127.0.0.1/answers' } },
    'openid_message_malformed',
  ],
  'an answer with a password in its URL': [
    { members: { response_uri: 'https://a:b@clinic.example/' } },
    'openid_message_malformed',
  ],
  'an answer that goes nowhere': [{ members: { response_uri: null } }, 'openid_message_malformed'],
  'an answer in the address of a page': [
    { members: { response_mode: 'fragment' } },
    'openid_request_unsupported',
  ],
  'an answer that is said not to be one': [
    { members: { response_mode: null } },
    'openid_request_unsupported',
  ],
  'a code in place of a presentation': [
    { members: { response_type: 'code' } },
    'openid_request_unsupported',
  ],
  'an id token beside it': [
    { members: { response_type: 'vp_token id_token' } },
    'openid_request_unsupported',
  ],
  'a scope that stands for a query': [
    { members: { scope: 'com.example.id' } },
    'openid_request_unsupported',
  ],
  'no query': [{ members: { dcql_query: null } }, 'openid_query_malformed'],
  'a nonce with spaces': [{ members: { nonce: 'a b' } }, 'openid_message_malformed'],
  'a state with spaces': [{ members: { state: 'a b' } }, 'openid_message_malformed'],
  'encryption without a key': [
    { members: { response_mode: 'direct_post.jwt' } },
    'openid_request_unsupported',
  ],
  'formats without this one': [
    { members: metadata({ mso_mdoc: {} }) },
    'openid_request_unsupported',
  ],
  'a member twice': [
    { text: (text) => text.replace('{', '{"nonce":"x",') },
    'openid_message_malformed',
  ],
  'a request and where it is': [{ link: { request: 'a.b.c' } }, 'openid_message_malformed'],
  'another way to fetch it': [{ link: { request_uri_method: 'put' } }, 'openid_message_malformed'],
  'a link that names nobody': [{ link: { client_id: '' } }, 'openid_message_malformed'],
  'an agreement to a query that is not made': [
    {
      members: {
        transaction_data: [
          Buffer.from(JSON.stringify({ type: 'x', credential_ids: ['other'] })).toString(
            'base64url',
          ),
        ],
      },
      options: { transactionTypes: ['x'] },
    },
    'openid_transaction_unsupported',
  ],
  'an agreement by another digest': [
    {
      members: {
        transaction_data: [
          Buffer.from(
            JSON.stringify({
              type: 'x',
              credential_ids: ['licence'],
              transaction_data_hashes_alg: ['sha-512'],
            }),
          ).toString('base64url'),
        ],
      },
      options: { transactionTypes: ['x'] },
    },
    'openid_transaction_unsupported',
  ],
  'a request without a signature': [
    {
      compact: (jws) => {
        const header = Buffer.from('{"alg":"none","typ":"oauth-authz-req+jwt"}')
        return [header.toString('base64url'), jws.split('.')[1], ''].join('.')
      },
    },
    'jws_algorithm_wrong',
  ],
}

describe('openAuthorizationRequest', () => {
  test.each(Object.entries(refused))('refuses %s', async (_, [crafted, code]) => {
    const world = await createWorld()
    await expect(openCrafted(world, crafted)).rejects.toMatchObject({ code })
  })

  test('takes a request that says when it was made instead of when it ends', async () => {
    const members = { exp: null, iat: noon - 599 }
    await expect(openCrafted(await createWorld(), { members })).resolves.toMatchObject({
      request: { expiresAt: undefined },
    })
  })

  test('refuses who signs in the name of another', async () => {
    const world = await createWorld()
    const attacker = await generateSigner()
    const victim = `decentralized_identifier:${world.clinic.did}`
    const names = { members: { client_id: victim }, link: { client_id: victim } }
    await expect(openCrafted(world, { signer: attacker, ...names })).rejects.toMatchObject({
      code: 'jws_issuer_mismatch',
    })
    const signer = { ...attacker, keyId: world.clinic.keyId }
    await expect(openCrafted(world, { signer, ...names })).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test('refuses a key that the DID does not use to show who it is', async () => {
    const resolve: ResolveDid = async (did, options) => {
      const resolved = await resolveDidKey(did, options)
      const { document } = resolved
      const relationships = { ...document.relationships, authentication: [] }
      return { ...resolved, document: { ...document, relationships } }
    }
    const world = await createWorld({ resolve })
    await expect(openCrafted(world)).rejects.toMatchObject({ code: 'key_relationship_wrong' })
  })

  test('refuses a request that was made for another fetch', async () => {
    const link = { request_uri_method: 'post' }
    const world = await createWorld()
    for (const members of [{}, { wallet_nonce: 'x' }]) {
      await expect(openCrafted(world, { link, members })).rejects.toMatchObject({
        code: 'openid_wallet_nonce_wrong',
      })
    }
  })

  test('fetches nothing from inside, from other protocols or by way of redirects', async () => {
    const world = await createWorld()
    const client_id = `decentralized_identifier:${world.clinic.did}`
    const cases = [
      ['https://127.0.0.1/requests/1', createGuardedFetch(), 'http_address_refused'],
      ['https://169.254.169.254/requests/1', createGuardedFetch(), 'http_address_refused'],
      ['http://clinic.example/requests/1', world.fetch, 'http_url_refused'],
      ['file:///etc/passwd', world.fetch, 'http_url_refused'],
      [
        'https://clinic.example/requests/1',
        async () => Response.redirect('https://elsewhere.example/', 302),
        'http_redirect_refused',
      ],
      [
        'https://clinic.example/requests/1',
        async () => new Response('x'.repeat(300_000)),
        'http_too_large',
      ],
    ] as const
    for (const [request_uri, fetch, code] of cases) {
      for (const method of ['get', 'post']) {
        const link = new URLSearchParams({ client_id, request_uri, request_uri_method: method })
        await expect(world.open(`openid4vp://?${link}`, { fetch })).rejects.toMatchObject({ code })
      }
    }
  })

  test('refuses a link of which a member is there twice', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, other)
    await expect(world.open(`${link}&client_id=x`)).rejects.toMatchObject({
      code: 'openid_message_malformed',
    })
  })

  test('tells a request that is over from a verifier that does not answer', async () => {
    const world = await createWorld()
    const { link } = await world.openid.ask(nameOnly, other)
    for (const [status, code] of [
      [404, 'openid_expired'],
      [500, 'openid_server_failed'],
    ] as const) {
      const fetch = async () => new Response('', { status })
      await expect(world.open(link, { fetch })).rejects.toMatchObject({ code })
    }
  })

  test('finds no candidate in what is not asked for, not in force, or not held', async () => {
    const world = await createWorld()
    const [query] = nameOnly.credentials
    const stranger = await generateSigner()
    const { token } = world.held[0] as { readonly token: string }
    const presented = await show(world, { client_id: 'x', nonce: 'x' })
    const asks: readonly [JsonObject, Crafted['options']][] = [
      [{ ...query, format: 'mso_mdoc' } as never, {}],
      [{ ...query, meta: { vct_values: ['https://x.example'] } } as never, {}],
      [{ ...query, trusted_authorities: [{ type: 'aki', values: ['x'] }] } as never, {}],
      [query as never, { held: [{ token, signer: stranger }] }],
      [query as never, { held: [{ token: 'x~', signer: world.doctor }] }],
      [query as never, { held: [{ token: presented, signer: world.doctor }] }],
      [query as never, { clock: () => (noon + 86_400) as never }],
      [query as never, { clock: () => (noon - 3601) as never }],
    ]
    for (const [asked, options = {}] of asks) {
      const members = { exp: noon + 90_000, iat: noon - 4000, dcql_query: { credentials: [asked] } }
      const { request } = await openCrafted(world, { members, options })
      expect([request.needed, request.queries[0]?.candidates]).toEqual([undefined, []])
    }
    for (const list of ['sd-jwt_alg_values', 'kb-jwt_alg_values']) {
      for (const [names, needed] of [
        [['ES512'], undefined],
        [['ES512', 'ES256'], ['licence']],
        [['ESP256'], ['licence']],
      ]) {
        const members = metadata({ 'dc+sd-jwt': { [list]: names as never } })
        const { request } = await openCrafted(world, { members })
        expect(request.needed).toEqual(needed)
      }
    }
  })

  test('shows one item of a list that is hidden item by item, where it keeps its place', async () => {
    const type = 'https://college.example/membership'
    const world = await createWorld({ types: [type] })
    const claims = { list: ['a', 'b', 'c'] }
    const disclosable = ['/list/0', '/list/1', '/list/2']
    const token = await world.issue({ type, claims, disclosable })
    const held = [{ token, signer: world.doctor }]
    for (const [path, shown] of [
      [['list', 0], { list: ['a'] }],
      [['list', null], claims],
      [['list', 1], undefined],
    ] as const) {
      const query = {
        id: 'q',
        format: 'dc+sd-jwt',
        meta: { vct_values: [type] },
        claims: [{ path }],
      }
      const members = { dcql_query: { credentials: [query] } as never }
      const { request } = await openCrafted(world, { members, options: { held } })
      expect(firstOf(request)[0]?.shown).toEqual(shown)
    }
    const values = { path: ['list', null], values: ['b'] }
    const query = { id: 'q', format: 'dc+sd-jwt', meta: { vct_values: [type] }, claims: [values] }
    const answer = await present(world, { credentials: [query] }, other, { held })
    expect(answer.byQuery['q']?.[0]?.claims).toEqual({ list: ['b'] })
  })
})
