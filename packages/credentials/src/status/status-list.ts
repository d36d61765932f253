import {
  decodeBase64url,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { inflate } from '#compression'
import { CredentialError } from '../errors.ts'
import type { Compression } from './compression.web.ts'
import type { PackedStatuses } from './status-bits.ts'

/** A list as it was read, its signature not looked at. */
export interface StatusList extends PackedStatuses {
  /** Which list it says it is: the URL it must have been asked for at. */
  readonly url: string
  /** Who says to have signed it, if it says so. */
  readonly issuer: string | undefined
  readonly issuedAt: EpochSeconds
  /** `-Infinity` if the list names no beginning. */
  readonly validFrom: number
  /** Exclusive; `Infinity` if the list names no end. */
  readonly expiresAt: number
  /** How long a copy may be used before one is to ask again; `Infinity` if not said. */
  readonly ttlSeconds: number
  /** Of a bitstring list. */
  readonly purposes: readonly string[]
  /** Of a token list: where the issuer names all of its lists. */
  readonly aggregationUrl?: string
  /** Of a token list of ours: how many changes it tells. */
  readonly sequence?: number
}

/** Token of at most 8 MiB: a million eight-bit entries that hardly compress, twice over. */
export const maxListTokenBytes = 8_388_608

/** What a list may unpack to: 33 million entries of one bit. */
export const maxListBytes = 4_194_304

/** The payload as JSON of one object. @throws {@link CredentialError} `status_list_malformed`. */
export function parseListPayload(payload: Uint8Array): JsonObject {
  try {
    const json = parseJson(payload, { maxBytes: maxListTokenBytes })
    if (isJsonObject(json)) return json
  } catch (error) {
    throw malformed(undefined, error)
  }
  throw malformed()
}

/**
 * Unpacks a list that is base64url of something compressed.
 *
 * @throws {@link CredentialError} `status_list_malformed`, also if it unpacks to more than the limit.
 */
export async function unpack(text: string, as: Compression, place: string): Promise<Uint8Array> {
  let packed: Uint8Array
  try {
    packed = decodeBase64url(text)
  } catch (error) {
    throw malformed(place, error)
  }
  const bytes = await inflate(packed, as, maxListBytes)
  if (bytes === undefined) throw malformed(place)
  return bytes
}

/** @throws {@link CredentialError} `status_list_malformed`. */
export function instantOf(value: JsonValue | undefined, place: string): EpochSeconds {
  try {
    return epochSeconds(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

/** A number of units above 0, or `Infinity` where there is none. */
export function durationOf(value: JsonValue | undefined, place: string): number {
  if (value === undefined) return Number.POSITIVE_INFINITY
  if (typeof value === 'number' && value > 0) return value
  throw malformed(place)
}

export function malformed(place?: string, cause?: unknown): CredentialError {
  return new CredentialError('status_list_malformed', 'Not a proper status list', {
    place,
    cause,
  })
}
