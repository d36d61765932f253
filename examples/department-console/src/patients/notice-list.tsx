import { useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { useDesk } from '../desk-context.tsx'
import { timeText } from '../staff/words-of.ts'
import { useLoaded } from '../use-loaded.ts'
import { patientWords } from './patient-words.ts'

/** What registers told the department: which consents it got, and which ended. Who the patient is, they do not say. */
export function NoticeList() {
  const words = useWords(patientWords)
  const { language } = useLanguage()
  const { client, configuration } = useDesk()
  const load = useCallback(() => allPages((page) => client.statementNotices(page)), [client])
  const [notices] = useLoaded(load, 10)
  const items = [...(notices.value ?? [])].sort(
    (one, other) => other.registeredAt - one.registeredAt,
  )
  const names = new Map<string, string>(
    [configuration.custodian, ...configuration.partners].map(({ did, name }) => [did, name]),
  )
  if (items.length === 0) return null
  return (
    <section className="uses">
      <h2>{words.notices}</h2>
      <ul className="rows">
        {items.slice(0, maxShown).map(({ id, register, change, statement, registeredAt }) => (
          <li key={id} className="use">
            <div>
              <p>{words.changes[change]}</p>
              <p className="muted small">
                {nameText(names.get(register) ?? register)} · {timeText(registeredAt, language)} ·{' '}
                {words.statement} <code>{statement.slice(0, 8)}</code>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}

const maxShown = 20
