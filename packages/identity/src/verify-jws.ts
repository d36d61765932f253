import { IdentityError } from './errors.ts'
import type { UnverifiedJws } from './jws.ts'
import { isSignature, type VerificationKey } from './verification-key.ts'

/** What a JWS must be. */
export interface VerifyJwsOptions {
  readonly key: VerificationKey
  /** The artefact's own type. RFC 8725 §3.11. */
  readonly typ: string
}

/**
 * Proves that a key signed a JWS of this type. The algorithm is that of the key, so a token cannot
 * choose how it is looked at. RFC 8725 §3.1.
 *
 * @returns The payload: who takes it from here and nowhere else has not forgotten to wait.
 * @throws {@link IdentityError} `jws_type_wrong`, `jws_algorithm_wrong`, `jws_signature_invalid`.
 */
export async function verifyJws(
  jws: UnverifiedJws,
  options: VerifyJwsOptions,
): Promise<Uint8Array> {
  await verifyJwsAtOnce(jws, options)
  return jws.payload
}

/**
 * As {@link verifyJws}, at once where the engine is: for code that judges thousands a second, where a
 * needless `await` costs as much as a digest.
 *
 * @returns Nothing if it is proven already; else a promise, and nothing is proven before that.
 * @throws {@link IdentityError} as {@link verifyJws} rejects.
 */
export function verifyJwsAtOnce(
  jws: UnverifiedJws,
  { key, typ }: VerifyJwsOptions,
): void | Promise<void> {
  if (jws.header.typ !== typ) {
    throw new IdentityError('jws_type_wrong', 'Not the expected kind of token')
  }
  if (jws.header.alg !== key.algorithm) {
    throw new IdentityError('jws_algorithm_wrong', 'Not the algorithm of the key')
  }
  const valid = isSignature(key, jws.signingInput, jws.signature)
  return typeof valid === 'boolean' ? assertValid(valid) : valid.then(assertValid)
}

function assertValid(valid: boolean): void {
  if (!valid) throw new IdentityError('jws_signature_invalid', 'The signature is not of this key')
}
