import { useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { AdminOrderItem } from '@fidecura/server/client'
import { timeText } from '../staff/words-of.ts'
import { ActFacts } from './act-facts.tsx'
import { decodeAdminOrder } from './order-kit.ts'
import { orderWords } from './order-words.ts'

/** What was ordered, and by the word of the service what came of it: nobody signs it any more. */
export function PastOrder({ item }: { readonly item: AdminOrderItem }) {
  const words = useWords(orderWords)
  const { language } = useLanguage()
  const { state, proposedBy, approvedBy, declinedBy, doneAt, backup } = item
  const { act } = decodeAdminOrder(item.order).order
  const more = [
    [words.by, nameText(proposedBy)],
    [words.second, nameText(approvedBy ?? '')],
    [words.declinedBy, nameText(declinedBy ?? '')],
    [words.doneAt, doneAt === undefined ? '' : timeText(doneAt, language)],
    [words.backup, backup],
  ] as const
  return (
    <li className="card">
      <p className="muted">{words.states[state]}</p>
      <h2>{words.kinds[act.kind]}</h2>
      <ActFacts act={act} more={more} />
    </li>
  )
}
