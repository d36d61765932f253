import { Banner, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { AdminOrderItem } from '@fidecura/server/client'
import { PenLine, TriangleAlert } from 'lucide-react'
import { useDesk } from '../desk-context.tsx'
import { ActButton } from '../parts/act-button.tsx'
import { timeText } from '../staff/words-of.ts'
import { ActFacts } from './act-facts.tsx'
import { signAdminOrder } from './order-kit.ts'
import { orderWords } from './order-words.ts'
import { useWaitingOrder } from './use-waiting-order.ts'

export interface OrderProps {
  readonly item: AdminOrderItem
  readonly onChanged: () => Promise<void>
}

/** What the first has signed, and nothing that was said beside it, for the second to sign the same. */
export function WaitingOrder({ item, onChanged }: OrderProps) {
  const words = useWords(orderWords)
  const { language } = useLanguage()
  const { client, signer, clock } = useDesk()
  const { state, value: proven } = useWaitingOrder(item)
  const decline = async () => {
    await client.declineOrder(item.id)
    await onChanged()
  }
  if (proven === undefined) {
    return (
      <li className="card">
        <h2>{words.states.proposed}</h2>
        {state === 'loading' ? (
          <p className="muted">{words.checking}</p>
        ) : (
          <>
            <Banner tone="bad" icon={TriangleAlert}>
              {words.unproven}
            </Banner>
            <ActButton look="quiet" label={words.decline} act={decline} />
          </>
        )}
      </li>
    )
  }
  const { order, name, department, signedAt } = proven
  const isOwn = proven.signer === signer.did
  const who = `${nameText(name)} · ${nameText(department.name)} · ${timeText(signedAt, language)}`
  const sign = async () => {
    const signed = await signAdminOrder(order, { signer, issuedAt: clock() })
    await client.approveOrder(order.id, { order: signed })
    await onChanged()
  }
  return (
    <li className="card">
      <p className="muted">{words.states.proposed}</p>
      <h2>{words.kinds[order.act.kind]}</h2>
      <ActFacts
        act={order.act}
        more={[
          [words.by, who],
          [words.until, timeText(order.expiresAt, language)],
        ]}
      />
      {isOwn ? (
        <p className="muted">{words.own}</p>
      ) : (
        <ActButton look="primary" icon={PenLine} label={words.sign} act={sign} />
      )}
      <ActButton look="quiet" label={isOwn ? words.takeBack : words.decline} act={decline} />
    </li>
  )
}
