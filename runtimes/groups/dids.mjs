import { codeOf, refuses, same } from '../lib/expect.mjs'
import { noPoints, pointsAtZero } from './compressed-points.mjs'

// Examples of did:key 0.9.
const published = {
  'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK': {
    kty: 'OKP',
    crv: 'Ed25519',
    x: 'Lm_M42cB3HkUiODQsXRcweM6TByfzEHGO9ND274JcOY',
  },
  'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169': {
    kty: 'EC',
    crv: 'P-256',
    x: 'fyNYMN0976ci7xqiSdag3buk-ZCwgXU4kz9XNkBlNUI',
    y: 'hW2ojTNfH7Jbi8--CJUo3OCbH3y5n91g-IMA9MLMbTU',
  },
}

/** did:key and did:jwk, which need no network: the same document everywhere, or the same refusal. */
export function dids({ base, identity }) {
  const now = base.epochSeconds(1_790_000_000)
  const { resolveDidJwk, resolveDidKey } = identity
  const resolve = identity.createResolver({ methods: { key: resolveDidKey, jwk: resolveDidJwk } })
  const find = async (did) => resolve(identity.parseDid(did), { at: now, now })
  const keyOf = ({ document }) => document.verificationMethods[0].publicKey
  return {
    'published did:keys resolve to their keys, and are made of them': async () => {
      for (const [did, jwk] of Object.entries(published)) {
        same(keyOf(await find(did)), jwk)
        same(identity.didKeyOf(identity.parsePublicJwk(jwk)), did)
      }
    },
    'DIDs of every algorithm and method come back as the key they were made of': async () => {
      for (const algorithm of ['ES256', 'ES384', 'EdDSA']) {
        for (const method of ['key', 'jwk']) {
          const signer = await identity.generateSigner({ method, algorithm })
          const resolved = await find(signer.did)
          same(keyOf(resolved), signer.publicKey)
          same(resolved.document.relationships.assertionMethod, [signer.keyId])
          same(await find(signer.did), resolved)
        }
      }
    },
    'a signature verifies through the DID, and through no other': async () => {
      const signer = await identity.generateSigner({ method: 'jwk', algorithm: 'ES384' })
      const other = await identity.generateSigner()
      const typ = 'example+jwt'
      const jws = identity.decodeJws(await identity.signJws({}, { signer, typ }))
      const options = { typ, relationship: 'assertionMethod', resolve, at: now, now }
      const verify = ({ did }) => identity.verifyDidJws(jws, { ...options, issuer: did })
      same((await verify(signer)).keyId, signer.keyId)
      await refuses('jws_issuer_mismatch', () => verify(other))
    },
    'thumbprints are those of RFC 8037': async () => {
      const jwk = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }
      same(await identity.thumbprintOf(jwk), 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k')
    },
    'the one y of a compressed point is found, and both signs have theirs': async () => {
      for (const [did, y] of Object.entries(pointsAtZero)) same(keyOf(await find(did)).y, y)
    },
    'what is no compressed point of the curve is refused': async () => {
      const found = {}
      for (const [name, did] of Object.entries(noPoints)) {
        found[name] = await codeOf(() => find(did))
      }
      same(found, Object.fromEntries(Object.keys(noPoints).map((name) => [name, 'did_malformed'])))
    },
    'what is no key in a DID is refused': async () => {
      const jwkDid = (json) => `did:jwk:${base.encodeBase64url(base.encodeUtf8(json))}`
      const [ed25519] = Object.keys(published)
      const cases = [
        ['key_type_unsupported', `${ed25519}1`],
        ['did_malformed', 'did:key:z'],
        ['did_malformed', 'did:key:f00'],
        ['key_type_unsupported', 'did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU216'],
        // P-256 with x of 1, which no point has.
        ['did_malformed', 'did:key:zDnaeQRy3dcKsKa1zmKtVKsTy3m2HYoQnFnfKuxD6HfSTQgYg'],
        // X25519 and secp256k1.
        ['key_type_unsupported', 'did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc'],
        ['key_type_unsupported', 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'],
        ['did_method_unsupported', 'did:example:123'],
        ['did_malformed', 'did:jwk:e30='],
        ['jwk_malformed', jwkDid('{}')],
        ['did_malformed', jwkDid('{"kty":"EC","kty":"EC"}')],
        ['jwk_malformed', jwkDid('{"kty":"oct","k":"AAAA"}')],
        ['key_type_unsupported', jwkDid('{"kty":"EC","crv":"secp256k1"}')],
      ]
      const found = []
      for (const [, did] of cases) found.push(await codeOf(() => find(did)))
      same(
        found,
        cases.map(([code]) => code),
      )
    },
  }
}
