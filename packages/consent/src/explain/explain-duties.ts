import type { DutyObligation } from '../decision.ts'
import type { Language } from './catalogue.ts'
import { obligationText } from './obligation-text.ts'
import { wordingOf } from './rule-text.ts'

/**
 * Says what binds whoever received data, for the screen that shows them.
 *
 * @param duties - As a permit names them.
 * @returns A line each, in their order. Frozen.
 */
export function explainDuties(
  duties: readonly DutyObligation[],
  { language }: { readonly language: Language },
): readonly string[] {
  const wording = wordingOf(language)
  return Object.freeze(duties.map((duty) => obligationText(duty, wording)))
}
