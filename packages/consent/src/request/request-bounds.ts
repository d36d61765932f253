import type { EpochSeconds } from '@fidecura/base'
import { narrows } from '../narrows.ts'
import type { Terms } from '../terms.ts'

/** What is permitted, and how long. */
interface Bounds {
  readonly terms: Terms
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
}

/** Whether an answer allows no more than was asked for. */
export function isWithinRequest(answer: Bounds, request: Bounds): boolean {
  return (
    answer.validFrom >= request.validFrom &&
    answer.validUntil <= request.validUntil &&
    narrows(answer.terms, request.terms)
  )
}
