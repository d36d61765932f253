import {
  decodeBase64url,
  encodeBase64url,
  encodeUtf8,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { randomBytes, sha256Text } from '@fidecura/identity'
import { CredentialError } from './errors.ts'
import type { MaybePromise } from './maybe-promise.ts'

/** One claim or array element that a holder may show or leave out. RFC 9901 §4.2. */
export interface Disclosure {
  readonly encoded: string
  /** Undefined for an array element. */
  readonly name: string | undefined
  readonly value: JsonValue
}

/** @throws {@link CredentialError} `disclosure_malformed`, `disclosure_forbidden`. */
export function decodeDisclosure(encoded: string): Disclosure {
  const parts = parseParts(encoded)
  if (!Array.isArray(parts) || typeof parts[0] !== 'string') throw malformed()
  if (parts.length === 2) return { encoded, name: undefined, value: parts[1] }
  const name: unknown = parts[1]
  if (parts.length !== 3 || typeof name !== 'string') throw malformed()
  assertNotReserved(name)
  return { encoded, name, value: parts[2] }
}

/** `name` is undefined for an array element. The salt has 128 random bits. */
export function encodeDisclosure(name: string | undefined, value: JsonValue): string {
  const salt = encodeBase64url(randomBytes(16))
  return encodeBase64url(
    encodeUtf8(JSON.stringify(name === undefined ? [salt, value] : [salt, name, value])),
  )
}

/** SHA-256 over the disclosure as it is written. RFC 9901 §4.2.3. */
export function disclosureDigest(encoded: string): MaybePromise<string> {
  return sha256Text(encoded)
}

/** `_sd` and `...` are how digests are written, so no claim may be called that. */
export function assertNotReserved(name: string): void {
  if (name === '_sd' || name === '...') {
    throw new CredentialError('disclosure_forbidden', 'A claim with a reserved name', {
      place: name,
    })
  }
}

function parseParts(encoded: string): JsonValue {
  try {
    return parseJson(decodeBase64url(encoded))
  } catch (error) {
    throw malformed(error)
  }
}

function malformed(cause?: unknown): CredentialError {
  return new CredentialError('disclosure_malformed', 'Not a disclosure', { cause })
}
