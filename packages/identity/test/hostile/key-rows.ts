import { malformed, type Row, verified, withJwk, withMethod, withMultibase } from './kit.ts'

/** Keys that pass for others, secrets, and points that are none. */
export const keyRows: readonly Row[] = [
  // Keys that pass for others.
  [
    'a P-256 key called Ed25519',
    (kit) => withMultibase('Ed25519VerificationKey2020', kit.multibase)(kit),
    malformed,
  ],
  [
    'an Ed25519 key as a JWK under a type of multibase',
    withMethod(({ edJwk }) => ({ type: 'Ed25519VerificationKey2020', publicKeyJwk: edJwk })),
    malformed,
  ],
  [
    'multibase under a type of JWK',
    (kit) => withMultibase('JsonWebKey', kit.multibase)(kit),
    malformed,
  ],
  [
    'two materials that disagree',
    withMethod(({ edMultibase }) => ({ publicKeyMultibase: edMultibase })),
    malformed,
  ],
  [
    'two materials that agree',
    withMethod(({ multibase }) => ({ publicKeyMultibase: multibase })),
    malformed,
  ],
  ['no material', withMethod(() => ({ publicKeyJwk: undefined })), malformed],
  [
    'a type that nobody takes',
    withMethod(() => ({ type: 'EcdsaSecp256k1VerificationKey2019' })),
    'key_type_unsupported',
  ],
  ['a type in other letters', withMethod(() => ({ type: 'jsonwebkey' })), 'key_type_unsupported'],
  [
    'a type named as a member of every object',
    withMethod(() => ({ type: 'constructor' })),
    'key_type_unsupported',
  ],
  ['two types', withMethod(() => ({ type: ['JsonWebKey', 'Multikey'] })), malformed],
  [
    'the kind of one curve and the name of another',
    withJwk({ kty: 'OKP' }),
    'key_type_unsupported',
  ],
  ['a curve of another kind', withJwk({ crv: 'Ed25519' }), 'key_type_unsupported'],
  [
    'a curve to agree with',
    withJwk({ kty: 'OKP', crv: 'X25519', y: undefined }),
    'key_type_unsupported',
  ],
  ['a longer curve', withJwk({ crv: 'P-384' }), malformed],
  ['a curve that nobody takes', withJwk({ crv: 'secp256k1' }), 'key_type_unsupported'],
  ['a kind in other letters', withJwk({ kty: 'ec' }), 'key_type_unsupported'],
  ['a list for a kind', withJwk({ kty: ['EC'] }), malformed],
  ['the algorithm of an Ed25519 key', withJwk({ alg: 'EdDSA' }), 'key_type_unsupported'],
  ['the algorithm of an RSA key', withJwk({ alg: 'RS256' }), 'key_type_unsupported'],
  ['a symmetric algorithm', withJwk({ alg: 'HS256' }), 'key_type_unsupported'],
  ['an algorithm to encrypt with', withJwk({ alg: 'ECDH-ES' }), 'key_type_unsupported'],
  ['no algorithm at all', withJwk({ alg: 'none' }), 'key_type_unsupported'],
  ['its own algorithm', withJwk({ alg: 'ES256' }), verified],
  ['a use that is to encrypt', withJwk({ use: 'enc' }), 'key_type_unsupported'],
  ['operations without verifying', withJwk({ key_ops: ['deriveBits'] }), 'key_type_unsupported'],
  ['operations that are no list', withJwk({ key_ops: 'verify' }), 'key_type_unsupported'],

  // Secrets.
  ['a private key', withJwk({ d: 'AAAA' }), malformed],
  ['a private member that is nothing', withJwk({ d: null }), malformed],
  ['a symmetric key', withMethod(() => ({ publicKeyJwk: { kty: 'oct', k: 'AAAA' } })), malformed],
  ['a symmetric member', withJwk({ k: 'AAAA' }), malformed],
  [
    'a private RSA key',
    withMethod(() => ({ publicKeyJwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB', d: 'AQAB' } })),
    malformed,
  ],
  [
    'a private key of a kind to come',
    withMethod(() => ({ publicKeyJwk: { kty: 'AKP', pub: 'AA', priv: 'AA' } })),
    malformed,
  ],
  [
    'a private key beside the public one',
    withMethod(({ jwk }) => ({ privateKeyJwk: jwk })),
    malformed,
  ],
  ['a private key in multibase', withMethod(() => ({ privateKeyMultibase: 'z3' })), malformed],
  [
    'a secret key of a type that nobody takes',
    withMethod(() => ({ type: 'X', secretKeyMultibase: 'z3' })),
    malformed,
  ],

  // No points.
  ['a point that is not on its curve', (kit) => withJwk({ y: kit.jwk['x'] })(kit), 'jwk_malformed'],
  ['the point at nothing', withJwk({ x: 'A'.repeat(43), y: 'A'.repeat(43) }), 'jwk_malformed'],
  [
    'coordinates beyond the field',
    withJwk({ x: `${'_'.repeat(42)}8`, y: `${'_'.repeat(42)}8` }),
    'jwk_malformed',
  ],
  ['half a point', withJwk({ y: undefined }), malformed],
  ['a coordinate in one byte too few', withJwk({ x: 'A'.repeat(42) }), malformed],
  ['a coordinate with padding', (kit) => withJwk({ x: `${kit.jwk['x']}=` })(kit), malformed],
  ['a coordinate of a megabyte', withJwk({ x: 'A'.repeat(60_000) }), malformed],
  ['a number for a coordinate', withJwk({ x: 1e300 }), malformed],
  ['a list for a coordinate', (kit) => withJwk({ x: [kit.jwk['x']] })(kit), malformed],
  ['a list for a JWK', (kit) => withMethod(() => ({ publicKeyJwk: [kit.jwk] }))(kit), malformed],
  [
    'an Ed25519 point of small order',
    withMethod(() => ({ publicKeyJwk: { kty: 'OKP', crv: 'Ed25519', x: `AQ${'A'.repeat(41)}` } })),
    malformed,
  ],
  [
    'an Ed25519 point of small order, in multibase',
    withMultibase('Multikey', 'z6MkeXATEjyXENzBXBxgC5EHk2JE5aqd7qMGGtDpLUH1e2Sj'),
    malformed,
  ],
  ['multibase that is none', withMultibase('Multikey', 'garbage'), malformed],
  ['multibase in another base', withMultibase('Multikey', 'uAAAA'), malformed],
  ['multibase with letters that base58 leaves out', withMultibase('Multikey', 'z0OIl'), malformed],
  ['multibase of nothing', withMultibase('Multikey', 'z'), malformed],
  ['multibase without a key', withMultibase('Multikey', 'z6Mk'), malformed],
  [
    'multibase that takes long to read',
    withMultibase('Multikey', `z${'2'.repeat(60_000)}`),
    malformed,
  ],
  [
    'multibase of a key that nobody takes',
    withMultibase('Multikey', 'zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'),
    'key_type_unsupported',
  ],
  ['a list for multibase', (kit) => withMultibase('Multikey', [kit.multibase])(kit), malformed],
]
