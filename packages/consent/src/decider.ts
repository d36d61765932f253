import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { VerifiedPresentation, Verifier } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { AccessRequest } from './access-request.ts'
import { combinerOf, decide, type Policy } from './decide.ts'
import type { Decision } from './decision.ts'
import { defaultVocabulary } from './default-vocabulary.ts'
import { agesOf } from './jurisdiction-ages.ts'
import { createKnownRegisters } from './known-registers.ts'
import { createNewestSets } from './newest-sets.ts'
import type { AgeRules } from './representation/age.ts'
import { requesterOf } from './requester-of.ts'
import { assertVerifiedStatementSet, type VerifiedStatementSet } from './statement-set.ts'
import type { FullTrace } from './trace.ts'
import { traceDecision } from './trace-decision.ts'
import type { TrustedRegister } from './trusted-register.ts'
import { verifyStatementSet } from './verify-statement-set.ts'
import type { Vocabulary } from './vocabulary.ts'
import type { StatementSet } from './with-evidence.ts'
import { createMemoryWordState, type WordState } from './word-state.ts'

/** By which policy a platform decides, and what it remembers. */
export type DeciderOptions = DeciderParts & Policy

/** What a platform decides with, beside its policy. */
export interface DeciderParts {
  /** Judges who signed, and its clock is the present. */
  readonly verifier: Verifier
  /**
   * Whose words count. A set is judged by the one that it says it is of: trust several where what is
   * stated about a record is in one of them alone, or say in each call which it must be.
   */
  readonly registers: readonly TrustedRegister[]
  /**
   * Who keeps the data, where a request does not say: for most platforms, they themselves. Nothing is
   * permitted where neither says it.
   */
  readonly custodian?: Did
  /** How old the register's word, and the requester's presentation, may be. Default 60. */
  readonly maxAgeSeconds?: number
  /**
   * What was seen of registers. Default: the memory of this process, of 100,000 records at most, so a
   * service of several processes, or one that is started anew, must bring its own.
   */
  readonly words?: WordState
  /** Default: {@link defaultVocabulary}. */
  readonly vocabulary?: Vocabulary
  /**
   * What the law says about age. Default: what the jurisdiction says, see {@link agesOf}; where it says nothing, nothing
   * that somebody else permitted counts.
   */
  readonly ages?: AgeRules
}

/** What is known of a set beforehand. */
export interface DeciderSetOptions {
  /** The only one of the trusted registers that it may be of. */
  readonly register?: Did
  /** Tokens of statements that the register lost, from whoever kept them. */
  readonly lost?: readonly string[]
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
   * @throws Those of {@link verifyStatementSet}; `register_wrong`: of none of the trusted registers.
   */
  verifyStatements(set: StatementSet, options?: DeciderSetOptions): Promise<VerifiedStatementSet>
  /**
   * Decides one request of whoever presented.
   *
   * @throws Those of {@link requesterOf} and {@link decide}; `ConsentError` `word_rolled_back`: this decider
   *   has verified a later word of the record since; BaseError `instant_malformed`.
   */
  decide(
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    request: DeciderRequest,
  ): Decision
  /**
   * Decides the same, and says of every statement and rule what it did to the decision.
   *
   * @throws Those of `decide`.
   */
  trace(
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    request: DeciderRequest,
  ): FullTrace
}

/**
 * Makes what a platform decides with, for as long as it runs.
 *
 * @throws ConsentError `combiner_unknown`, `jurisdiction_malformed`, `register_malformed`.
 */
export function createDecider(options: DeciderOptions): Decider {
  const { verifier, maxAgeSeconds = 60, vocabulary = defaultVocabulary } = options
  const { custodian: keeper } = options
  const policy = policyOf(options)
  const { jurisdiction } = policy
  const ages = options.ages ?? (jurisdiction && agesOf(jurisdiction))
  const known = createKnownRegisters(options.registers)
  const words = options.words ?? createMemoryWordState()
  const newest = createNewestSets(maxAgeSeconds)
  const questionOf = (
    presentation: VerifiedPresentation,
    set: VerifiedStatementSet,
    { at, now, legalBasis = 'consent', custodian = keeper, ...asked }: DeciderRequest,
  ) => {
    const present = epochSeconds(now ?? verifier.clock())
    const requester = requesterOf(presentation)
    assertVerifiedStatementSet(set)
    newest.assertNewest(set)
    const instants = { at: at === undefined ? present : epochSeconds(at), now: present }
    return {
      request: {
        ...asked,
        ...(custodian === undefined ? {} : { custodian }),
        requester,
        legalBasis,
      },
      by: { ...instants, maxAgeSeconds, vocabulary, ...policy },
    }
  }
  return Object.freeze<Decider>({
    async verifyStatements(set, { register: only, lost, signal } = {}) {
      const register = known.of(set, only)
      const all = await verifyStatementSet(set, { register, verifier, words, ages, lost, signal })
      newest.remember(all, verifier.clock())
      return all
    },
    decide(presentation, set, asked) {
      const { request, by } = questionOf(presentation, set, asked)
      return decide(request, set, by)
    },
    trace(presentation, set, asked) {
      const { request, by } = questionOf(presentation, set, asked)
      return traceDecision(request, set, by)
    },
  })
}

/** A copy, for whoever made the options may change them. */
function policyOf(options: Policy): Policy {
  const combine = combinerOf(options)
  const { jurisdiction } = options
  return jurisdiction === undefined ? { combine } : { jurisdiction }
}
