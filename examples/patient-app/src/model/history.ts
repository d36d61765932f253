import type { OutboxItem } from '@fidecura/app-kit'
import type { StatementKind } from '@fidecura/consent'
import type { Notice } from '@fidecura/server/client'
import type { RecordState } from './record-state.ts'

/** One thing that happened. `at` in seconds since the epoch. */
export type HistoryEvent = { readonly key: string; readonly at: number } & (
  | {
      readonly kind: 'signed'
      readonly statement: StatementKind
      readonly name: string
      readonly path: string
    }
  | { readonly kind: 'withdrawn'; readonly name: string; readonly path: string }
  | {
      readonly kind: 'answered'
      readonly verdict: 'confirmed' | 'disputed'
      readonly path: string
    }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'notice'; readonly notice: Notice['kind'] }
)

/** The newest first. */
export function historyOf(
  { statements, entries, notices }: RecordState,
  waiting: readonly OutboxItem[],
): readonly HistoryEvent[] {
  const said = statements.flatMap(({ registered }): readonly HistoryEvent[] => {
    const { id, issuer, kind, grantee, registeredAt, withdrawnAt } = registered
    const path = `/statements/${encodeURIComponent(id)}`
    const key = JSON.stringify([issuer, id])
    const { name } = grantee
    return [
      { key, at: registeredAt, kind: 'signed', statement: kind, name, path },
      ...(withdrawnAt === undefined
        ? []
        : [{ key: `${key}-`, at: withdrawnAt, kind: 'withdrawn' as const, name, path }]),
    ]
  })
  const answered = entries.flatMap(({ id, receivedAt, verdict }): readonly HistoryEvent[] => {
    const path = `/entries/${encodeURIComponent(id)}`
    return verdict === undefined
      ? []
      : [{ key: id, at: receivedAt, kind: 'answered', verdict, path }]
  })
  const unsent = waiting.map(
    ({ id, signedAt }): HistoryEvent => ({ key: id, at: signedAt, kind: 'waiting' }),
  )
  const told = notices.map(
    ({ id, at, kind }): HistoryEvent => ({ key: id, at, kind: 'notice', notice: kind }),
  )
  return [...said, ...answered, ...unsent, ...told].toSorted((one, other) => other.at - one.at)
}
