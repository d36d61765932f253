import { isJsonObject, type JsonValue } from '@fidecura/base'
import type { Credential } from '../credential.ts'
import type { HealthCredentialType } from '../credential-types.ts'
import { labelOf } from './claim-labels.ts'
import { type DisplayLocale, typeLabels } from './type-labels.ts'
import { any, valueLabelOf } from './value-labels.ts'

/** One claim for people: what it is, and what it says. Plain text, not escaped for any markup. */
export interface DisplayedClaim {
  readonly claim: string
  readonly label: string
  /** One for each value; what it is limited to is never left out. */
  readonly values: readonly string[]
}

/** The name of a type of ours for people; undefined for the types of others. */
export function displayType(type: string, locale: DisplayLocale): string | undefined {
  return isOurs(type) ? typeLabels[type][locale] : undefined
}

/**
 * What a credential of ours says, for people, in the order in which it says it. Codes are shown with
 * their system where they bring no words.
 *
 * @returns Nothing for types of others.
 */
export function displayClaims(
  { types, claims }: Pick<Credential, 'types' | 'claims'>,
  locale: DisplayLocale,
): readonly DisplayedClaim[] {
  const type = types.find(isOurs)
  if (type === undefined) return []
  return Object.entries(claims).map(([claim, value]) => ({
    claim,
    label: labelOf(type, claim)?.[locale] ?? claim,
    values: (Array.isArray(value) ? value : [value]).map((one) => textOf(claim, one, locale)),
  }))
}

function isOurs(type: string): type is HealthCredentialType {
  return Object.hasOwn(typeLabels, type)
}

function textOf(claim: string, value: JsonValue, locale: DisplayLocale): string {
  if (value === '*') return any[locale]
  if (typeof value === 'string') {
    const type = claim === 'types' ? displayType(value, locale) : undefined
    return type ?? valueLabelOf(claim, value)?.[locale] ?? value
  }
  if (!isJsonObject(value)) return String(value)
  const { display, name, code, system, id } = value
  const said = display ?? name
  if (typeof said === 'string') return said
  if (code !== undefined) return `${code} (${system})`
  // An identifier, or the licence that a role names.
  return `${value['value'] ?? id}`
}
