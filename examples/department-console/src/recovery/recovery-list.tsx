import { ErrorNotice, useWords } from '@fidecura/app-kit'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { RecoveryCard } from './recovery-card.tsx'
import { recoveryWords } from './recovery-words.ts'

/** Requests of new phones, the newest first: those that wait for two people, and how the others went. */
export function RecoveryList() {
  const words = useWords(recoveryWords)
  const { client } = useDesk()
  const load = useCallback(() => allPages((page) => client.recoveries(page)), [client])
  const [recoveries, reload] = useLoaded(load, 3)
  const items = [...(recoveries.value ?? [])].sort(
    (one, other) => other.requestedAt - one.requestedAt,
  )
  return (
    <section className="uses">
      <h2>{words.requests}</h2>
      {recoveries.state === 'failed' && (
        <ErrorNotice error={recoveries.error} onRetry={() => void reload()} />
      )}
      {recoveries.state === 'ready' && items.length === 0 && <p className="muted">{words.none}</p>}
      <ul className="cards">
        {items.map((item) => (
          <RecoveryCard key={item.id} item={item} onSigned={reload} />
        ))}
      </ul>
    </section>
  )
}
