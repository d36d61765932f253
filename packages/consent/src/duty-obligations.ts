import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { DutyObligation, Obligation, RuleReference } from './decision.ts'
import type { Duty } from './duty.ts'

/** What is to be done because of an access at that instant; those of a rule name it. */
export function dutiesIn(
  duties: readonly Duty[] | undefined,
  at: EpochSeconds,
  rule?: RuleReference,
): readonly DutyObligation[] {
  const from = rule === undefined ? {} : { rule }
  return (duties ?? []).map((duty) =>
    Object.freeze(
      duty.kind === 'erase_by'
        ? { ...from, kind: duty.kind, at: epochSeconds(at + duty.afterSeconds) }
        : { ...from, ...duty },
    ),
  )
}

/** Something to be done, and nothing about which data are released. */
export function isDuty(obligation: Obligation): obligation is DutyObligation {
  return obligation.kind !== 'leave_out' && obligation.kind !== 'limit_to'
}
