import { ErrorNotice, useLanguage, useWords } from '@fidecura/app-kit'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { patientWords } from './patient-words.ts'

/** What was asked for, and what became of it. */
export function RequestList() {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const { client } = useDesk()
  const load = useCallback(() => allPages((page) => client.consentRequests(page)), [client])
  const [requests, reload] = useLoaded(load, 10)
  const items = [...(requests.value ?? [])].sort((one, other) => other.createdAt - one.createdAt)
  return (
    <section className="uses">
      <h2>{words.requests}</h2>
      {requests.state === 'failed' && (
        <ErrorNotice error={requests.error} onRetry={() => void reload()} />
      )}
      {requests.state === 'ready' && items.length === 0 && (
        <p className="muted">{words.noRequests}</p>
      )}
      <ul className="rows">
        {items.map(({ id, state, createdAt, expiresAt }) => (
          <li key={id} className="use">
            <div>
              <p>{words.requestStates[state]}</p>
              <p className="muted small">
                {timeText(createdAt, language)} · {words.until(timeText(expiresAt, language))}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
