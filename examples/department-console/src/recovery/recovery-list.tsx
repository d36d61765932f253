import { ErrorNotice, useLanguage, useWords } from '@fidecura/app-kit'
import { cleanText } from '@fidecura/base'
import { decodeRecoveryRequest } from '@fidecura/credentials/recovery'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { recoveryWords } from './recovery-words.ts'

/** Recoveries that have begun: each waits, so that whoever has the old phone can object. */
export function RecoveryList() {
  const words = useWords(recoveryWords)
  const { language } = useLanguage()
  const { client, clock } = useDesk()
  const load = useCallback(() => allPages((page) => client.recoveries(page)), [client])
  const [recoveries, reload] = useLoaded(load, 10)
  const states: Readonly<Record<string, string>> = words.states
  const items = [...(recoveries.value ?? [])].sort(
    (one, other) => other.requestedAt - one.requestedAt,
  )
  return (
    <section className="uses">
      <h2>{words.running}</h2>
      {recoveries.state === 'failed' && (
        <ErrorNotice error={recoveries.error} onRetry={() => void reload()} />
      )}
      {recoveries.state === 'ready' && items.length === 0 && (
        <p className="muted">{words.noneRunning}</p>
      )}
      <ul className="cards">
        {items.map(({ id, state, request, completesAt }) => (
          <li key={id} className="card">
            <p>
              <b>{recordOf(request)}</b> · {states[state] ?? state}
            </p>
            {state === 'open' && completesAt !== undefined && clock() < completesAt && (
              <p className="muted small">{words.from(timeText(completesAt, language))}</p>
            )}
            {state === 'open' && completesAt !== undefined && clock() >= completesAt && (
              <ActButton
                look="danger"
                label={words.complete}
                act={async () => {
                  await client.completeRecovery(id)
                  await reload()
                }}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function recordOf(request: string): string {
  try {
    return cleanText(decodeRecoveryRequest(request).record.value)
  } catch {
    return ''
  }
}
