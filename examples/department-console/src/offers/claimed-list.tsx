import { useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { OfferSummary } from '@fidecura/server/client'
import { useRef } from 'react'
import { DigitsField } from './digits-field.tsx'
import { offerWords } from './offer-words.ts'

export interface ClaimedListProps {
  readonly offers: readonly OfferSummary[]
  readonly onConfirmed: () => void
}

/** Who has scanned, in the order in which it was seen: nobody moves up while somebody types. */
export function ClaimedList({ offers, onConfirmed }: ClaimedListProps) {
  const words = useWords(offerWords)
  const seen = useRef<string[]>([])
  const claimed = new Map(
    offers.filter(({ state }) => state === 'claimed').map((offer) => [offer.id, offer]),
  )
  for (const id of claimed.keys()) if (!seen.current.includes(id)) seen.current.push(id)
  const shown = seen.current.flatMap((id) => claimed.get(id) ?? [])
  return (
    <section className="claimed no-print" aria-label={words.states.claimed}>
      <p role="status">{words.scanned(shown.length)}</p>
      <ul className="cards">
        {shown.map(({ id, name }) => (
          <li key={id} className="card waiting">
            <h2>{nameText(name)}</h2>
            <DigitsField offer={id} name={name} onConfirmed={onConfirmed} />
          </li>
        ))}
      </ul>
    </section>
  )
}
