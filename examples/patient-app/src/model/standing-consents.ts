import { systemClock } from '@fidecura/base'
import type { RecordState, ShownStatement } from './record-state.ts'

/** How a statement stands today. */
export type Standing =
  | { readonly kind: 'in_force' | 'not_yet' | 'expired' | 'defeated' | 'replaced' }
  | { readonly kind: 'withdrawn'; readonly at: number }

export function standingOf({ registered }: ShownStatement, now: number = systemClock()): Standing {
  const { withdrawnAt, replacedBy, defeated, validFrom, validUntil } = registered
  if (replacedBy !== undefined) return { kind: 'replaced' }
  if (withdrawnAt !== undefined) return { kind: 'withdrawn', at: withdrawnAt }
  if (defeated) return { kind: 'defeated' }
  if (now < validFrom) return { kind: 'not_yet' }
  return { kind: now < validUntil ? 'in_force' : 'expired' }
}

/** Consents that open something now, the newest first. */
export function consentsInForce({ statements }: RecordState): readonly ShownStatement[] {
  return statements
    .filter((one) => one.registered.kind === 'consent' && standingOf(one).kind === 'in_force')
    .toSorted((one, other) => other.registered.sequence - one.registered.sequence)
}
