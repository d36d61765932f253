import { defineWords, ErrorNotice, Screen, useLanguage, useWords } from '@fidecura/app-kit'
import type { Coding } from '@fidecura/credentials'
import { displayClaims, displayType } from '@fidecura/credentials/display'
import { BadgeCheck } from 'lucide-react'
import { useDates } from '../dates.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'My credentials',
    empty: 'There are none yet. Whoever issues one gives you a code.',
    holds: 'valid',
    until: (day: string) => ` until ${day}`,
    unknown: 'Credential',
    issuer: 'Issued by',
  },
  'zh-CN': {
    title: '我的凭证',
    empty: '还没有凭证。签发方会给您一个领取码。',
    holds: '有效',
    until: (day: string) => `，到${day}`,
    unknown: '凭证',
    issuer: '签发方',
  },
})

/** What others vouch for, judged now: of a patient, a guardian or a doctor alike. */
export default function Credentials() {
  const texts = useWords(words)
  const dates = useDates()
  const { language } = useLanguage()
  const { credentials, configuration, standings } = usePatient()
  const nameOfIssuer = (did: string): string => {
    const { custodian, departments = [] } = configuration ?? {}
    const known = [...departments, ...(custodian === undefined ? [] : [custodian])]
    return known.find((party) => party.did === did)?.name ?? did
  }
  // What the hospital calls a code, whoever issued it; never what its issuer does.
  const nameOfCode = (coding: Pick<Coding, 'system' | 'code'>): string | undefined => {
    const { professions = [], specialties = [] } = configuration?.staffing ?? {}
    return [...professions, ...specialties].find(
      ({ coding: { system, code } }) => system === coding.system && code === coding.code,
    )?.labels[language]
  }
  return (
    <Screen title={texts.title} back={standings.length > 0 ? '/me' : '/'}>
      {credentials.length === 0 && <p className="empty">{texts.empty}</p>}
      <ul className="cards">
        {credentials.map(({ token, credential, problem }) => {
          if (credential === undefined) {
            return (
              <li key={token} className="card">
                <h2>{texts.unknown}</h2>
                <ErrorNotice error={problem} />
              </li>
            )
          }
          const [type = ''] = credential.types.filter((one) => displayType(one, language))
          const { validUntil } = credential
          return (
            <li key={token} className="card">
              <h2>{displayType(type, language) ?? texts.unknown}</h2>
              <p className="verified">
                <BadgeCheck aria-hidden="true" size={20} />
                {texts.holds}
                {/* The last day on which it holds. */}
                {validUntil !== undefined && texts.until(dates.day(validUntil - 1))}
              </p>
              <dl className="facts">
                {displayClaims(credential, language, { nameOfCode }).map(
                  ({ claim, label, values }) => (
                    <div key={claim}>
                      <dt>{label}</dt>
                      {values.map((value) => (
                        <dd key={value}>{value}</dd>
                      ))}
                    </div>
                  ),
                )}
                <div>
                  <dt>{texts.issuer}</dt>
                  <dd>{nameOfIssuer(credential.issuer)}</dd>
                </div>
              </dl>
            </li>
          )
        })}
      </ul>
    </Screen>
  )
}
