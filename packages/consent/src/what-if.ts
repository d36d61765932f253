import { deepFreeze, type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  type Assessment,
  type AssessmentPolicy,
  answerOf,
  assess,
  type StatedRequest,
} from './assessment.ts'
import {
  assertKnownStatementSet,
  type RegisteredStatement,
  type VerifiedStatementSet,
} from './statement-set.ts'

/** A statement that nobody has signed yet. */
export type DraftStatement = Pick<
  RegisteredStatement,
  'kind' | 'grantee' | 'controller' | 'terms' | 'validFrom' | 'validUntil'
>

/** When it would be registered, and by which policy. */
export type WhatIfOptions = AssessmentPolicy & { readonly at: EpochSeconds }

/** What one request would be answered, without and with the draft. Deep-frozen. */
export interface WhatIf {
  readonly before: Assessment
  readonly after: Assessment
  /** The kind, the code or the obligations differ. */
  readonly changed: boolean
}

/**
 * Before signing: with this, who could read what? Answers each request by the statements that are there, and
 * by these and the draft.
 *
 * @param requests - Whoever the patient wants to know about: those the draft names, and others.
 * @returns One for each request, in their order. Where a rule decides that is the draft's, its statement has the index
 *   `set.statements.length`.
 * @throws As {@link decideAt}.
 */
export function whatIf(
  set: VerifiedStatementSet,
  draft: DraftStatement,
  requests: readonly StatedRequest[],
  options: WhatIfOptions,
): readonly WhatIf[] {
  assertKnownStatementSet(set)
  const at = epochSeconds(options.at)
  const asOf = epochSeconds(Math.max(at, set.asOf))
  // Neither set is minted, so that nothing made here ever decides.
  const now = deepFreeze({ ...set, asOf }) as VerifiedStatementSet
  const statements = [...set.statements, registered(draft, set, at)]
  const then = deepFreeze({ ...set, asOf, statements }) as VerifiedStatementSet
  return deepFreeze(
    requests.map((request) => {
      const before = assess('imagined', request, now, at, options)
      const after = assess('imagined', request, then, at, options)
      return { before, after, changed: answerOf(before) !== answerOf(after) }
    }),
  )
}

function registered(
  { kind, grantee, controller, terms, validFrom, validUntil }: DraftStatement,
  { statements, register }: VerifiedStatementSet,
  registeredAt: EpochSeconds,
): RegisteredStatement {
  return {
    sequence: statements.reduce((last, { sequence }) => Math.max(last, sequence), 0) + 1,
    registeredAt,
    withdrawnAt: undefined,
    id: 'urn:fidecura:draft',
    issuer: register,
    ...structuredClone({ kind, grantee, controller, terms, validFrom, validUntil }),
  }
}
