import { allowedSkewSeconds, type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { ProvenTime } from '@fidecura/identity'
import { CredentialError } from './errors.ts'
import type { AsOfOptions, CallInstants } from './verifier-options.ts'
import type { Inquiry, PastInquiry, PastJudge } from './verifier-state.ts'

const none: readonly never[] = Object.freeze([])

type Question = CallInstants & {
  readonly chain?: readonly string[]
  readonly types?: readonly string[]
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}

/**
 * What a call about the present asks.
 *
 * @throws {@link CredentialError} `instant_refused`; BaseError `instant_malformed`.
 */
export function inquiryOf(options: Question | undefined, clock: Clock): Inquiry {
  const now = epochSeconds(options?.now ?? clock())
  const at = options?.at === undefined ? now : epochSeconds(options.at)
  if (at > now || at < now - allowedSkewSeconds) throw refused()
  return question(options, at, now, undefined)
}

/**
 * What a call about the past asks.
 *
 * @param knownAt - Of an archive: the present of every call ends there, whatever time it is.
 * @throws {@link CredentialError} `instant_refused`; BaseError `instant_malformed`.
 */
export function pastInquiryOf(
  token: string,
  options: AsOfOptions,
  clock: Clock,
  knownAt: EpochSeconds | undefined,
  judge: PastJudge,
): Inquiry {
  const present = epochSeconds(options.now ?? clock())
  const now = epochSeconds(Math.min(present, knownAt ?? present))
  const at = epochSeconds(options.at)
  if (at > now) throw refused()
  const { act = token } = options
  return question(options, at, now, { act, proofs: proofsOf(options), judge })
}

function question(
  options: Question | undefined,
  at: EpochSeconds,
  now: EpochSeconds,
  past: PastInquiry | undefined,
): Inquiry {
  const { chain = none, types, signal } = options ?? {}
  return { at, now, types, chain, licences: none, proofs: proofsOf(options), signal, past }
}

function proofsOf({ existedBy = none }: Pick<Question, 'existedBy'> = {}): readonly ProvenTime[] {
  return 'existedBy' in existedBy ? [existedBy] : existedBy
}

function refused(): CredentialError {
  return new CredentialError('instant_refused', 'Not an instant that this call may ask about')
}
