import { isJsonObject, type JsonObject, type JsonValue, nameText } from '@fidecura/base'
import type { Coding } from '../coding.ts'
import type { Credential } from '../credential.ts'
import type { HealthCredentialType } from '../credential-types.ts'
import { placeOfDid } from '../did-place.ts'
import { labelOf } from './claim-labels.ts'
import { nameOfSystem } from './system-names.ts'
import { type DisplayLocale, typeLabels } from './type-labels.ts'
import { any, issuerSays, valueLabelOf } from './value-labels.ts'

/** One claim for people: what it is, and what it says. Plain text, not escaped for any markup. */
export interface DisplayedClaim {
  readonly claim: string
  readonly label: string
  /** One for each value; what it is limited to is never left out. */
  readonly values: readonly string[]
}

/** What a platform knows itself. */
export interface DisplayOptions {
  /** What it calls a code, in the language of the screen; undefined where it does not know it. */
  readonly nameOfCode?: (coding: Pick<Coding, 'system' | 'code'>) => string | undefined
}

/** The name of a type of ours for people; undefined for the types of others. */
export function displayType(type: string, locale: DisplayLocale): string | undefined {
  return isOurs(type) ? typeLabels[type][locale] : undefined
}

/**
 * What a credential of ours says, for people, in the order in which it says it. An issuer is granted
 * codes and DIDs, and may call them what it likes: so a code is shown whatever words come with it, which
 * are marked as the issuer's, beside its system by our name for it or as it stands; and a name stands beside the place of its DID. Only `nameOfCode` puts
 * words in front. Characters that are not seen, or that turn the order of others round, are taken out.
 *
 * @returns Nothing for types of others.
 */
export function displayClaims(
  { types, claims }: Pick<Credential, 'types' | 'claims'>,
  locale: DisplayLocale,
  options: DisplayOptions = {},
): readonly DisplayedClaim[] {
  const type = types.find(isOurs)
  if (type === undefined) return []
  return Object.entries(claims).map(([claim, value]) => ({
    claim,
    label: labelOf(type, claim)?.[locale] ?? nameText(claim),
    values: (Array.isArray(value) ? value : [value]).map((one) =>
      textOf(claim, one, locale, options),
    ),
  }))
}

function isOurs(type: string): type is HealthCredentialType {
  return Object.hasOwn(typeLabels, type)
}

function textOf(
  claim: string,
  value: JsonValue,
  locale: DisplayLocale,
  { nameOfCode }: DisplayOptions,
): string {
  if (value === '*') return any[locale]
  if (typeof value === 'string') {
    const type = claim === 'types' ? displayType(value, locale) : undefined
    return type ?? valueLabelOf(claim, value)?.[locale] ?? nameText(value)
  }
  if (!isJsonObject(value)) return String(value)
  const { system, code, did, name, id } = value
  if (typeof code === 'string' && typeof system === 'string') {
    const known = nameOfCode?.({ system, code })
    return known === undefined
      ? codeText(value, locale)
      : `${nameText(known)} (${nameText(code)}, ${nameOfSystem(system)})`
  }
  if (typeof name === 'string') {
    return typeof did === 'string' ? `${nameText(name)} (${placeOfDid(did)})` : nameText(name)
  }
  // What was shown to whoever signed: in which language, and the digest of the very text.
  const { language, digest } = value
  if (typeof language === 'string' && typeof digest === 'string') {
    return `${valueLabelOf(claim, language)?.[locale] ?? nameText(language)} (${nameText(digest)})`
  }
  // An identifier, beside who gave it, or the licence that a role names.
  const { value: number, issuer } = value
  if (typeof number === 'string') return `${nameText(number)} (${nameText(String(system))})`
  return `${nameText(String(id))} (${placeOfDid(String(issuer))})`
}

function codeText({ system, code, display }: JsonObject, locale: DisplayLocale): string {
  const own = typeof display === 'string' ? issuerSays(nameText(display), locale) : ''
  return `${nameText(String(code))} (${nameOfSystem(String(system))}${own})`
}
