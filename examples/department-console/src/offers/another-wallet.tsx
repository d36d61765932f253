import { QrPicture, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { OpenIdOffer } from '@fidecura/server/client'
import { useEffect, useRef } from 'react'
import { timeText } from '../staff/words-of.ts'
import { offerWords } from './offer-words.ts'

export interface AnotherWalletProps {
  readonly offer: OpenIdOffer
  readonly name: string
  /** Whether they have scanned, and are to be told the code. */
  readonly isSaid: boolean
}

/** The same offer for a wallet that is none of ours: a picture to scan, and then a code to say. Never both at once. */
export function AnotherWallet({ offer, name, isSaid }: AnotherWalletProps) {
  const words = useWords(offerWords)
  const { language } = useLanguage()
  const card = useRef<HTMLDivElement>(null)
  // The button that brought it is gone, or makes a new one by now.
  useEffect(() => card.current?.focus(), [])
  const { link, transactionCode, expiresAt } = offer
  const spaced = transactionCode.replace(/(\d{3})(?=\d)/g, '$1 ')
  return (
    <div ref={card} tabIndex={-1} className="code-card code-sheet-one">
      {isSaid ? (
        <p className="said-code" role="status">
          {spaced}
        </p>
      ) : (
        <QrPicture text={link} label={words.codeOf(nameText(name))} />
      )}
      <p className="code-state" role="status">
        {words.waits}
      </p>
      <p className="muted small">{words.until(timeText(expiresAt, language))}</p>
    </div>
  )
}
