import type { AdminActKind } from '@fidecura/server'
import type { AdminOrderItem } from '@fidecura/server/client'

/** What is said of orders of administrators. */
export interface OrderMessages {
  /** @param hospital - Its DID. */
  readonly about: (hospital: string) => string
  readonly kinds: Readonly<Record<AdminActKind, string>>
  readonly until: (at: string) => string
  readonly ask: string
  readonly declined: string
  readonly proposed: (id: string) => string
  readonly done: string
  /** Somebody has declined it. */
  readonly ended: string
  readonly line: (
    state: AdminOrderItem['state'],
    kind: AdminActKind,
    id: string,
    by: string,
  ) => string
  readonly none: string
}
