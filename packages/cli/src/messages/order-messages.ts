import type { AdminActKind } from '@fidecura/server'

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
  readonly line: (
    state: 'proposed' | 'done' | 'expired',
    kind: AdminActKind,
    id: string,
    by: string,
  ) => string
  readonly none: string
}
