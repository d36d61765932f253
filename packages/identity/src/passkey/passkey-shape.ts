import { decodeBase64url, isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { IdentityError } from '../errors.ts'

/** An object; what else it has is not looked at, for engines and standards add members. */
export function readObject(value: unknown, place: string): JsonObject {
  if (isJsonObject(value as JsonValue | undefined)) return value as JsonObject
  throw malformed(place)
}

/** Canonical base64url of so many bytes. */
export function readBytes(
  value: unknown,
  place: string,
  [least, most]: readonly [number, number],
): Uint8Array {
  // Four characters for three bytes; nothing longer is decoded.
  if (typeof value !== 'string' || value.length > Math.ceil((most * 4) / 3)) throw malformed(place)
  let bytes: Uint8Array
  try {
    bytes = decodeBase64url(value)
  } catch (error) {
    throw malformed(place, error)
  }
  if (bytes.length < least || bytes.length > most) throw malformed(place)
  return bytes
}

/** Not empty, at most 512 characters, none of them a control character. */
export function readText(value: unknown, place: string): string {
  const right =
    typeof value === 'string' && value !== '' && value.length <= 512 && !/\p{Cc}/u.test(value)
  if (!right) throw malformed(place)
  return value
}

/** A domain name in lower case, Punycode included. WebAuthn L3 §4, RP ID. */
export function readRpId(value: unknown): string {
  const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?'
  const right =
    typeof value === 'string' &&
    value.length <= 253 &&
    new RegExp(`^(?:${label}\\.)*${label}$`).test(value) &&
    // Authenticators know no addresses, and browsers refuse them.
    !/^[\d.]+$/.test(value)
  if (!right) throw malformed('/rpId')
  return value
}

/** The least and the most bytes of a credential id. WebAuthn L3 §4, Credential ID. */
export const credentialIdBytes = [1, 1023] as const

/** As the interface of browsers takes them. WebAuthn L3 §5.8.3. */
export interface PasskeyDescriptor {
  readonly type: 'public-key'
  readonly id: string
}

/** At most 16 ids of passkeys. */
export function describePasskeys(
  ids: readonly string[],
  place: string,
  least: number,
): readonly PasskeyDescriptor[] {
  if (!Array.isArray(ids) || ids.length < least || ids.length > 16) throw malformed(place)
  return Object.freeze(
    ids.map((id: string, n) => {
      readBytes(id, `${place}/${n}`, credentialIdBytes)
      return Object.freeze({ type: 'public-key', id } as const)
    }),
  )
}

export function malformed(place: string, cause?: unknown): IdentityError {
  return new IdentityError('passkey_malformed', 'Not a question to, or an answer of, a passkey', {
    place,
    cause,
  })
}
