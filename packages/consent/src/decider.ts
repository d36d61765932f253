import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { VerifiedPresentation, Verifier } from '@fidecura/credentials'
import type { AccessRequest } from './access-request.ts'
import { decide } from './decide.ts'
import type { Combiner, Decision } from './decision.ts'
import { defaultVocabulary } from './default-vocabulary.ts'
import { ConsentError } from './errors.ts'
import type { StatementSet } from './register.ts'
import { requesterOf } from './requester-of.ts'
import type { VerifiedStatementSet } from './statement-set.ts'
import type { TrustedRegister } from './trusted-register.ts'
import { verifyStatementSet } from './verify-statement-set.ts'
import type { Vocabulary } from './vocabulary.ts'
import { createMemoryWordState, type WordState } from './word-state.ts'

/** By which policy a platform decides, and what it remembers. */
export interface DeciderOptions {
  /** Judges who signed, and its clock is the present. */
  readonly verifier: Verifier
  /** From the jurisdiction's policy, never from a requester. */
  readonly combine: Combiner
  /** How old the register's word, and the requester's presentation, may be. Default 60. */
  readonly maxAgeSeconds?: number
  /**
   * What was seen of registers. Default: the memory of this process, so a service of several
   * processes, or one that is started anew, must bring its own.
   */
  readonly words?: WordState
  /** Default: {@link defaultVocabulary}. */
  readonly vocabulary?: Vocabulary
}

/** Whose word counts about the statements. */
export interface DeciderSetOptions extends TrustedRegister {
  readonly signal?: AbortSignal | undefined
}

/** What is asked for, and when. Who asks, the presentation says. */
export interface DeciderRequest extends Omit<AccessRequest, 'requester' | 'legalBasis'> {
  /** Default: consent. */
  readonly legalBasis?: AccessRequest['legalBasis']
  /** The instant of the access. Default: `now`. */
  readonly at?: EpochSeconds
  /** The present. Default: that of the verifier's clock. */
  readonly now?: EpochSeconds
}

/** Decides for one platform, by one policy. */
export interface Decider {
  /**
   * Proves that these are all statements about a record.
   *
   * @throws Those of {@link verifyStatementSet}.
   */
  verifyStatements(set: StatementSet, options: DeciderSetOptions): Promise<VerifiedStatementSet>
  /**
   * Decides one request of whoever presented.
   *
   * @throws Those of {@link requesterOf} and {@link decide}; BaseError `instant_malformed`.
   */
  decide(
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    request: DeciderRequest,
  ): Decision
}

/**
 * Makes what a platform decides with, for as long as it runs.
 *
 * @throws {@link ConsentError} `combiner_unknown`.
 */
export function createDecider(options: DeciderOptions): Decider {
  const { verifier, combine, maxAgeSeconds = 60, vocabulary = defaultVocabulary } = options
  // JavaScript callers have no types, and a forgotten combiner would be a default.
  if (combine !== 'newest' && combine !== 'deny_overrides') {
    throw new ConsentError('combiner_unknown', 'Neither newest nor deny_overrides')
  }
  const words = options.words ?? createMemoryWordState()
  return Object.freeze<Decider>({
    verifyStatements: (set, { register, registerKeys, signal }) =>
      verifyStatementSet(set, { register, registerKeys, verifier, words, signal }),
    decide(presentation, set, { at, now, legalBasis = 'consent', ...asked }) {
      const present = epochSeconds(now ?? verifier.clock())
      const requester = requesterOf(presentation)
      const instants = { at: at === undefined ? present : epochSeconds(at), now: present }
      const policy = { maxAgeSeconds, combine, vocabulary }
      return decide({ ...asked, requester, legalBasis }, set, { ...instants, ...policy })
    },
  })
}
