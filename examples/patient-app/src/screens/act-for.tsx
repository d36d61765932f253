import { Action, defineWords, goTo, Screen, useWords } from '@fidecura/app-kit'
import { UserRound, UsersRound } from 'lucide-react'
import { nameOfStanding } from '../model/wallet.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'For whom?',
    lead: 'What you sign then counts for them, and they are told.',
    myself: 'For myself',
    guardian: (name: string) => `For ${name}, as guardian`,
    proxy: (name: string) => `For ${name}, by their mandate`,
  },
  'zh-CN': {
    title: '为谁办理？',
    lead: '您签的字对对方有效，对方会收到通知。',
    myself: '为我自己',
    guardian: (name: string) => `代${name}办理（监护人身份）`,
    proxy: (name: string) => `代${name}办理（对方委托）`,
  },
})

/** Chooses in whose place one acts. A banner says so on every screen from then on. */
export default function ActFor() {
  const texts = useWords(words)
  const { standings, actAs } = usePatient()
  return (
    <Screen title={texts.title} lead={texts.lead} back="/me">
      <ul className="rows">
        {standings.map((standing) => {
          const { as, name, record } = standing
          const shown = name ?? record.value
          const label =
            as === 'patient'
              ? texts.myself
              : as === 'proxy'
                ? texts.proxy(shown)
                : texts.guardian(shown)
          return (
            <li key={nameOfStanding(standing)}>
              <Action
                icon={as === 'patient' ? UserRound : UsersRound}
                onPress={() => {
                  actAs(standing)
                  goTo('/')
                }}
              >
                {label}
              </Action>
            </li>
          )
        })}
      </ul>
    </Screen>
  )
}
