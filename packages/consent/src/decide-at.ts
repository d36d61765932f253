import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { type Assessment, type AssessmentPolicy, assess, type StatedRequest } from './assessment.ts'
import { assertKnownStatementSet, type VerifiedStatementSet } from './statement-set.ts'

/** When, and by which policy. */
export type DecideAtOptions = AssessmentPolicy & {
  /** The instant in question. Up to that of the register's word; later, the answer is `unknown`. */
  readonly at: EpochSeconds
}

/**
 * What was to be decided at an instant of the past, by what is known now: by the statements that the register
 * had by then and that were not withdrawn yet. What was found out since about stolen keys counts.
 *
 * @param set - Of an archive, too.
 * @throws ConsentError `statement_set_not_verified`, `facts_not_checked`, `combiner_unknown`,
 *   `jurisdiction_malformed`; BaseError `instant_malformed`.
 */
export function decideAt(
  request: StatedRequest,
  set: VerifiedStatementSet,
  options: DecideAtOptions,
): Assessment {
  assertKnownStatementSet(set)
  return assess('past', request, set, epochSeconds(options.at), options)
}
