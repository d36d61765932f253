import { kitWords } from './kit-words.ts'
import { useWords } from './language.tsx'

/** Four digits that two people read to each other. */
export function FourDigits({ digits }: { readonly digits: string }) {
  const words = useWords(kitWords)
  return (
    <p className="four-digits">
      <span className="only-spoken">{words.digitsSpoken([...digits].join(' '))}</span>
      {[...digits].map((digit, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a digit is its place.
        <span key={place} aria-hidden="true">
          {digit}
        </span>
      ))}
    </p>
  )
}
