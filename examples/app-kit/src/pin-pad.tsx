import { Delete } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from 'react-aria-components/Button'
import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

export interface PinPadProps {
  /** Called with the last digit: nobody has to confirm what is complete. */
  readonly onPin: (pin: string) => void
  /** Default 6. */
  readonly length?: number
  /** A code that is good once, which is read off something else: its digits are shown. */
  readonly isShown?: boolean
  readonly isDisabled?: boolean
}

/** Digits by thumb or by keyboard. What was typed of a PIN is shown as dots and is never in the page. */
export function PinPad({ onPin, length = 6, isShown = false, isDisabled = false }: PinPadProps) {
  const words = useWords(kitWords)
  const [pin, setPin] = useState('')
  const add = (digit: string) => {
    if (isDisabled) return
    const next = pin + digit
    setPin(next.length === length ? '' : next)
    if (next.length === length) onPin(next)
  }
  const remove = () => setPin(pin.slice(0, -1))
  useEffect(() => {
    const type = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      if (/^\d$/.test(event.key)) add(event.key)
      else if (event.key === 'Backspace') remove()
    }
    addEventListener('keydown', type)
    return () => removeEventListener('keydown', type)
  })
  return (
    <div className="pin-pad">
      <p className="pin-dots" role="status">
        <span className="only-spoken">{words.digitsEntered(pin.length, length)}</span>
        {Array.from({ length }, (_, place) =>
          isShown ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a digit is its place.
            <b key={place} aria-hidden="true">
              {pin[place] ?? ''}
            </b>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place.
            <i key={place} aria-hidden="true" data-filled={place < pin.length || undefined} />
          ),
        )}
      </p>
      <div className="pin-keys">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', '', '0'].map((digit) =>
          digit === '' ? (
            <span key="none" />
          ) : (
            <Button key={digit} isDisabled={isDisabled} onPress={() => add(digit)}>
              {digit}
            </Button>
          ),
        )}
        <Button aria-label={words.deleteDigit} isDisabled={isDisabled} onPress={remove}>
          <Delete aria-hidden="true" size={26} />
        </Button>
      </div>
    </div>
  )
}
