import { Action, ErrorNotice, goTo, Screen, useWords } from '@fidecura/app-kit'
import { useCallback } from 'react'
import { allPages } from '../all-pages.ts'
import { freshSeconds, useDesk } from '../desk-context.tsx'
import { useLoaded } from '../use-loaded.ts'
import { orderWords } from './order-words.ts'
import { PastOrder } from './past-order.tsx'
import { WaitingOrder } from './waiting-order.tsx'

/** Orders of administrators that wait for a second signature, and what came of those before. */
export function OrdersScreen() {
  const words = useWords(orderWords)
  const { client } = useDesk()
  const load = useCallback(() => allPages((page) => client.orders(page)), [client])
  const [orders, reload] = useLoaded(load, freshSeconds)
  const all = (orders.value ?? []).toSorted((one, other) => other.proposedAt - one.proposedAt)
  const waiting = all.filter(({ state }) => state === 'proposed')
  const past = all.filter(({ state }) => state !== 'proposed')
  const give = () => goTo('/order')
  return (
    <Screen
      title={words.title}
      lead={words.lead}
      // What waits comes first: then the main thing here is to sign or decline it.
      {...(waiting.length === 0
        ? { primary: { label: words.give, onPress: give } }
        : {
            more: (
              <Action look="quiet" onPress={give}>
                {words.give}
              </Action>
            ),
          })}
    >
      {orders.state === 'failed' && (
        <ErrorNotice error={orders.error} onRetry={() => void reload()} />
      )}
      {orders.state === 'ready' && all.length === 0 && (
        <div className="empty">
          <h2>{words.noneTitle}</h2>
          <p>{words.noneLead}</p>
        </div>
      )}
      <ul className="cards">
        {waiting.map((item) => (
          // What was proven of one signature says nothing of another.
          <WaitingOrder key={item.order} item={item} onChanged={reload} />
        ))}
      </ul>
      {past.length > 0 && <h2>{words.past}</h2>}
      <ul className="cards">
        {past.map((item) => (
          <PastOrder key={item.id} item={item} />
        ))}
      </ul>
      <p className="muted small">{words.elsewhere}</p>
    </Screen>
  )
}
