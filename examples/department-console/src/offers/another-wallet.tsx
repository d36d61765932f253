import { Action, QrPicture, useLanguage, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import type { OpenIdOffer } from '@fidecura/server/client'
import { useState } from 'react'
import { timeText } from '../staff/words-of.ts'
import { offerWords } from './offer-words.ts'

export interface AnotherWalletProps {
  readonly offer: OpenIdOffer
  readonly name: string
}

/** The same offer for a wallet that is none of ours: a picture to scan, and then a code to say. Never both at once. */
export function AnotherWallet({ offer, name }: AnotherWalletProps) {
  const words = useWords(offerWords)
  const { language } = useLanguage()
  const [isSaid, setSaid] = useState(false)
  const { link, transactionCode, expiresAt } = offer
  const shown = nameText(name)
  const spaced = transactionCode.replace(/(\d{3})(?=\d)/g, '$1 ')
  return (
    <div className="code-card code-sheet-one">
      <h2>{shown}</h2>
      {isSaid ? (
        <>
          <p>{words.sayCode}</p>
          <p className="said-code">{spaced}</p>
        </>
      ) : (
        <QrPicture text={link} label={words.codeOf(shown)} />
      )}
      <p className="muted small">{words.until(timeText(expiresAt, language))}</p>
      <Action look={isSaid ? 'quiet' : 'plain'} onPress={() => setSaid(!isSaid)}>
        {isSaid ? words.showPicture : words.showCode}
      </Action>
    </div>
  )
}
