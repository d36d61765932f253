import {
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import {
  type Did,
  type PublicJwk,
  parseDid,
  parsePublicJwk,
  type UnverifiedJws,
} from '@fidecura/identity'
import { CredentialError } from './errors.ts'

/** Identifiers and URLs longer than this are refused. */
export const maxTextLength = 2048

export function malformed(place: string, cause?: unknown): CredentialError {
  return new CredentialError('credential_malformed', 'Not a credential of its format', {
    place,
    cause,
  })
}

/** @throws {@link CredentialError} `credential_malformed`; those of `parseJson`. */
export function parsePayload(jws: UnverifiedJws): JsonObject {
  const payload = parseJson(jws.payload)
  if (isJsonObject(payload)) return payload
  throw malformed('')
}

export function readText(value: JsonValue | undefined, place: string): string | undefined {
  if (value === undefined) return undefined
  if (typeof value === 'string' && value !== '' && value.length <= maxTextLength) return value
  throw malformed(place)
}

/** An absolute one, as far as its characters tell. */
export const url: RegExp = /^[a-z][a-z0-9+.-]*:[^\s"<>\\^`{|}]+$/i

export function readUrl(value: JsonValue | undefined, place: string): string | undefined {
  const text = readText(value, place)
  if (text === undefined || url.test(text)) return text
  throw malformed(place)
}

export function readDid(value: JsonValue | undefined, place: string): Did {
  try {
    return parseDid(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

/** A NumericDate. RFC 7519 §2. */
export function readInstant(value: JsonValue | undefined, place: string): EpochSeconds | undefined {
  if (value === undefined) return undefined
  try {
    return epochSeconds(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

/** `jwk` alone: any other confirmation would be one that nobody checks. RFC 7800 §3.2. */
export function readHolderKey(value: JsonValue | undefined): PublicJwk | undefined {
  if (value === undefined) return undefined
  if (!isJsonObject(value) || Object.keys(value).length !== 1) throw malformed('/cnf')
  try {
    return parsePublicJwk(value['jwk'])
  } catch (error) {
    throw malformed('/cnf/jwk', error)
  }
}

/** A credential for one audience is not one that travels; ignoring `aud` would. RFC 7519 §4.1.3. */
export function refuseAudience(payload: JsonObject): void {
  if (payload['aud'] !== undefined) throw malformed('/aud')
}
