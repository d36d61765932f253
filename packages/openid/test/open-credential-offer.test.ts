import { epochSeconds, type Fetch, type JsonObject } from '@fidecura/base'
import { generateSigner, resolveDidKey, signJws } from '@fidecura/identity'
import { type OpenedOffer, openCredentialOffer } from '@fidecura/openid/wallet'
import { describe, expect, test } from '@jest/globals'

const url = 'https://hospital.example/openid'
const now = epochSeconds(1_800_000_000)
const identity = {
  format: 'dc+sd-jwt',
  vct: 'urn:fidecura:credential:patient-identity:1',
  cryptographic_binding_methods_supported: ['jwk'],
  proof_types_supported: { jwt: { proof_signing_alg_values_supported: ['ES256'] } },
  credential_metadata: { display: [{ name: 'Patient identity', locale: 'en' }] },
}
const metadata = {
  credential_issuer: url,
  credential_endpoint: `${url}/credential`,
  nonce_endpoint: `${url}/nonce`,
  batch_credential_issuance: { batch_size: 20 },
  display: [{ name: 'Example Hospital' }],
  credential_configurations_supported: { identity, other: { format: 'mso_mdoc' } },
}
const server = { issuer: url, token_endpoint: `${url}/token` }
const grant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
const offer = {
  credential_issuer: url,
  credential_configuration_ids: ['identity'],
  grants: { [grant]: { 'pre-authorized_code': 'abc', tx_code: { length: 6 } } },
}
const metadataUrl = 'https://hospital.example/.well-known/openid-credential-issuer/openid'
const serverUrl = 'https://hospital.example/.well-known/oauth-authorization-server/openid'

interface World {
  readonly offer?: JsonObject | string
  readonly metadata?: JsonObject | string
  readonly server?: JsonObject
  readonly link?: string
}

/** Opens an offer where everything is as it should be but what is given. */
function open(world: World = {}): Promise<OpenedOffer> {
  const pages = new Map<string, unknown>([
    [metadataUrl, world.metadata ?? metadata],
    [serverUrl, world.server ?? server],
    ['https://hospital.example/offers/1', world.offer ?? offer],
  ])
  const fetch: Fetch = async (asked, { headers }) => {
    const page = pages.get(asked)
    if (page === undefined) return new Response('', { status: 404 })
    const wantsJson = headers['accept'] === 'application/json'
    if (typeof page === 'string' && wantsJson) return Response.json(metadata)
    return new Response(typeof page === 'string' ? page : JSON.stringify(page))
  }
  const said = JSON.stringify(world.offer ?? offer)
  const link = world.link ?? linkOf('credential_offer', said)
  return openCredentialOffer(link, { fetch, resolve: resolveDidKey, clock: () => now })
}

function linkOf(name: string, value: string): string {
  return `openid-credential-offer://?${name}=${encodeURIComponent(value)}`
}

describe('openCredentialOffer', () => {
  const reference = linkOf('credential_offer_uri', 'https://hospital.example/offers/1')

  test.each([
    ['by value', undefined],
    ['by reference', reference],
    [
      'by the https link of a wallet',
      reference.replace('openid-credential-offer://', 'https://w.example/'),
    ],
  ])('shows who offers what, %s', async (_, link) => {
    const opened = await open(link === undefined ? {} : { link })
    expect(opened).toEqual({
      issuer: {
        url,
        host: 'hospital.example',
        did: undefined,
        selfAssertedName: 'Example Hospital',
      },
      credentials: [
        {
          configuration: 'identity',
          type: identity.vct,
          format: 'dc+sd-jwt',
          selfAssertedName: 'Patient identity',
        },
      ],
      grant: 'pre_authorized',
      serverHost: 'hospital.example',
      transactionCode: { inputMode: 'numeric', length: 6, description: undefined },
      maxCopies: 20,
    })
    expect(Object.isFrozen(opened.credentials[0])).toBe(true)
  })

  test.each<[string, World, string]>([
    ['no link', { link: 'hello' }, 'openid_message_malformed'],
    [
      'a link with neither parameter',
      { link: 'openid-credential-offer://?x=1' },
      'openid_message_malformed',
    ],
    [
      'a link with both',
      { link: `${reference}&credential_offer=%7B%7D` },
      'openid_message_malformed',
    ],
    [
      'a link with one twice',
      { link: `${reference}&${reference.split('?')[1]}` },
      'openid_message_malformed',
    ],
    [
      'a link beyond the limit',
      { link: `${reference}&more=${'x'.repeat(20_000)}` },
      'openid_message_malformed',
    ],
    ...[
      ['a format that is known elsewhere', { format: 'jwt_vc_json' }],
      ['keys that have to be looked up', { cryptographic_binding_methods_supported: ['did:web'] }],
    ].map(([name, changed]): [string, World, string] => [
      `${name}`,
      {
        metadata: {
          ...metadata,
          credential_configurations_supported: {
            identity: { ...identity, ...(changed as object) },
          },
        },
      },
      'openid_credential_unsupported',
    ]),
    [
      'an offer at plain http',
      { link: linkOf('credential_offer_uri', 'http://hospital.example/1') },
      'openid_message_malformed',
    ],
    [
      'an offer at a URL with a password',
      { link: linkOf('credential_offer_uri', 'https://a:b@hospital.example/1') },
      'openid_message_malformed',
    ],
    [
      'a member named twice',
      { link: linkOf('credential_offer', '{"a":1,"a":2}') },
      'openid_message_malformed',
    ],
    [
      'an issuer at plain http',
      { offer: { ...offer, credential_issuer: 'http://hospital.example' } },
      'openid_message_malformed',
    ],
    [
      'an issuer with a query',
      { offer: { ...offer, credential_issuer: `${url}?a=1` } },
      'openid_message_malformed',
    ],
    [
      'an issuer spelled another way',
      { offer: { ...offer, credential_issuer: 'https://hospital.example/a/../openid' } },
      'openid_message_malformed',
    ],
    [
      'nothing offered',
      { offer: { ...offer, credential_configuration_ids: [] } },
      'openid_message_malformed',
    ],
    [
      'something offered twice',
      { offer: { ...offer, credential_configuration_ids: ['identity', 'identity'] } },
      'openid_message_malformed',
    ],
    [
      'something that the issuer does not have',
      { offer: { ...offer, credential_configuration_ids: ['role'] } },
      'openid_message_malformed',
    ],
    [
      'a format that is not known',
      { offer: { ...offer, credential_configuration_ids: ['other'] } },
      'openid_credential_unsupported',
    ],
    [
      'a name that objects have by nature',
      { offer: { ...offer, credential_configuration_ids: ['constructor'] } },
      'openid_message_malformed',
    ],
    [
      'a description beyond 300 characters',
      {
        offer: {
          ...offer,
          grants: {
            [grant]: { 'pre-authorized_code': 'a', tx_code: { description: 'x'.repeat(301) } },
          },
        },
      },
      'openid_message_malformed',
    ],
    [
      'a server that the issuer does not name',
      {
        offer: {
          ...offer,
          grants: { authorization_code: { authorization_server: 'https://evil.example' } },
        },
      },
      'openid_grant_unsupported',
    ],
    [
      'two servers, and none named',
      { metadata: { ...metadata, authorization_servers: [url, 'https://b.example'] } },
      'openid_grant_unsupported',
    ],
    [
      'metadata of another issuer',
      { metadata: { ...metadata, credential_issuer: 'https://hospital.example' } },
      'openid_metadata_mismatch',
    ],
    [
      'metadata of another server',
      { server: { ...server, issuer: 'https://evil.example' } },
      'openid_metadata_mismatch',
    ],
    [
      'an endpoint at plain http',
      { metadata: { ...metadata, credential_endpoint: 'http://hospital.example/c' } },
      'openid_message_malformed',
    ],
    [
      'a token endpoint at plain http',
      { server: { ...server, token_endpoint: 'http://hospital.example/t' } },
      'openid_message_malformed',
    ],
    [
      'credentials that are bound to no key',
      {
        metadata: {
          ...metadata,
          credential_configurations_supported: {
            identity: { ...identity, proof_types_supported: undefined as never },
          },
        },
      },
      'openid_credential_unsupported',
    ],
    [
      'keys that a manufacturer has to attest',
      {
        metadata: {
          ...metadata,
          credential_configurations_supported: {
            identity: {
              ...identity,
              proof_types_supported: {
                jwt: {
                  proof_signing_alg_values_supported: ['ES256'],
                  key_attestations_required: {},
                },
              },
            },
          },
        },
      },
      'openid_credential_unsupported',
    ],
    [
      'answers that have to be encrypted',
      { metadata: { ...metadata, credential_response_encryption: { encryption_required: true } } },
      'openid_credential_unsupported',
    ],
  ])('refuses %s', async (_, world, code) => {
    await expect(open(world)).rejects.toMatchObject({ code })
  })

  test('shows another host that the transaction code would go to', async () => {
    const elsewhere = { ...server, token_endpoint: 'https://login.example/token' }
    expect((await open({ server: elsewhere })).serverHost).toBe('login.example')
  })

  test('asks nobody for an offer at a URL that it does not allow', async () => {
    const asked: string[] = []
    const fetch: Fetch = async (to) => {
      asked.push(to)
      return new Response('')
    }
    const link = linkOf('credential_offer_uri', 'http://127.0.0.1/offers/1')
    const opening = openCredentialOffer(link, { fetch, resolve: resolveDidKey, clock: () => now })
    await expect(opening).rejects.toMatchObject({ code: 'openid_message_malformed' })
    expect(asked).toEqual([])
  })
})

describe('openCredentialOffer, of signed metadata,', () => {
  const typ = 'openidvci-issuer-metadata+jwt'

  test('shows the DID that signed them', async () => {
    const signer = await generateSigner()
    const claims = { ...metadata, iss: signer.did, sub: url, iat: now, exp: now + 1 }
    const opened = await open({ metadata: await signJws(claims, { signer, typ }) })
    expect(opened.issuer.did).toBe(signer.did)
  })

  test.each<[string, JsonObject, string]>([
    ['for another issuer', { sub: 'https://other.example' }, typ],
    ['that have expired', { exp: now }, typ],
    ['of tomorrow', { iat: now + 86_400 }, typ],
    ['without a date', { iat: null }, typ],
    ['as something else', {}, 'vc+jwt'],
  ])('refuses those %s', async (_, changed, type) => {
    const signer = await generateSigner()
    const claims = { ...metadata, iss: signer.did, sub: url, iat: now, ...changed }
    const signed = await signJws(claims, { signer, typ: type })
    await expect(open({ metadata: signed })).rejects.toMatchObject({
      code: 'openid_metadata_untrusted',
    })
  })

  test('refuses those that name one DID and are signed by another', async () => {
    const [signer, other] = [await generateSigner(), await generateSigner()]
    const claims = { ...metadata, iss: other.did, sub: url, iat: now }
    const signed = await signJws(claims, { signer, typ })
    await expect(open({ metadata: signed })).rejects.toMatchObject({
      code: 'openid_metadata_untrusted',
    })
  })

  test('takes those without a DID for unsigned, and asks for them anew', async () => {
    const signer = await generateSigner()
    const claims = { ...metadata, iss: 'https://federation.example', sub: url, iat: now }
    const opened = await open({ metadata: await signJws(claims, { signer, typ }) })
    expect(opened.issuer.did).toBeUndefined()
    expect(opened.issuer.host).toBe('hospital.example')
  })
})
