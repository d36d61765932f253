import { Action, defineWords, ErrorNotice, useWords } from '@fidecura/app-kit'
import type { RecoveryItem } from '@fidecura/server/client'
import { ShieldAlert } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { objectTo } from '../model/recovery.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Somebody wants to replace your key',
    text: (at: string) =>
      `From ${at} another phone would sign in your place. If that is not you, stop it now.`,
    soon: 'Another phone would sign in your place. If that is not you, stop it now.',
    stop: 'That is not me: stop it',
  },
  'zh-CN': {
    title: '有人要更换您的密钥',
    text: (at: string) => `从${at}起，另一部手机将能替您签字。如果不是您本人，请马上停止。`,
    soon: '另一部手机将能替您签字。如果不是您本人，请马上停止。',
    stop: '不是我，停止更换',
  },
})

/** The phone that is still there hears of whoever says that it was lost, and can stop it. */
export function RecoveryAlarm() {
  const texts = useWords(words)
  const dates = useDates()
  const { record, hospital, open, refresh } = usePatient()
  const [running, setRunning] = useState<readonly RecoveryItem[]>([])
  const [problem, setProblem] = useState<unknown>()
  const isTold = record?.notices.some(({ kind }) => kind.startsWith('recovery_')) ?? false
  const askedAt = record?.askedAt
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the hospital was asked anew.
  useEffect(() => {
    if (!isTold) return
    hospital
      .call((client) => client.recoveries({ limit: 100 }))
      .then(({ items }) => setRunning(items.filter(({ state }) => state === 'open')), setProblem)
  }, [isTold, askedAt, hospital])
  const stop = async (item: RecoveryItem) => {
    setProblem(undefined)
    try {
      await objectTo(item, hospital, open.signer)
      setRunning([])
      await refresh()
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <>
      {problem !== undefined && <ErrorNotice error={problem} />}
      {running.map((item) => (
        <section key={item.id} className="card alarm" role="alert">
          <ShieldAlert aria-hidden="true" size={32} />
          <h2>{texts.title}</h2>
          <p>
            {item.completesAt === undefined
              ? texts.soon
              : texts.text(dates.moment(item.completesAt))}
          </p>
          <Action look="danger" onPress={() => void stop(item)}>
            {texts.stop}
          </Action>
        </section>
      ))}
    </>
  )
}
