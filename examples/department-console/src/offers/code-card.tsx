import { QrPicture, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { Offer, OfferState } from '@fidecura/server/client'
import { CircleCheck } from 'lucide-react'
import { timeText } from '../staff/words-of.ts'
import { offerWords } from './offer-words.ts'

export interface CodeCardProps {
  readonly offer: Offer
  readonly name: string
  readonly state: OfferState
}

/** One code, with whose it is. */
export function CodeCard({ offer, name, state }: CodeCardProps) {
  const words = useWords(offerWords)
  const { language } = useLanguage()
  const shown = nameText(name)
  const isDone = state === 'confirmed' || state === 'issued'
  return (
    <li className="code-card" data-state={state}>
      <h2>{shown}</h2>
      {isDone ? (
        <p className="code-done">
          <CircleCheck aria-hidden="true" size={48} />
          {words.states[state]}
        </p>
      ) : (
        <>
          <QrPicture text={offer.link} label={words.codeOf(shown)} />
          <p className="only-print small">
            {words.scanHere} {new URL(offer.link).origin + new URL(offer.link).pathname}
          </p>
          <p className="code-text">{offer.code}</p>
          <p className="muted small">{words.until(timeText(offer.expiresAt, language))}</p>
          <p className="code-state no-print">{words.states[state]}</p>
        </>
      )}
    </li>
  )
}
