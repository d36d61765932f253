import { Action, defineWords, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { gistOfTerms } from '@fidecura/consent/explain'
import { Ban, Eye } from 'lucide-react'
import { useState } from 'react'
import { useDates } from '../dates.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Who read what',
    empty: 'Nobody has opened your record yet.',
    read: (purpose: string) => `read your record for ${purpose}`,
    looked: 'looked into your record in your place',
    forYou: 'Somebody who acts for you',
    tried: (purpose: string) => `wanted to read your record for ${purpose}, and was refused`,
    more: (count: number) => `Show ${count} more`,
    asOf: (at: string) => `As of ${at}`,
  },
  'zh-CN': {
    title: '谁看过我的病历',
    empty: '还没有人打开过您的病历。',
    read: (purpose: string) => `查看了您的病历（${purpose}）`,
    looked: '代您查看了您的病历',
    forYou: '代您办理的人',
    tried: (purpose: string) => `想查看您的病历（${purpose}），被拒绝`,
    more: (count: number) => `再显示 ${count} 项`,
    asOf: (at: string) => `截至${at}`,
  },
})

const pageSize = 30

/** Every reading, and every refused try. */
export default function Accesses() {
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const { record } = usePatient()
  const [shown, setShown] = useState(pageSize)
  const accesses = (record?.accesses ?? []).toSorted((one, other) => other.at - one.at)
  const purposeName = (code: string): string => {
    const rule = { effect: 'permit', conditions: { purposes: [code] }, children: [] } as const
    const terms = { version: 'urn:fidecura:terms:1', rule } as const
    return gistOfTerms(terms, { language }).purposes[0]?.name ?? code
  }
  const left = accesses.length - shown
  return (
    <Screen title={texts.title} {...(record && { lead: texts.asOf(dates.moment(record.askedAt)) })}>
      {accesses.length === 0 && <p className="empty">{texts.empty}</p>}
      <ol className="timeline">
        {accesses.slice(0, shown).map(({ id, at, by, purpose, outcome }) => {
          const isRead = outcome === 'permit'
          const Icon = isRead ? Eye : Ban
          const say = isRead ? texts.read : texts.tried
          // Guardians and proxies have no role here; who they are, their notice has said.
          const isForYou = by.department === undefined && purpose === 'FAMRQT'
          return (
            <li key={id}>
              <div className="card card-link">
                <span className="card-icon">
                  <Icon aria-hidden="true" size={24} />
                </span>
                <span className="card-text">
                  <strong>{nameText(by.name) || (isForYou ? texts.forYou : by.did)}</strong>
                  {by.department !== undefined && (
                    <span className="small">{nameText(by.department.name)}</span>
                  )}
                  <span>{isForYou ? texts.looked : say(purposeName(purpose))}</span>
                  <time className="muted small" dateTime={new Date(at * 1000).toISOString()}>
                    {dates.moment(at)}
                  </time>
                </span>
              </div>
            </li>
          )
        })}
      </ol>
      {left > 0 && (
        <Action onPress={() => setShown(shown + pageSize)}>
          {texts.more(Math.min(left, pageSize))}
        </Action>
      )}
    </Screen>
  )
}
