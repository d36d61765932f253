import type { RequestedData } from './access-request.ts'
import type { Effect } from './terms.ts'

/** Bits: whether it matches; perhaps only; only a part of what is asked for. */
export type Match = number

export const no: Match = 0
export const yes: Match = 1
export const perhaps: Match = 3
export const inPart: Match = 5

/** What a category may hold is there in part: a denial takes that part, a permit cannot rely on it. */
export function someOf(effect: Effect, data: RequestedData): Match {
  return data.scope === 'category' && effect === 'deny' ? inPart : perhaps
}
