import {
  Action,
  Banner,
  defineWords,
  ErrorNotice,
  goTo,
  Screen,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { CircleCheck, CircleSlash, HandHelping } from 'lucide-react'
import { useState } from 'react'
import { CardLink } from '../card-link.tsx'
import { useDates } from '../dates.ts'
import type { GivenMandate } from '../model/mandates.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Who may act for me',
    lead: 'You can let somebody act for you, and take it back at any time.',
    empty: 'Nobody yet.',
    give: 'Let somebody act for me',
    states: {
      in_force: (day: string) => `until ${day}`,
      expired: (day: string) => `over since ${day}`,
      ended: (day: string) => `taken back on ${day}`,
    },
    one: (name: string) => `${name} may act for you`,
    was: (name: string) => `${name} may not act for you any more`,
    takeBack: 'Take it back',
    takenBack: 'Taken back. Within a minute it is refused everywhere.',
    inForce: (day: string) => `In force until ${day}.`,
    text: 'The text that you signed',
    notFound: 'There is no such mandate here.',
    done: 'Done',
  },
  'zh-CN': {
    title: '谁可以代我办理',
    lead: '您可以委托别人代您办理，随时可以收回。',
    empty: '目前没有。',
    give: '委托别人代我办理',
    states: {
      in_force: (day: string) => `到${day}`,
      expired: (day: string) => `已于${day}到期`,
      ended: (day: string) => `已于${day}收回`,
    },
    one: (name: string) => `${name}可以代您办理`,
    was: (name: string) => `${name}不能再代您办理`,
    takeBack: '收回委托',
    takenBack: '已收回。一分钟之内，各处都会拒绝。',
    inForce: (day: string) => `有效，到${day}。`,
    text: '您签署的全文',
    notFound: '这里没有这份委托。',
    done: '完成',
  },
})

/** Mandates that the patient has given, those in force first. */
export default function Mandates() {
  const texts = useWords(words)
  const { record, acting } = usePatient()
  const dates = useDates()
  const given = (record?.mandates ?? []).toSorted(
    (one, other) =>
      Number(other.item.state === 'in_force') - Number(one.item.state === 'in_force') ||
      other.item.givenAt - one.item.givenAt,
  )
  return (
    <Screen
      title={texts.title}
      lead={texts.lead}
      back="/me"
      {...(acting?.standing.as === 'patient' && {
        primary: { label: texts.give, onPress: () => goTo('/mandates/new') },
      })}
    >
      {given.length === 0 && <p className="empty">{texts.empty}</p>}
      <ul className="cards">
        {given.map(({ item, name }) => (
          <li key={item.id}>
            <CardLink
              path={`/mandates/${encodeURIComponent(item.id)}`}
              icon={item.state === 'in_force' ? HandHelping : CircleSlash}
              title={nameText(name)}
            >
              <span className="muted small">
                {texts.states[item.state](dates.day(item.endedAt ?? item.validUntil))}
              </span>
            </CardLink>
          </li>
        ))}
      </ul>
    </Screen>
  )
}

/** One mandate: its words, and one button that takes it back. */
export function MandatePage({ id }: { readonly id: string }) {
  const texts = useWords(words)
  const { record, isLoading } = usePatient()
  const found = record?.mandates.find(({ item }) => item.id === id)
  if (found !== undefined) return <MandateView given={found} />
  return isLoading ? null : <Screen title={texts.title} lead={texts.notFound} back="/mandates" />
}

function MandateView({ given: { item, name, text } }: { readonly given: GivenMandate }) {
  const texts = useWords(words)
  const dates = useDates()
  const { hospital, refresh } = usePatient()
  const [isTakenBack, setTakenBack] = useState(false)
  const { isRunning, error, run } = useAct()
  const isOver = isTakenBack || item.state !== 'in_force'
  const takeBack = () =>
    run(async () => {
      await hospital.call((client) => client.endMandate(item.id))
      setTakenBack(true)
      await refresh()
    })
  const day = dates.day(item.endedAt ?? item.validUntil)
  return (
    <Screen
      title={isOver ? texts.was(nameText(name)) : texts.one(nameText(name))}
      back="/mandates"
      {...(isOver
        ? { more: <Action onPress={() => goTo('/mandates')}>{texts.done}</Action> }
        : {
            primary: {
              label: texts.takeBack,
              isPending: isRunning,
              onPress: () => void takeBack(),
            },
          })}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <Banner tone={isOver ? 'note' : 'good'} icon={isOver ? CircleSlash : CircleCheck}>
        {isTakenBack
          ? texts.takenBack
          : item.state === 'in_force'
            ? texts.inForce(day)
            : texts.states[item.state](day)}
      </Banner>
      <section className="card">
        <h2>{texts.text}</h2>
        <p className="signed-text">{text}</p>
      </section>
    </Screen>
  )
}
