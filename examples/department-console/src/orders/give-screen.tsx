import { Action, ErrorNotice, goTo, Screen, useAct, useLanguage, useWords } from '@fidecura/app-kit'
import { epochSeconds } from '@fidecura/base'
import { useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { RadioChoices } from '../parts/radio-choices.tsx'
import { timeText } from '../staff/words-of.ts'
import { ActFacts } from './act-facts.tsx'
import { ActFields, type Draft, draftedAct, type GivenHere, givenHere } from './act-fields.tsx'
import { type AdminOrder, needsTwo, parseAdminAct, signAdminOrder } from './order-kit.ts'
import { orderWords } from './order-words.ts'

// A second person who is away over a weekend still finds it.
const orderSeconds = 7 * 86_400

/** An order, put together and then looked at once more, as it is signed. */
export function GiveScreen() {
  const words = useWords(orderWords)
  const { configuration, clock } = useDesk()
  const [kind, setKind] = useState<GivenHere>('add_platform')
  const [draft, setDraft] = useState<Draft>({})
  const [order, setOrder] = useState<AdminOrder>()
  const { error, run } = useAct()
  if (order !== undefined) return <LastLook order={order} onBack={() => setOrder(undefined)} />
  const look = async () => {
    const act = parseAdminAct(draftedAct(kind, draft))
    const expiresAt = epochSeconds(Math.floor(clock()) + orderSeconds)
    const id = `urn:uuid:${crypto.randomUUID()}`
    setOrder({ id, hospital: configuration.did, act, expiresAt })
  }
  return (
    <Screen
      title={words.give}
      back="/orders"
      primary={{ label: words.next, onPress: () => void run(look) }}
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <div className="form">
        <RadioChoices
          label={words.kind}
          value={kind}
          choices={givenHere.map((id) => ({ id, label: words.kinds[id] }))}
          onChange={(id) => setKind(id as GivenHere)}
        />
        <ActFields kind={kind} draft={draft} onChange={(more) => setDraft({ ...draft, ...more })} />
      </div>
    </Screen>
  )
}

interface LastLookProps {
  readonly order: AdminOrder
  readonly onBack: () => void
}

function LastLook({ order, onBack }: LastLookProps) {
  const words = useWords(orderWords)
  const { language } = useLanguage()
  const { client, signer, clock } = useDesk()
  const { isRunning, error, run } = useAct()
  const { act, expiresAt } = order
  const isForTwo = needsTwo(act)
  const sign = async () => {
    await client.giveOrder({ order: await signAdminOrder(order, { signer, issuedAt: clock() }) })
    goTo('/orders')
  }
  return (
    <Screen
      title={words.lookTitle}
      lead={isForTwo ? words.takesTwo : words.takesOne}
      back={onBack}
      primary={{ label: words.signFirst, isPending: isRunning, onPress: () => void run(sign) }}
      more={
        <Action look="quiet" onPress={onBack}>
          {words.change}
        </Action>
      }
    >
      {error !== undefined && <ErrorNotice error={error} />}
      <h2>{words.kinds[act.kind]}</h2>
      <ActFacts
        act={act}
        more={[[words.until, isForTwo ? timeText(expiresAt, language) : undefined]]}
      />
    </Screen>
  )
}
