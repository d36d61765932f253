import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { isCanonicalDid } from './canonical-did.ts'
import { ConsentError } from './errors.ts'
import type { RecordNumber } from './statement-set.ts'

/** Reads one member of a token of ours, or throws `token_malformed` with the place. */
export type Read<T> = (value: unknown, place: string) => T

/** An object of whatever is in it: neither an array nor null. */
export function isMembers(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Reads exactly these members: a token that says more than is understood is refused. */
export function members<T extends object>(
  readers: { readonly [Name in keyof T]-?: Read<T[Name]> },
): Read<T> {
  const names = Object.keys(readers) as (keyof T & string)[]
  return (value, place) => {
    // An unknown name may be anything, a patient's included, so the place is that of its owner.
    if (!isMembers(value) || !Object.keys(value).every((name) => Object.hasOwn(readers, name))) {
      throw malformed(place)
    }
    const entries = names
      .map((name) => [name, readers[name](value[name], `${place}/${name}`)] as const)
      .filter(([, member]) => member !== undefined)
    return Object.freeze(Object.fromEntries(entries)) as T
  }
}

export function optional<T>(read: Read<T>): Read<T | undefined> {
  return (value, place) => (value === undefined ? undefined : read(value, place))
}

/** At most so many. */
export function listOf<T>(read: Read<T>, most: number): Read<readonly T[]> {
  return (value, place) => {
    if (!Array.isArray(value) || value.length > most) throw malformed(place)
    return Object.freeze(value.map((item: unknown, n) => read(item, `${place}/${n}`)))
  }
}

export function exactly<const T extends string>(...values: readonly T[]): Read<T> {
  return (value, place) => {
    const found = values.find((known) => known === value)
    if (found === undefined) throw malformed(place)
    return found
  }
}

/** Not empty, without control characters, which could forge a line of a screen or a log. */
export function text(most = 512): Read<string> {
  return (value, place) => {
    const right =
      typeof value === 'string' && value !== '' && value.length <= most && !/\p{Cc}/u.test(value)
    if (!right) throw malformed(place)
    return value
  }
}

export function matching(pattern: RegExp): Read<string> {
  return (value, place) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw malformed(place)
    return value
  }
}

export const readDid: Read<Did> = (value, place) => {
  if (!isCanonicalDid(value)) throw malformed(place)
  return value
}

/** Whole seconds. */
export const readInstant: Read<EpochSeconds> = (value, place) => {
  if (!Number.isInteger(value) || (value as number) < 0) throw malformed(place)
  return epochSeconds(value)
}

export const readCount: Read<number> = (value, place) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw malformed(place)
  return value as number
}

/** SHA-256 in base64url. */
export const readDigest: Read<string> = /* @__PURE__ */ matching(/^[A-Za-z0-9_-]{43}$/)

/** An absolute URI, as `id` of a credential must be. */
export const readId: Read<string> = /* @__PURE__ */ matching(
  /^[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\s"<>\\^`{|}\p{Cc}]{1,480}$/u,
)

/** A code such as `moved_away`, never a sentence. */
export const readReason: Read<string> = /* @__PURE__ */ matching(/^[a-z][a-z0-9_]{0,63}$/)

export const readRecord: Read<RecordNumber> = /* @__PURE__ */ members<RecordNumber>({
  system: text(256),
  value: text(128),
})

export function malformed(place: string): ConsentError {
  return new ConsentError('token_malformed', 'Not what a token of this type says', { place })
}
