import type { AccessRequest } from './access-request.ts'
import type { DecisionCode } from './decision.ts'
import type { VerifiedStatementSet } from './statement-set.ts'
import type { Rule } from './terms.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * Not part of the package. Why no consent could be about what is asked for, whatever it says, so that nobody
 * takes the answer for the patient's word.
 *
 * A purpose is known to the vocabulary, the role of whoever asks, or a statement.
 */
export function gapIn(
  { custodian, purposes, requester }: AccessRequest,
  { statements }: VerifiedStatementSet,
  vocabulary: Vocabulary,
): DecisionCode | undefined {
  if (custodian === undefined) return 'custodian_missing'
  const isKnown = purposes.every(
    (code) =>
      Object.hasOwn(vocabulary.purposes, code) ||
      requester.purposes.includes(code) ||
      statements.some(({ terms }) => names(terms.rule, code)),
  )
  return isKnown ? undefined : 'purpose_unknown'
}

function names({ conditions, children }: Rule, purpose: string): boolean {
  const { purposes = [] } = conditions
  return purposes.includes(purpose) || children.some((child) => names(child, purpose))
}
