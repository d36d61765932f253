import type { EpochSeconds } from '@fidecura/base'
import type { StaffMember, StaffState } from '@fidecura/server/client'

/** A state as the list shows it: of those who are `issued`, some must soon be renewed. */
export type ShownState = StaffState | 'expiring'

/** How long before its end a licence is brought to mind. */
export const expiringDays = 60

export const shownStates: readonly ShownState[] = [
  'imported',
  'to_verify',
  'to_review',
  'issued',
  'expiring',
  'suspended',
  'revoked',
  'rejected',
]

export function shownStateOf({ state, licensedUntil }: StaffMember, now: EpochSeconds): ShownState {
  if (state !== 'issued') return state
  const days = (Date.parse(`${licensedUntil}T23:59:59Z`) / 1000 - now) / 86_400
  return days < expiringDays ? 'expiring' : 'issued'
}

/** Whether a filter shows somebody: who expires soon has been issued, too. */
export function isShownAs(filter: ShownState | 'all', state: ShownState): boolean {
  return filter === 'all' || filter === state || (filter === 'issued' && state === 'expiring')
}
