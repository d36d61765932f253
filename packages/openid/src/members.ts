import {
  allowLoopbackHttp,
  assertAllowedUrl,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import { malformed } from './errors.ts'

/** Readers of members of a message. Each throws `openid_message_malformed` with the place. */

/** The development door, as `fetchBytes` of `@fidecura/base` knows it. */
export interface LoopbackDoor {
  /** Exact origins such as `http://127.0.0.1:8080`. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/** The door alone: options carry more. */
export function doorOf({ [allowLoopbackHttp]: origins }: LoopbackDoor): LoopbackDoor {
  return origins === undefined ? {} : { [allowLoopbackHttp]: origins }
}

const maxText = 4096

export function readObject(value: JsonValue | undefined, place: string): JsonObject {
  if (isJsonObject(value)) return value
  throw malformed(place)
}

export function readText(
  value: JsonValue | undefined,
  place: string,
  max: number = maxText,
): string {
  if (typeof value === 'string' && value !== '' && value.length <= max) return value
  throw malformed(place)
}

/** Undefined for what is not there; whatever else is there must be a text. */
export function readOptionalText(
  value: JsonValue | undefined,
  place: string,
  max: number = maxText,
): string | undefined {
  return value === undefined ? undefined : readText(value, place, max)
}

/** Different texts, at least one of them and at most `max`. */
export function readTexts(
  value: JsonValue | undefined,
  place: string,
  max: number = 100,
): readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > max) throw malformed(place)
  const texts = value.map((one: JsonValue) => readText(one, place))
  if (new Set(texts).size < texts.length) throw malformed(place)
  return Object.freeze(texts)
}

/** An https URL without credentials and fragment, or one of the door's origins. */
export function readUrl(value: JsonValue | undefined, place: string, door: LoopbackDoor): string {
  const url = readText(value, place, 2048)
  try {
    assertAllowedUrl(url, doorOf(door))
    return url
  } catch (error) {
    throw malformed(place, error)
  }
}

/** As {@link readUrl}, and without a query: what names an issuer or server. OpenID4VCI 1.0 §12.2.1. */
export function readIdentifier(
  value: JsonValue | undefined,
  place: string,
  door: LoopbackDoor,
): string {
  const url = readUrl(value, place, door)
  // Two spellings of one URL would be two issuers to one reader and one to another.
  const { href, pathname } = new URL(url)
  if (url.includes('?') || (href !== url && !(pathname === '/' && href === `${url}/`))) {
    throw malformed(place)
  }
  return url
}
