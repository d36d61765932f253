import { Action, defineWords, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { BreakGlass } from '@fidecura/consent'
import { Siren } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { readEmergency } from '../model/told-emergency.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Your record was opened in an emergency',
    by: 'Who',
    reason: 'Reason',
    reasons: {
      life_threatening: 'Your life was in danger',
      unconscious: 'You were unconscious',
    } as Readonly<Record<string, string>>,
    said: 'In their words',
    look: 'Who read my record',
    read: 'I have read this',
  },
  'zh-CN': {
    title: '您的病历被紧急调阅',
    by: '调阅人',
    reason: '理由',
    reasons: {
      life_threatening: '您当时有生命危险',
      unconscious: '您当时意识丧失',
    } as Readonly<Record<string, string>>,
    said: '对方说明',
    look: '谁看过我的病历',
    read: '我知道了',
  },
})

interface Opened {
  readonly id: string
  readonly at: number
  /** Absent: it could not be verified, so none of it is shown. */
  readonly signed?: BreakGlass | undefined
}

const prefix = 'told/'

/** Whoever opened the record in an emergency answers for it to the patient, until the patient has read why. */
export function OpenedInEmergency() {
  const texts = useWords(words)
  const dates = useDates()
  const { record, acting, trust, keep } = usePatient()
  const [opened, setOpened] = useState<readonly Opened[]>([])
  const standing = acting?.standing
  useEffect(() => {
    if (record === undefined || standing?.as !== 'patient') return setOpened([])
    let isOver = false
    const look = async () => {
      const seen = await keep.list<true>(prefix)
      const names = new Set(seen.map(({ name }) => name.slice(prefix.length)))
      const told = record.notices.filter(({ kind, id }) => kind === 'break_glass' && !names.has(id))
      const found = await Promise.all(
        told.map(async (notice): Promise<Opened> => {
          const reading = trust && readEmergency(notice, trust.verifier, standing)
          const signed = await reading?.catch(() => undefined)
          return { id: notice.id, at: notice.at, signed }
        }),
      )
      if (!isOver) setOpened(found)
    }
    void look()
    return () => {
      isOver = true
    }
  }, [record, standing, trust, keep])
  if (opened.length === 0) return null
  return (
    <ul className="cards">
      {opened.map(({ id, at, signed }) => (
        <li key={id} className="card">
          <p className="acted">
            <Siren aria-hidden="true" size={26} />
            <strong>{texts.title}</strong>
          </p>
          <p className="muted small">{dates.moment(at)}</p>
          {signed !== undefined && (
            <dl className="facts">
              <Fact label={texts.by} text={nameOf(signed)} />
              <Fact label={texts.reason} text={reasonOf(signed)} />
              <Fact label={texts.said} text={`“${nameText(signed.explanation)}”`} />
            </dl>
          )}
          <a href="#/accesses">{texts.look}</a>
          <Action
            onPress={() => {
              void keep.put(prefix + id, true)
              setOpened(opened.filter((one) => one.id !== id))
            }}
          >
            {texts.read}
          </Action>
        </li>
      ))}
    </ul>
  )

  function nameOf({ issuer }: BreakGlass): string {
    const by = record?.accesses.find((access) => access.by.did === issuer)?.by
    return nameText(by?.name ?? issuer)
  }

  function reasonOf({ reason }: BreakGlass): string {
    return (Object.hasOwn(texts.reasons, reason) && texts.reasons[reason]) || nameText(reason)
  }
}

function Fact({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{text}</dd>
    </div>
  )
}
