import {
  type allowLoopbackHttp,
  assertAllowedUrl,
  type EpochSeconds,
  epochSeconds,
  type FetchBytesOptions,
  isJsonObject,
  isLoopbackPage,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import { IdentityError } from '../errors.ts'

/** Exactly these members: what says more than is understood is refused. @throws `sign_in_malformed`. */
export function exactMembers(value: JsonValue, names: readonly string[]): JsonObject {
  if (isJsonObject(value)) {
    const found = Object.keys(value)
    if (found.length === names.length && names.every((name) => found.includes(name))) return value
  }
  throw malformed('')
}

/** Not empty, at most 512 characters, none of them a control character. */
export function readText(members: JsonObject, name: string): string {
  const text = members[name]
  const right =
    typeof text === 'string' && text !== '' && text.length <= 512 && !/\p{Cc}/u.test(text)
  if (!right) throw malformed(`/${name}`)
  return text
}

/** Whole seconds. */
export function readInstant(members: JsonObject, name: string): EpochSeconds {
  const value = members[name]
  if (!Number.isInteger(value)) throw malformed(`/${name}`)
  try {
    return epochSeconds(value)
  } catch (error) {
    throw malformed(`/${name}`, error)
  }
}

/** An https origin in the one spelling that browsers give it. RFC 6454 §6.2. */
export function readOrigin(
  members: JsonObject,
  name: string,
  door: Pick<FetchBytesOptions, typeof allowLoopbackHttp> = {},
): string {
  const origin = readText(members, name)
  if (isLoopbackPage(origin, door)) return origin
  try {
    assertAllowedUrl(origin)
  } catch (error) {
    throw originMalformed(name, error)
  }
  if (new URL(origin).origin !== origin) throw originMalformed(name)
  return origin
}

function originMalformed(name: string, cause?: unknown): IdentityError {
  const message = 'Not an https origin as browsers write it, such as https://clinic.example'
  return new IdentityError('sign_in_malformed', message, { place: `/${name}`, cause })
}

export function malformed(place: string, cause?: unknown): IdentityError {
  return new IdentityError('sign_in_malformed', 'Not a challenge or proof of this version', {
    place,
    cause,
  })
}
