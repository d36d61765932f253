import type { OutboxItem } from '@fidecura/app-kit'
import type { RegisteredStatement, RepresentedBy, StatementKind } from '@fidecura/consent'
import type { Notice } from '@fidecura/server/client'
import type { ShownEntry } from './openid/shown-log.ts'
import type { RecordState } from './record-state.ts'
import { whoActed } from './who-acted.ts'

/** Who did it: whoever looks, the patient whose record it is, or somebody in the patient's place. */
export type Actor =
  | { readonly kind: 'self' }
  | { readonly kind: 'patient' }
  | { readonly kind: 'other'; readonly as: RepresentedBy; readonly name: string | undefined }

/** Who looks at the history. */
export interface Onlooker {
  readonly did: string
  /** It is their own. */
  readonly isPatient: boolean
}

/** One thing that happened. `at` in seconds since the epoch. */
export type HistoryEvent = { readonly key: string; readonly at: number } & (
  | {
      readonly kind: 'signed'
      readonly statement: StatementKind
      readonly by: Actor
      readonly name: string
      readonly path: string
    }
  | {
      readonly kind: 'withdrawn'
      readonly by: Actor
      readonly name: string
      readonly path: string
    }
  | {
      readonly kind: 'answered'
      readonly verdict: 'confirmed' | 'disputed'
      readonly path: string
    }
  | { readonly kind: 'waiting' }
  | {
      readonly kind: 'shown'
      readonly name: string
      readonly isSignIn: boolean
      readonly path: string
    }
  | { readonly kind: 'notice'; readonly notice: Notice['kind'] }
)

/** What was shown with this phone, to whomever. */
export function shownEvents(entries: readonly ShownEntry[]): readonly HistoryEvent[] {
  return entries.map(({ id, at, asker, host, signIn }) => ({
    ...{ key: id, at, kind: 'shown' as const, path: `/shown/${id}` },
    name: signIn?.platform ?? asker.name ?? host,
    isSignIn: signIn !== undefined,
  }))
}

/** The newest first. */
export function historyOf(
  { statements, entries, notices, mandates }: RecordState,
  waiting: readonly OutboxItem[],
  { did, isPatient }: Onlooker,
): readonly HistoryEvent[] {
  const actorOf = (signer: RegisteredStatement): Actor => {
    if (signer.issuer === did) return { kind: 'self' }
    const { by } = signer
    // What the patient signed with an earlier key is their own, too.
    if (by === undefined) return { kind: isPatient ? 'self' : 'patient' }
    return { kind: 'other', as: by, name: whoActed(signer, { mandates }) }
  }
  const said = statements.flatMap(({ registered }): readonly HistoryEvent[] => {
    const { id, issuer, kind, grantee, registeredAt, withdrawnAt, endedBySigner } = registered
    const by = actorOf(registered)
    // Of a statement by somebody else it is known only whether they ended it themselves.
    const ender: Actor =
      by.kind !== 'other' || endedBySigner ? by : { kind: isPatient ? 'self' : 'patient' }
    const path = `/statements/${encodeURIComponent(id)}`
    const key = JSON.stringify([issuer, id])
    const { name } = grantee
    return [
      { key, at: registeredAt, kind: 'signed', statement: kind, by, name, path },
      ...(withdrawnAt === undefined
        ? []
        : [{ key: `${key}-`, at: withdrawnAt, kind: 'withdrawn' as const, by: ender, name, path }]),
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
