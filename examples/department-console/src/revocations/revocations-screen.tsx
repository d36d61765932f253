import { ErrorNotice, Screen, useWords } from '@fidecura/app-kit'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { RevocationCard } from './revocation-card.tsx'
import { revocationWords } from './revocation-words.ts'

/** Revocations that wait for a second person, and those that are done. */
export function RevocationsScreen() {
  const words = useWords(revocationWords)
  const { client } = useDesk()
  const load = useCallback(() => allPages((page) => client.revocations(page)), [client])
  const [revocations, reload] = useLoaded(load)
  const items = [...(revocations.value ?? [])].sort(
    (one, other) =>
      Number(other.state === 'proposed') - Number(one.state === 'proposed') ||
      other.proposedAt - one.proposedAt,
  )
  return (
    <Screen title={words.title} lead={words.lead} back="/staff">
      {revocations.state === 'failed' && (
        <ErrorNotice error={revocations.error} onRetry={() => void reload()} />
      )}
      {revocations.state === 'ready' && items.length === 0 && (
        <div className="empty">
          <h2>{words.noneTitle}</h2>
          <p>{words.noneLead}</p>
        </div>
      )}
      <ul className="cards">
        {items.map((item) => (
          <RevocationCard key={item.id} item={item} onChanged={reload} />
        ))}
      </ul>
    </Screen>
  )
}
