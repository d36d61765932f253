import { BaseError, concatBytes, encodeUtf8, untilAborted } from '@fidecura/base'
import {
  didOf,
  IdentityError,
  importVerificationKey,
  type NewKeyOptions,
  newKeyId,
  type PublicJwk,
  randomBytes,
  type Signer,
  type VerificationKey,
  verifySignature,
} from '@fidecura/identity'
import type { Cryptoki, Handle } from './cryptoki.ts'
import { attempt, failureOf } from './cryptoki-failure.ts'
import { Pkcs11Error } from './errors.ts'
import type { KeyKind } from './key-kinds.ts'
import { findKey, type KeyObject } from './key-objects.ts'
import type { SessionInUse, SessionPool } from './session-pool.ts'

export interface TokenSignerOptions {
  readonly cryptoki: Cryptoki
  readonly pool: SessionPool
  readonly label: string
  /** What the key is for, in public. */
  readonly name: NewKeyOptions
}

// Nothing that is signed here begins so, and nobody chooses the rest.
const proofPrefix = encodeUtf8('fidecura pkcs11 proof of possession\0')

/**
 * A signer for the one key of a label, which has just shown that it is the public key's.
 *
 * @throws {@link Pkcs11Error} those of {@link findKey}; `key_algorithm_wrong`, `key_mismatch`.
 */
export async function tokenSigner(options: TokenSignerOptions): Promise<Signer> {
  const { cryptoki, pool, label, name } = options
  const { kind, publicKey } = await pool.read(async ({ session }) =>
    findKey(cryptoki, session, label),
  )
  const { algorithm } = kind
  if ((name.algorithm ?? algorithm) !== algorithm) {
    throw new Pkcs11Error('key_algorithm_wrong', 'The key is for another algorithm')
  }
  const verificationKey = await importShown(publicKey)
  const handleIn = keyFinder(cryptoki, label)

  async function signAndVerify(
    data: Uint8Array<ArrayBuffer>,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    const bytes = await digested(data, kind)
    const signature = await pool.read(
      (use) => signOnce(cryptoki, { session: use.session, key: handleIn(use), kind, bytes }),
      { signal },
    )
    // Another key under the same name, a fault, or a token that pairs wrong halves.
    if (await verifySignature(verificationKey, data, signature)) return signature
    throw mismatch()
  }

  await signAndVerify(Uint8Array.from(concatBytes(proofPrefix, randomBytes(32))))
  const keyId = newKeyId(name, publicKey)
  return Object.freeze({
    did: didOf(keyId),
    keyId,
    algorithm,
    publicKey,
    sign: async (
      data: Uint8Array,
      { signal }: { readonly signal?: AbortSignal | undefined } = {},
    ) => {
      // The caller's bytes may change while the token works.
      const copy = Uint8Array.from(data)
      try {
        // The token goes on by itself: a signature that was begun cannot be called back.
        return await untilAborted(signAndVerify(copy, signal), signal)
      } catch (error) {
        if (BaseError.is(error)) throw error
        const cause = failureOf(error)
        throw new IdentityError('signer_failed', 'The key did not sign', {
          outcome: 'unknown',
          cause,
        })
      }
    },
  })
}

async function importShown(publicKey: PublicJwk): Promise<VerificationKey> {
  try {
    return await importVerificationKey(publicKey)
  } catch {
    // Not a point of the curve, so nothing can verify with it.
    throw mismatch()
  }
}

function mismatch(): Pkcs11Error {
  return new Pkcs11Error('key_mismatch', 'The signature is not that of the public key')
}

/** Handles last as long as the sessions; the key is looked at anew after that. */
function keyFinder(cryptoki: Cryptoki, label: string): (use: SessionInUse) => Handle {
  let known: { readonly key: KeyObject; readonly generation: number } | undefined
  return ({ session, generation }) => {
    if (known?.generation !== generation) {
      known = { key: findKey(cryptoki, session, label), generation }
    }
    return known.key.handle
  }
}

async function digested(data: Uint8Array<ArrayBuffer>, { digest }: KeyKind): Promise<Uint8Array> {
  return digest === null ? data : new Uint8Array(await crypto.subtle.digest(digest, data))
}

interface SignOnceOptions {
  readonly session: Handle
  readonly key: Handle
  readonly kind: KeyKind
  readonly bytes: Uint8Array
}

async function signOnce(
  cryptoki: Cryptoki,
  { session, key, kind, bytes }: SignOnceOptions,
): Promise<Uint8Array> {
  // Has an address also when it is empty, which libraries insist on.
  const input = concatBytes(bytes, new Uint8Array(1)).subarray(0, bytes.length)
  const output = new Uint8Array(kind.signatureBytes)
  attempt(() => cryptoki.C_SignInit(session, { mechanism: kind.signing }, key))
  try {
    return Uint8Array.from(await cryptoki.C_SignAsync(session, input, output))
  } catch (error) {
    throw failureOf(error)
  } finally {
    // The addon reads and writes them on another thread, and nothing but these lines keeps them alive.
    input.fill(0)
    output.fill(0)
  }
}
