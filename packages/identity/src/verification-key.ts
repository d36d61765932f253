import { importPublic, type KeyHandle, verifyWith } from '#crypto'
import { type Algorithm, algorithms } from './algorithms.ts'
import { IdentityError } from './errors.ts'
import { algorithmOf, type PublicJwk } from './jwk.ts'
import { isWeakEd25519 } from './weak-point.ts'

/** A public key that the engine has taken in, and the one algorithm it may be used with. */
export interface VerificationKey {
  readonly jwk: PublicJwk
  readonly algorithm: Algorithm
  /** @internal */
  readonly handle: KeyHandle
}

/**
 * Lets the engine take a public key in. Costs about as much as a verification for P-256; see
 * {@link createKeyCache}.
 *
 * @throws {@link IdentityError} `jwk_malformed`: the point is not on its curve.
 */
export function importVerificationKey(jwk: PublicJwk): VerificationKey | Promise<VerificationKey> {
  const algorithm = algorithmOf(jwk)
  try {
    const handle = importPublic(jwk, algorithm)
    if (!('then' in handle)) return Object.freeze({ jwk, algorithm, handle })
    return handle.then((ready) => Object.freeze({ jwk, algorithm, handle: ready }), refuse)
  } catch {
    return refuse()
  }
}

function refuse(): never {
  throw new IdentityError('jwk_malformed', 'Not a point of its curve')
}

/** Whether a key made a signature. A signature of the wrong length is just not one. */
export async function verifySignature(
  key: VerificationKey,
  data: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignature(key, data, signature)
}

/** As {@link verifySignature}, at once where the engine is. */
export function isSignature(
  key: VerificationKey,
  data: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  if (signature.length !== algorithms[key.algorithm].signatureBytes) return false
  // Its first half is a point, too. RFC 8032 takes a weak one, Web Crypto does not, and engines differ.
  if (key.algorithm === 'EdDSA' && isWeakEd25519(signature.subarray(0, 32))) return false
  return verifyWith(key.handle, key.algorithm, data, signature)
}

/** Imported keys, found by their material alone: a replaced key cannot live on under its id. */
export interface KeyCache {
  keyOf(jwk: PublicJwk): VerificationKey | Promise<VerificationKey>
}

/**
 * Makes a cache of imported keys, to be owned by whoever verifies often.
 *
 * @param options - `maxEntries`: default 1,000; the oldest go first.
 */
export function createKeyCache(options: { readonly maxEntries?: number } = {}): KeyCache {
  const maxEntries = options.maxEntries ?? 1000
  const keys = new Map<string, VerificationKey>()
  const keep = (material: string, key: VerificationKey): VerificationKey => {
    if (keys.size >= maxEntries) {
      for (const oldest of keys.keys()) {
        keys.delete(oldest)
        break
      }
    }
    keys.set(material, key)
    return key
  }
  return {
    keyOf(jwk) {
      const material = `${jwk.crv}.${jwk.x}.${jwk.y}`
      const known = keys.get(material)
      if (known !== undefined) return known
      const imported = importVerificationKey(jwk)
      return 'then' in imported
        ? imported.then((key) => keep(material, key))
        : keep(material, imported)
    },
  }
}
