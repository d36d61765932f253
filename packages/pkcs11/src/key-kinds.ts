import { concatBytes, encodeBase64url, equalBytes } from '@fidecura/base'
import { type Algorithm, type PublicJwk, parsePublicJwk } from '@fidecura/identity'

/** How PKCS#11 speaks of an algorithm. PKCS#11 3.0 §2.3. */
export interface KeyKind {
  readonly algorithm: Algorithm
  readonly generation: number
  readonly signing: number
  /** What the token signs is the digest; Ed25519 digests by itself. */
  readonly digest: 'SHA-256' | 'SHA-384' | null
  /** DER of the curve as we ask for it. */
  readonly ecParams: Uint8Array
  /** As others write it. */
  readonly otherEcParams: readonly Uint8Array[]
  readonly coordinateBytes: number
  readonly signatureBytes: number
}

const ecKeyPair = 0x1040
const ecdsa = 0x1041

export const keyKinds: Readonly<Record<Algorithm, KeyKind>> = {
  ES256: {
    algorithm: 'ES256',
    generation: ecKeyPair,
    signing: ecdsa,
    digest: 'SHA-256',
    // 1.2.840.10045.3.1.7
    ecParams: Uint8Array.of(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7),
    otherEcParams: [],
    coordinateBytes: 32,
    signatureBytes: 64,
  },
  ES384: {
    algorithm: 'ES384',
    generation: ecKeyPair,
    signing: ecdsa,
    digest: 'SHA-384',
    // 1.3.132.0.34
    ecParams: Uint8Array.of(6, 5, 0x2b, 0x81, 4, 0, 0x22),
    otherEcParams: [],
    coordinateBytes: 48,
    signatureBytes: 96,
  },
  EdDSA: {
    algorithm: 'EdDSA',
    generation: 0x1055,
    signing: 0x1057,
    digest: null,
    // PrintableString edwards25519
    ecParams: concatBytes(Uint8Array.of(0x13, 12), new TextEncoder().encode('edwards25519')),
    otherEcParams: [
      // 1.3.101.112, and 1.3.6.1.4.1.11591.15.1
      Uint8Array.of(6, 3, 0x2b, 0x65, 0x70),
      Uint8Array.of(6, 9, 0x2b, 6, 1, 4, 1, 0xda, 0x47, 0x0f, 1),
    ],
    coordinateBytes: 32,
    signatureBytes: 64,
  },
}

export function keyKindOf(ecParams: Uint8Array): KeyKind | undefined {
  return Object.values(keyKinds).find((kind) =>
    [kind.ecParams, ...kind.otherEcParams].some((written) => equalBytes(written, ecParams)),
  )
}

/**
 * Reads CKA_EC_POINT: a point in an OCTET STRING, which some tokens leave out.
 *
 * @returns `undefined` if it is no uncompressed point of the curve’s length.
 */
export function publicKeyOfPoint(ecPoint: Uint8Array, kind: KeyKind): PublicJwk | undefined {
  const { coordinateBytes, algorithm } = kind
  const length = algorithm === 'EdDSA' ? coordinateBytes : 1 + 2 * coordinateBytes
  const isWrapped = ecPoint.length === length + 2 && ecPoint[0] === 4 && ecPoint[1] === length
  const point = isWrapped ? ecPoint.subarray(2) : ecPoint
  if (point.length !== length) return undefined
  try {
    if (algorithm === 'EdDSA') {
      return parsePublicJwk({ kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(point) })
    }
    if (point[0] !== 4) return undefined
    const x = encodeBase64url(point.subarray(1, 1 + coordinateBytes))
    const y = encodeBase64url(point.subarray(1 + coordinateBytes))
    return parsePublicJwk({ kty: 'EC', crv: algorithm === 'ES256' ? 'P-256' : 'P-384', x, y })
  } catch {
    return undefined
  }
}
