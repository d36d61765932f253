import type { Decision, DutyObligation } from './decision.ts'
import { isDuty } from './duty-obligations.ts'

/** All that whoever asks may learn of a decision. */
export type RequesterView = RequesterPermit | { readonly answer: 'not_available' }

/** What was asked for is released, as far as it is. */
export interface RequesterPermit {
  readonly answer: 'permitted'
  /** What is to be done with it. */
  readonly duties: readonly (DutyObligation & { readonly rule?: never })[]
}

/**
 * What to tell whoever asks. A refusal says not why, nor whether there are statements at all; a permit says
 * not what was left out, for that would tell what the patient keeps to themselves. Both are for the patient and
 * the custodian, who applies `redact`.
 */
export function requesterView(decision: Decision): RequesterView {
  if (decision.kind !== 'permit' && decision.kind !== 'permit_emergency') return notAvailable
  const duties = decision.obligations.flatMap((obligation) => {
    if (!isDuty(obligation)) return []
    const { rule: _, ...duty } = obligation
    return [Object.freeze(duty)]
  })
  // The same duty of two rules would tell that there are two.
  const distinct = new Map(duties.map((duty) => [JSON.stringify(duty), duty]))
  return Object.freeze({ answer: 'permitted', duties: Object.freeze([...distinct.values()]) })
}

const notAvailable: RequesterView = Object.freeze({ answer: 'not_available' })
