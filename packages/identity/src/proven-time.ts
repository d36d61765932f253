import type { EpochSeconds } from '@fidecura/base'
import { digestOf } from './digest.ts'
import { IdentityError } from './errors.ts'

declare const proven: unique symbol

/**
 * That a token existed by an instant, as somebody other than its signer says. Only {@link proveTime}
 * makes one.
 */
export interface ProvenTime {
  readonly existedBy: EpochSeconds
  /** {@link digestOf} the token. */
  readonly digest: string
  readonly [proven]: true
}

/**
 * Judges one kind of proof, such as a register's receipt, an inclusion proof or a time stamp.
 *
 * @returns The instant by which what has this digest existed. Throws if the proof does not say so.
 */
export type TimeProofVerifier = (proof: string, context: TimeProofContext) => Promise<EpochSeconds>

/** What a proof must be about, and when it is judged. */
export interface TimeProofContext {
  /** {@link digestOf} the token that the proof must be about. */
  readonly digest: string
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** A proof, and whose word it is. */
export interface ProveTimeOptions {
  readonly proof: string
  /** The caller's choice of whom to believe. */
  readonly verify: TimeProofVerifier
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

// JavaScript callers have no types; membership here is what stops them.
const minted = /* @__PURE__ */ new WeakSet<object>()

/**
 * Asks the caller's verifier when a token existed at the latest.
 *
 * @throws {@link IdentityError} `time_proof_invalid` for an instant after `now`; what `verify` throws.
 */
export async function proveTime(token: string, options: ProveTimeOptions): Promise<ProvenTime> {
  const { now, signal } = options
  const digest = await digestOf(token)
  const context = { digest, now, signal }
  const existedBy = await options.verify(options.proof, context)
  if (!(existedBy <= now)) {
    throw new IdentityError('time_proof_invalid', 'The proof names an instant that is yet to come')
  }
  const value = Object.freeze({ existedBy, digest }) as ProvenTime
  minted.add(value)
  return value
}

/**
 * Lets a proven time pass that is about this very token.
 *
 * @throws {@link IdentityError} `time_not_proven`: not made by {@link proveTime} in this copy of the
 *   package; `time_proof_mismatch`: about another token.
 */
export async function assertProvenFor(value: ProvenTime, token: string): Promise<void> {
  if (!minted.has(value)) {
    throw new IdentityError('time_not_proven', 'Pass the value that proveTime returned')
  }
  if (value.digest !== (await digestOf(token))) {
    throw new IdentityError('time_proof_mismatch', 'The proof is about another token')
  }
}
