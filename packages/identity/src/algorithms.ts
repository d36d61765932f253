import type { PrimeCurve } from './curve-point.ts'

/** Signature algorithms by their JOSE names. RFC 7518 §3.1, RFC 8037 §3.1. */
export type Algorithm = 'ES256' | 'ES384' | 'EdDSA'

export type AlgorithmParameters = PrimeCurveAlgorithm | EdwardsCurveAlgorithm

/** ECDSA. */
export interface PrimeCurveAlgorithm extends CommonParameters {
  readonly kty: 'EC'
  readonly crv: 'P-256' | 'P-384'
  readonly curve: PrimeCurve
  /** As OpenSSL names them. */
  readonly digest: 'sha256' | 'sha384'
  readonly opensslCurve: 'prime256v1' | 'secp384r1'
}

/** EdDSA. It brings a digest of its own. */
export interface EdwardsCurveAlgorithm extends CommonParameters {
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  readonly digest: null
}

interface CommonParameters {
  /** What the `alg` of a JWK may call it. RFC 7518 §3.1, RFC 9864 §2. */
  readonly names: readonly string[]
  /** Bytes of one coordinate, thus half of a signature. */
  readonly coordinateBytes: 32 | 48
  readonly signatureBytes: 64 | 96
  /** What stands before such a key in multibase, an unsigned varint. */
  readonly multicodec: readonly [number, number]
  readonly webKey: { readonly name: 'ECDSA' | 'Ed25519'; readonly namedCurve?: string }
  readonly webSignature: { readonly name: 'ECDSA' | 'Ed25519'; readonly hash?: string }
}

/** Nothing outside this table names an algorithm's parameters, so that one entry adds another. */
export const algorithms: {
  readonly ES256: PrimeCurveAlgorithm
  readonly ES384: PrimeCurveAlgorithm
  readonly EdDSA: EdwardsCurveAlgorithm
} = {
  ES256: {
    kty: 'EC',
    crv: 'P-256',
    names: ['ES256', 'ESP256'],
    // NIST SP 800-186 §3.2.1.
    curve: {
      p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
    coordinateBytes: 32,
    signatureBytes: 64,
    multicodec: [0x80, 0x24],
    digest: 'sha256',
    opensslCurve: 'prime256v1',
    webKey: { name: 'ECDSA', namedCurve: 'P-256' },
    webSignature: { name: 'ECDSA', hash: 'SHA-256' },
  },
  ES384: {
    kty: 'EC',
    crv: 'P-384',
    names: ['ES384', 'ESP384'],
    curve: {
      p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
    coordinateBytes: 48,
    signatureBytes: 96,
    multicodec: [0x81, 0x24],
    digest: 'sha384',
    opensslCurve: 'secp384r1',
    webKey: { name: 'ECDSA', namedCurve: 'P-384' },
    webSignature: { name: 'ECDSA', hash: 'SHA-384' },
  },
  EdDSA: {
    kty: 'OKP',
    crv: 'Ed25519',
    names: ['EdDSA', 'Ed25519'],
    coordinateBytes: 32,
    signatureBytes: 64,
    multicodec: [0xed, 0x01],
    digest: null,
    webKey: { name: 'Ed25519' },
    webSignature: { name: 'Ed25519' },
  },
}

export const algorithmNames: readonly Algorithm[] = ['ES256', 'EdDSA', 'ES384']

/** What an algorithm is called by: in tokens by the first, elsewhere by any. RFC 7518 §3.1, RFC 9864 §2. */
export function namesOfAlgorithm(algorithm: Algorithm): readonly string[] {
  return algorithms[algorithm].names
}

export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(algorithms, name)
}

export function algorithmOfCurve(crv: unknown): Algorithm | undefined {
  return algorithmNames.find((name) => algorithms[name].crv === crv)
}
