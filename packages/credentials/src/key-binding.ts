import { allowedSkewSeconds, type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  decodeJws,
  digestOf,
  type HeaderCache,
  importVerificationKey,
  type KeyCache,
  type PublicJwk,
  type Signer,
  sha256Text,
  signJws,
  type UnverifiedJws,
  type VerificationKey,
} from '@fidecura/identity'
import { verifyJwsAtOnce } from '@fidecura/identity/at-once'
import { CredentialError } from './errors.ts'
import { type MaybePromise, whenReady } from './maybe-promise.ts'
import { parsePayload } from './payload-members.ts'
import { assertWholeSeconds } from './whole-seconds.ts'

const type = 'kb+jwt'
const maxLength = 16_384
const defaultMaxAgeSeconds = 300

/** What a holder signs to show that a presentation is theirs, now, for this audience. RFC 9901 §4.3. */
export interface UnverifiedKeyBinding {
  readonly jws: UnverifiedJws
  /** The SD-JWT before it, up to and with the last `~`: what `sd_hash` must be of. */
  readonly presented: string
  readonly issuedAt: EpochSeconds
  readonly audience: string
  readonly nonce: string
  /** `sd_hash` as claimed. */
  readonly hash: string
}

/** @throws {@link CredentialError} `holder_binding_invalid`. */
export function decodeKeyBinding(
  compact: string,
  presented: string,
  options: { readonly headers?: HeaderCache } = {},
): UnverifiedKeyBinding {
  try {
    const { headers } = options
    const jws = decodeJws(compact, {
      maxBytes: maxLength,
      ...(headers === undefined ? {} : { headers }),
    })
    const { iat, aud: audience, nonce, sd_hash: hash } = parsePayload(jws)
    const texts =
      typeof audience === 'string' && typeof nonce === 'string' && typeof hash === 'string'
    if (jws.header.typ !== type || !texts) throw invalid()
    return { jws, presented, issuedAt: epochSeconds(iat), audience, nonce, hash }
  } catch (error) {
    if (CredentialError.is(error) && error.code === 'holder_binding_invalid') throw error
    throw invalid(error)
  }
}

/** Whom something must be for, in answer to what, and how new. */
export interface AskedTerms {
  readonly audience: string
  readonly nonce: string
  readonly now: EpochSeconds
  /** How long ago it may have been signed. Default 300. */
  readonly maxAgeSeconds?: number
}

/** What a key binding must say. */
interface VerifyKeyBindingOptions extends AskedTerms {
  /** The key in `cnf`: it alone decides the algorithm. */
  readonly holderKey: PublicJwk
  readonly keyCache?: KeyCache
}

/**
 * Proves that the holder of a key presented exactly these bytes, now, to this audience. RFC 9901 §7.3.
 *
 * Whether the nonce was used before is for the caller to find out.
 *
 * @throws {@link CredentialError} `holder_binding_expired`, `presentation_audience_wrong`,
 *   `presentation_nonce_wrong`, `holder_binding_hash_mismatch`, `holder_binding_invalid`.
 */
export async function verifyKeyBinding(
  binding: UnverifiedKeyBinding,
  options: VerifyKeyBindingOptions,
): Promise<void> {
  const { holderKey, keyCache } = options
  assertAnswers(binding, options)
  return whenReady(sha256Text(binding.presented), (digest) => {
    if (digest !== binding.hash) {
      throw new CredentialError('holder_binding_hash_mismatch', 'Signed for other bytes')
    }
    const key = keyCache?.keyOf(holderKey) ?? importVerificationKey(holderKey)
    return whenReady(key, (ready) => verifySignature(binding, ready))
  })
}

/**
 * Holds what a holder signed against what was asked for.
 *
 * @throws {@link CredentialError} `holder_binding_expired`, `presentation_audience_wrong`,
 *   `presentation_nonce_wrong`.
 */
export function assertAnswers(
  { issuedAt, audience, nonce }: Pick<UnverifiedKeyBinding, 'issuedAt' | 'audience' | 'nonce'>,
  asked: AskedTerms,
): void {
  const { now, maxAgeSeconds = defaultMaxAgeSeconds } = asked
  // Written so that a limit that is not a number refuses.
  if (!(issuedAt <= now + allowedSkewSeconds && issuedAt >= now - maxAgeSeconds)) {
    throw new CredentialError('holder_binding_expired', 'Not signed just now')
  }
  // An empty one is what a caller has who forgot to make one.
  if (audience === '' || audience !== asked.audience) {
    throw new CredentialError('presentation_audience_wrong', 'Made for another audience')
  }
  if (nonce === '' || nonce !== asked.nonce) {
    throw new CredentialError('presentation_nonce_wrong', 'Made for another nonce')
  }
}

function verifySignature(binding: UnverifiedKeyBinding, key: VerificationKey): MaybePromise<void> {
  const notOfHolder = (error: unknown): never => {
    throw invalid(error)
  }
  try {
    const verified = verifyJwsAtOnce(binding.jws, { key, typ: type })
    return verified === undefined ? undefined : verified.catch(notOfHolder)
  } catch (error) {
    return notOfHolder(error)
  }
}

export interface SignKeyBindingOptions {
  readonly signer: Signer
  readonly audience: string
  readonly nonce: string
  readonly issuedAt: EpochSeconds
  readonly transactionDataHashes?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** @param presented - The SD-JWT up to and with the last `~`. */
export async function signKeyBinding(
  presented: string,
  { signer, audience, nonce, issuedAt, transactionDataHashes, signal }: SignKeyBindingOptions,
): Promise<string> {
  assertWholeSeconds({ issuedAt })
  const bound = { iat: issuedAt, aud: audience, nonce, sd_hash: await digestOf(presented) }
  const transaction =
    transactionDataHashes === undefined
      ? {}
      : {
          transaction_data_hashes: transactionDataHashes,
          transaction_data_hashes_alg: 'sha-256',
        }
  return await signJws({ ...bound, ...transaction }, { signer, typ: type, signal })
}

function invalid(cause?: unknown): CredentialError {
  return new CredentialError('holder_binding_invalid', 'Not a key binding by the holder', { cause })
}
