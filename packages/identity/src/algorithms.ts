/** Signature algorithms by their JOSE names. RFC 7518 §3.1, RFC 8037 §3.1. */
export type Algorithm = 'ES256' | 'ES384' | 'EdDSA'

export interface AlgorithmParameters {
  readonly kty: 'EC' | 'OKP'
  readonly crv: 'P-256' | 'P-384' | 'Ed25519'
  /** Bytes of one coordinate, thus half of an ECDSA signature. */
  readonly coordinateBytes: 32 | 48
  readonly signatureBytes: 64 | 96
  /** As OpenSSL names it; Ed25519 brings its own. */
  readonly digest: 'sha256' | 'sha384' | null
  readonly webKey: { readonly name: 'ECDSA' | 'Ed25519'; readonly namedCurve?: string }
  readonly webSignature: { readonly name: 'ECDSA' | 'Ed25519'; readonly hash?: string }
}

/** Nothing outside this table names an algorithm's parameters, so that one entry adds another. */
export const algorithms: Readonly<Record<Algorithm, AlgorithmParameters>> = {
  ES256: {
    kty: 'EC',
    crv: 'P-256',
    coordinateBytes: 32,
    signatureBytes: 64,
    digest: 'sha256',
    webKey: { name: 'ECDSA', namedCurve: 'P-256' },
    webSignature: { name: 'ECDSA', hash: 'SHA-256' },
  },
  ES384: {
    kty: 'EC',
    crv: 'P-384',
    coordinateBytes: 48,
    signatureBytes: 96,
    digest: 'sha384',
    webKey: { name: 'ECDSA', namedCurve: 'P-384' },
    webSignature: { name: 'ECDSA', hash: 'SHA-384' },
  },
  EdDSA: {
    kty: 'OKP',
    crv: 'Ed25519',
    coordinateBytes: 32,
    signatureBytes: 64,
    digest: null,
    webKey: { name: 'Ed25519' },
    webSignature: { name: 'Ed25519' },
  },
}

export function isAlgorithm(name: unknown): name is Algorithm {
  return typeof name === 'string' && Object.hasOwn(algorithms, name)
}

export function algorithmOfCurve(crv: unknown): Algorithm | undefined {
  if (crv === 'P-256') return 'ES256'
  if (crv === 'Ed25519') return 'EdDSA'
  return crv === 'P-384' ? 'ES384' : undefined
}
