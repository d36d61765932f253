import type { EpochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { RequestedData } from './access-request.ts'
import type { Decision, RuleReference } from './decision.ts'
import type { LegalBasis } from './jurisdiction.ts'
import type { Action, Effect } from './terms.ts'

/**
 * Everything that a decision looked at, in indices and codes: for the patient and the custodian, and not
 * for whoever asked. Deep-frozen.
 */
export interface FullTrace {
  /** What `decide` answers to the same. */
  readonly decision: Decision
  /** Every statement of the set, in its order. */
  readonly statements: readonly StatementTrace[]
  /** The five questions that are asked of any decision. */
  readonly answers: TraceAnswers
}

/** What became of one statement. */
export interface StatementTrace {
  /** Into `set.statements`. */
  readonly statement: number
  readonly standing: Standing
  /** With `replaced`: the statement that has its place. Into `set.statements`. */
  readonly replacedBy?: number
  /** Its signer's identity was revoked back to before it: it permits nothing. */
  readonly defeated: boolean
  /** What it said, to each purpose and entry; of those whose standing is `asked`, `withdrawn` or `replaced`. */
  readonly questions: readonly QuestionTrace[]
}

export type Standing =
  /** In force, and about whoever asks. */
  | 'asked'
  /** A consent that was taken back: it denies whatever it spoke of. */
  | 'withdrawn'
  /** Another statement has its place. A consent goes on denying what that one does not speak of. */
  | 'replaced'
  /** A restriction or objection that was taken back: it is gone. */
  | 'lifted'
  /** The register lost it. */
  | 'lost'
  /** About somebody else. */
  | 'other_grantee'
  /** It came later than the access. */
  | 'not_registered'
  /** It holds from later on. */
  | 'not_begun'
  /** It held until before. */
  | 'ended'
  /** The legal basis that is relied on does not ask for it. */
  | 'not_heeded'
  /** Nothing was asked of any statement; the code of the decision says why. */
  | 'not_asked'

/** What one statement said to one purpose and one entry. */
export interface QuestionTrace {
  /** Into `request.purposes`. */
  readonly purpose: number
  /** Into `request.data`. */
  readonly data: number
  readonly outcome: 'permit' | 'deny' | 'deny_part' | 'nothing'
  /** It, and no other statement, decided this. */
  readonly decided: boolean
  /** Those that were reached, from the outermost on. */
  readonly rules: readonly RuleTrace[]
}

/** Whether one rule matched. */
export interface RuleTrace {
  readonly path: readonly number[]
  readonly effect: Effect
  /** `perhaps` counts in denials and not in permits. `in_part`: some of a category. */
  readonly match: 'yes' | 'perhaps' | 'in_part' | 'no'
  /** Of `no`: those that exclude it. Of `perhaps`: those of which it is not known. */
  readonly because: readonly ConditionName[]
}

/** A member of conditions; `controller`: the statement is about data that somebody else keeps. */
export type ConditionName = (typeof conditionNames)[number]

export const conditionNames = [
  'period',
  'controller',
  'actors',
  'actions',
  'purposes',
  'references',
  'types',
  'codes',
  'labels',
  'dataPeriod',
  'unknown',
] as const

/** Who, what, why (not), since when, and what would change it. */
export interface TraceAnswers {
  /** The person first, then whom they act for. */
  readonly who: readonly Did[]
  readonly what: {
    readonly action: Action
    readonly purposes: readonly string[]
    readonly data: readonly RequestedData[]
    readonly basis: LegalBasis
  }
  /** The rules that decided; none where no statement did, and the code of the decision says it. */
  readonly why: readonly RuleReference[]
  /** Absent: there never was anything that says otherwise. */
  readonly since?: TraceEvent
  readonly change: readonly TraceChange[]
}

/** From when on it is so. */
export interface TraceEvent {
  readonly kind:
    | 'registered'
    | 'begun'
    | 'ended'
    | 'withdrawn'
    | 'word_stale'
    | 'requester_stale'
    /** Break-glass. */
    | 'glass_broken'
  readonly at: EpochSeconds
  /** Into `set.statements`. */
  readonly statement?: number
}

/** What would make the answer another one. */
export type TraceChange =
  /** The patient consents. */
  | { readonly kind: 'new_consent' }
  /** The patient restricts or objects. */
  | { readonly kind: 'new_denial' }
  /** The patient takes it back. */
  | { readonly kind: 'take_back'; readonly statement: number; readonly needsConsent?: true }
  /** It ends by itself. `needsConsent`, here and above: nothing else permits it, so that it takes a new consent, too. */
  | {
      readonly kind: 'end'
      readonly statement: number
      readonly at: EpochSeconds
      readonly needsConsent?: true
    }
  /** The time is over for which the glass was broken. */
  | { readonly kind: 'emergency_end'; readonly at: EpochSeconds }
  /** This permit has one condition that the request does not fulfil, or does not say. */
  | { readonly kind: 'condition'; readonly rule: RuleReference; readonly condition: ConditionName }
  | {
      readonly kind:
        | 'fresh_word'
        | 'fresh_presentation'
        /** Whoever asks about the present. */
        | 'present_access'
        /** Whoever has a statement that the register lost hands it in again. */
        | 'registered_again'
        | 'right_record'
        | 'later'
        | 'right_register'
        | 'fuller_request'
        | 'wider_role'
        | 'other_basis'
        | 'break_glass'
        /** Nothing that the patient states: the law permits it against any word of theirs. */
        | 'other_law'
    }
