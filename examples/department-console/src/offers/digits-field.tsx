import { describeError, ErrorNotice, useWords } from '@fidecura/app-kit'
import { nameText } from '@fidecura/base'
import { useId, useState } from 'react'
import { useDesk } from '../desk-context.tsx'
import { offerWords } from './offer-words.ts'

export interface DigitsFieldProps {
  readonly offer: string
  readonly name: string
  readonly onConfirmed: () => void
}

// The service voids the offer at the third.
const tries = 3

/** Four digits, sent with the last one. What was wrong is taken out, so that it is typed anew. */
export function DigitsField({ offer, name, onConfirmed }: DigitsFieldProps) {
  const words = useWords(offerWords)
  const { client } = useDesk()
  const id = useId()
  const [digits, setDigits] = useState('')
  const [isBusy, setBusy] = useState(false)
  const [wrong, setWrong] = useState(0)
  const [problem, setProblem] = useState<unknown>()

  const change = async (text: string) => {
    const typed = text.normalize('NFKC').replace(/\D/gu, '').slice(0, 4)
    setDigits(typed)
    if (typed.length < 4 || isBusy) return
    setBusy(true)
    setProblem(undefined)
    try {
      await client.confirmOffer(offer, typed)
      onConfirmed()
    } catch (error) {
      setDigits('')
      if (describeError(error).code === 'offer_digits_wrong') setWrong(wrong + 1)
      else setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  if (wrong >= tries) return <p className="digits-wrong">{words.voided}</p>
  return (
    <div className="digits-field">
      <label htmlFor={id}>
        <span aria-hidden="true">{words.digits}</span>
        <span className="only-spoken">{words.digitsOf(nameText(name))}</span>
      </label>
      <input
        id={id}
        inputMode="numeric"
        autoComplete="off"
        maxLength={8}
        value={digits}
        readOnly={isBusy}
        onChange={(event) => void change(event.target.value)}
      />
      {wrong > 0 && (
        <p className="digits-wrong" role="alert">
          {words.wrong(tries - wrong)}
        </p>
      )}
      {problem !== undefined && <ErrorNotice error={problem} />}
    </div>
  )
}
