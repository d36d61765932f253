import { defineWords, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { ToldRecipient } from '@fidecura/server/client'
import { CircleCheck, Clock } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useDates } from '../dates.ts'
import type { ShownStatement } from '../model/record-state.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Who has been told',
    changes: {
      registered: 'that you signed',
      replaced: 'that another one has taken its place',
      narrowed: 'that it allows less',
      withdrawn: 'that you took it back',
    },
    told: (at: string) => `told on ${at}`,
    notYet: 'on its way; tried by itself until they have it',
    givenUp: 'could not be told; ask the hospital',
    counts: 'It counts whether they have been told or not.',
    evidence: 'Evidence id',
  },
  'zh-CN': {
    title: '已告知哪些机构',
    changes: {
      registered: '您已签字',
      replaced: '已由另一份代替',
      narrowed: '范围已缩小',
      withdrawn: '您已撤回',
    },
    told: (at: string) => `已于${at}告知`,
    notYet: '正在告知，未送达会自动重发',
    givenUp: '未能告知，请联系医院',
    counts: '无论是否已告知，都已生效。',
    evidence: '存证编号',
  },
})

const lookAgainMilliseconds = 3000

interface Told {
  readonly items: readonly ToldRecipient[]
  /** Absent: the hospital deposits nothing. */
  readonly evidence?: string
}

/** Whether those who were named have heard of it, the last thing that became of it; and its evidence id. */
export function ToldList({ statement }: { readonly statement: ShownStatement }) {
  const texts = useWords(words)
  const dates = useDates()
  const { hospital, acting, configuration, isOffline } = usePatient()
  const [told, setTold] = useState<Told>()
  const { token, registered } = statement
  const record = acting?.standing.record.value
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was taken back is told anew.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let isShown = true
    const load = async () => {
      const digest = await digestOf(token)
      const of = record === undefined ? {} : { record }
      const { items } = await hospital.call((client) => client.myRecipients(digest, of))
      const proof = await hospital
        .call((client) => client.provePreserved({ token, ...of }))
        .catch(() => undefined)
      if (!isShown) return
      setTold({ items, ...(proof && { evidence: proof.id }) })
      // Most hear of it within seconds, while somebody looks.
      const isWaiting = items.some(({ toldAt, isDue }) => toldAt === undefined && isDue)
      if (isWaiting) timer = setTimeout(() => load().catch(() => undefined), lookAgainMilliseconds)
    }
    // Without a network nobody knows, and nothing is said.
    if (!isOffline) load().catch(() => undefined)
    return () => {
      isShown = false
      clearTimeout(timer)
    }
  }, [hospital, token, record, isOffline, registered.withdrawnAt])
  if (told === undefined) return null
  const nameOf = (did: string) =>
    did === registered.grantee.did
      ? registered.grantee.name
      : did === configuration?.custodian.did
        ? configuration.custodian.name
        : did
  // In the order of the register: of each the last.
  const last = new Map(told.items.map((item) => [item.recipient, item]))
  return (
    <section className="card">
      <h2>{texts.title}</h2>
      <ul className="lines told">
        {[...last.values()].map(({ recipient, change, toldAt, isDue }) => (
          <li key={recipient}>
            {toldAt === undefined ? (
              <Clock aria-hidden="true" size={20} />
            ) : (
              <CircleCheck aria-hidden="true" size={20} />
            )}
            <span>
              <b>{nameText(nameOf(recipient))}</b>
              <br />
              {texts.changes[change]} ·{' '}
              {toldAt !== undefined
                ? texts.told(dates.moment(toldAt))
                : isDue
                  ? texts.notYet
                  : texts.givenUp}
            </span>
          </li>
        ))}
      </ul>
      <p className="muted">{texts.counts}</p>
      {told.evidence !== undefined && (
        <p className="muted told-evidence">
          {texts.evidence} <code>{told.evidence}</code>
        </p>
      )}
    </section>
  )
}
