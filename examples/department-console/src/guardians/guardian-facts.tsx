import { useLanguage, useWords } from '@fidecura/app-kit'
import type { GuardianOffered } from '@fidecura/server/client'
import { Facts } from '../parts/facts.tsx'
import { listText, timeText } from '../staff/words-of.ts'
import { guardianWords } from './guardian-words.ts'

export interface GuardianFactsProps {
  readonly about: GuardianOffered
  /** What else is to be known, by its name. */
  readonly more?: readonly (readonly [term: string, value: string])[]
}

/** Whom somebody is the guardian of, by what, for what and how long: what the second person reads. */
export function GuardianFacts({ about, more = [] }: GuardianFactsProps) {
  const words = useWords(guardianWords)
  const { language } = useLanguage()
  const { ward, basis, powers, validUntil } = about
  const facts = [
    [words.record, ward.value],
    [words.basis, words.bases[basis]],
    [
      words.powers,
      listText(
        powers.map((one) => words.powerNames[one]),
        language,
      ),
    ],
    [words.until, timeText(validUntil, language)],
    ...more,
  ] as const
  return <Facts facts={facts} />
}
