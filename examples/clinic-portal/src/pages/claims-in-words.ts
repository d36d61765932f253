import type { JsonObject } from '@fidecura/base'
import { displayClaims } from '@fidecura/credentials/display'
import { nameOfCode } from '../words/codes.ts'
import type { Language } from '../words/language.ts'
import { type Html, html } from './html.ts'

/**
 * Some of what a credential says, in the words that the packages have for it, in the order of `names`. Codes and DIDs stand
 * behind what people call them, for an issuer may call them what it likes.
 *
 * @param type - Of the credential.
 */
export function claimsInWords(
  type: string,
  claims: JsonObject,
  names: readonly string[],
  language: Language,
): readonly Html[] {
  const options = { nameOfCode: (coding: Coding) => nameOfCode(coding, language) }
  const shown = displayClaims({ types: [type], claims }, language, options)
  return names.flatMap((name) =>
    shown
      .filter(({ claim }) => claim === name)
      .map(({ label, values }) => {
        return html`<div><dt>${label}</dt>${values.map((value) => html`<dd>${value}</dd>`)}</div>`
      }),
  )
}

interface Coding {
  readonly system: string
  readonly code: string
}
