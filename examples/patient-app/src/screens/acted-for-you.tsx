import { Action, defineWords, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import { HandHelping } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import { whoActed } from '../model/who-acted.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    signed: (who: string, name: string) => `${who} signed for you: ${name}`,
    withdrew: 'Somebody took a consent back for you',
    guardian: 'The hospital named somebody your guardian',
    somebody: 'Somebody',
    look: 'Look at it',
    read: 'I have read this',
  },
  'zh-CN': {
    signed: (who: string, name: string) => `${who}代您签字：${name}`,
    withdrew: '有人代您撤回了同意',
    guardian: '医院为您登记了监护人',
    somebody: '有人',
    look: '查看',
    read: '我知道了',
  },
})

interface Told {
  readonly id: string
  readonly at: number
  readonly text: 'signed' | 'withdrew' | 'guardian'
  readonly who?: string | undefined
  readonly grantee?: string
  readonly path?: string
}

const prefix = 'told/'

/** What others did in the patient's place, until they have read it. */
export function ActedForYou() {
  const texts = useWords(words)
  const dates = useDates()
  const { record, acting, keep } = usePatient()
  const [told, setTold] = useState<readonly Told[]>([])
  const isOwn = acting?.standing.as === 'patient'
  useEffect(() => {
    if (record === undefined || !isOwn) return setTold([])
    let isOver = false
    const look = async () => {
      const seen = await keep.list<true>(prefix)
      const names = new Set(seen.map(({ name }) => name.slice(prefix.length)))
      const byDigest = new Map(
        await Promise.all(
          record.statements.map(async (one) => [await digestOf(one.token), one] as const),
        ),
      )
      const found = record.notices.flatMap(({ id, kind, at }): readonly Told[] => {
        if (names.has(id)) return []
        if (kind === 'guardian') return [{ id, at, text: 'guardian' }]
        if (kind === 'withdrawal') return [{ id, at, text: 'withdrew' }]
        const registered = kind === 'statement' ? byDigest.get(id)?.registered : undefined
        if (registered === undefined) return []
        const path = `/statements/${encodeURIComponent(registered.id)}`
        const who = whoActed(registered, record)
        return [{ id, at, text: 'signed', who, grantee: registered.grantee.name, path }]
      })
      if (!isOver) setTold(found)
    }
    void look()
    return () => {
      isOver = true
    }
  }, [record, isOwn, keep])
  if (told.length === 0) return null
  return (
    <ul className="cards">
      {told.map(({ id, at, text, who, grantee = '', path }) => (
        <li key={id} className="card">
          <p className="acted">
            <HandHelping aria-hidden="true" size={26} />
            <strong>
              {text === 'signed'
                ? texts.signed(nameText(who ?? texts.somebody), nameText(grantee))
                : texts[text]}
            </strong>
          </p>
          <p className="muted small">{dates.moment(at)}</p>
          {path !== undefined && <a href={`#${path}`}>{texts.look}</a>}
          <Action
            onPress={() => {
              void keep.put(prefix + id, true)
              setTold(told.filter((one) => one.id !== id))
            }}
          >
            {texts.read}
          </Action>
        </li>
      ))}
    </ul>
  )
}
