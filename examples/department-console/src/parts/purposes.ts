import type { Language } from '@fidecura/app-kit'
import { valueLabelOf } from '@fidecura/credentials/display'
import { listText } from '../staff/words-of.ts'

/** Codes of v3-ActReason as the credentials package calls them. */
export function displayedPurposes(purposes: readonly string[], language: Language): string {
  return listText(
    purposes.map((purpose) => valueLabelOf('purposes', purpose)?.[language] ?? purpose),
    language,
  )
}
