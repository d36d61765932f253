import { isJsonObject, type JsonValue } from '@fidecura/base'
import { isDid } from '@fidecura/identity'
import { CredentialError } from './errors.ts'

/**
 * Says what a value must look like; throws `credential_claims_invalid` with the place otherwise.
 * Checks in place and copies nothing.
 */
export type Shape = (value: JsonValue, place: string) => void

const maxItems = 64
// Control characters have no place in a name and could forge a line of a log or a screen.
const control = /\p{Cc}/u

export function text(maxLength = 256): Shape {
  return (value, place) => {
    const right =
      typeof value === 'string' && value !== '' && value.length <= maxLength && !control.test(value)
    if (!right) throw invalid(place)
  }
}

export function oneOf(...values: readonly string[]): Shape {
  return (value, place) => {
    if (typeof value !== 'string' || !values.includes(value)) throw invalid(place)
  }
}

export function matching(pattern: RegExp): Shape {
  return (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw invalid(place)
  }
}

/** RFC 7638, SHA-256, in base64url. */
export const thumbprint: Shape = /* @__PURE__ */ matching(/^[\w-]{43}$/)

export function did(value: JsonValue, place: string): void {
  if (!isDid(value)) throw invalid(place)
}

/** From 0 to the limit, both included. */
export function wholeNumber(most: number): Shape {
  return (value, place) => {
    if (!Number.isInteger(value) || !((value as number) >= 0 && (value as number) <= most)) {
      throw invalid(place)
    }
  }
}

/** At most 64 items. */
export function listOf(item: Shape): Shape {
  return (value, place) => {
    if (!Array.isArray(value) || value.length > maxItems) throw invalid(place)
    for (const [index, element] of value.entries()) item(element, `${place}/${index}`)
  }
}

/** `'*'` stands for any. */
export function listOrAny(item: Shape): Shape {
  const list = listOf(item)
  return (value, place) => {
    if (value !== '*') list(value, place)
  }
}

/** Exactly these members; those named in `optional` may be absent. */
export function members(
  shapes: Readonly<Record<string, Shape>>,
  optional: readonly string[] = [],
): Shape {
  const required = Object.keys(shapes).filter((name) => !optional.includes(name))
  return (value, place) => {
    if (!isJsonObject(value)) throw invalid(place)
    for (const name of required) {
      if (!Object.hasOwn(value, name)) throw invalid(`${place}/${name}`)
    }
    for (const [name, member] of Object.entries(value)) {
      // The place names our own member or none: an unknown name may be anything, a patient's included.
      const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined
      if (shape === undefined) throw invalid(place)
      shape(member, `${place}/${name}`)
    }
  }
}

export function invalid(place: string): CredentialError {
  return new CredentialError('credential_claims_invalid', 'Not claims of this type', { place })
}
