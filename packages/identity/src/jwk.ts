import { BaseError, decodeBase64url, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { sha256 } from '#crypto'
import { type Algorithm, algorithmOfCurve, algorithms } from './algorithms.ts'
import { IdentityError } from './errors.ts'
import { isWeakEd25519 } from './weak-point.ts'

/** A public key of a registered algorithm, and nothing more. RFC 7517; RFC 8037 §2. */
export interface PublicJwk {
  readonly kty: 'EC' | 'OKP'
  readonly crv: 'P-256' | 'P-384' | 'Ed25519'
  readonly x: string
  readonly y?: string
}

/**
 * Keeps `kty`, `crv`, `x`, `y` of a public key and drops the rest, for engines add members of their own.
 *
 * Whether the point lies on its curve shows when the key is imported.
 *
 * @returns Frozen.
 * @throws {@link IdentityError} `jwk_malformed`: private or symmetric members, a use other than
 *   signatures, the algorithm of another key, wrong lengths, a point of small order;
 *   `key_type_unsupported`: another curve.
 */
export function parsePublicJwk(input: unknown): PublicJwk {
  if (typeof input !== 'object' || input === null) throw malformed()
  const jwk = input as Readonly<Record<string, unknown>>
  const { kty, crv, x, y } = jwk
  if (isSecret(jwk)) throw malformed()
  if (kty !== 'EC' && kty !== 'OKP') {
    throw kty === 'RSA'
      ? new IdentityError('key_type_unsupported', 'Not a registered key type')
      : malformed()
  }
  const algorithm = algorithmOfCurve(crv)
  if (algorithm === undefined || algorithms[algorithm].kty !== kty) {
    throw new IdentityError('key_type_unsupported', 'Not a registered curve')
  }
  if (isForOtherUse(jwk, algorithm)) throw malformed()
  const { coordinateBytes } = algorithms[algorithm]
  const first = decodeCoordinate(x, coordinateBytes)
  if (kty === 'EC') {
    decodeCoordinate(y, coordinateBytes)
    return Object.freeze({ kty, crv, x, y }) as PublicJwk
  }
  if (y !== undefined || isWeakEd25519(first)) throw malformed()
  return Object.freeze({ kty, crv, x }) as PublicJwk
}

/** Unpadded base64url of the SHA-256 thumbprint. RFC 7638 §3. */
export async function thumbprintOf(jwk: PublicJwk): Promise<string> {
  const { kty, crv, x, y } = jwk
  const members = y === undefined ? { crv, kty, x } : { crv, kty, x, y }
  return encodeBase64url(await sha256(encodeUtf8(JSON.stringify(members))))
}

export function algorithmOf(jwk: PublicJwk): Algorithm {
  const algorithm = algorithmOfCurve(jwk.crv)
  if (algorithm === undefined) throw malformed()
  return algorithm
}

/** RFC 7518 §6.2.2, §6.4.1; `priv` is that of key types to come. */
export function isSecret(jwk: Readonly<Record<string, unknown>>): boolean {
  return ['d', 'k', 'priv'].some((name) => jwk[name] !== undefined)
}

/** Says that it is for something else than signatures of this algorithm. RFC 7517 §4.2 to §4.4. */
export function isForOtherUse(
  { use, key_ops: operations, alg }: Readonly<Record<string, unknown>>,
  algorithm: Algorithm,
): boolean {
  if (use !== undefined && use !== 'sig') return true
  if (alg !== undefined && !algorithms[algorithm].names.includes(alg as string)) return true
  return operations !== undefined && !(Array.isArray(operations) && operations.includes('verify'))
}

function decodeCoordinate(text: unknown, length: number): Uint8Array {
  try {
    const bytes = typeof text === 'string' && text.length < 100 ? decodeBase64url(text) : undefined
    if (bytes?.length === length) return bytes
  } catch (error) {
    if (!BaseError.is(error)) throw error
  }
  throw malformed()
}

function malformed(): IdentityError {
  return new IdentityError('jwk_malformed', 'Not a public key')
}
