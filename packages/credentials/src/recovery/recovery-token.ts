import {
  allowedSkewSeconds,
  CodedError,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import {
  type Did,
  decodeJws,
  type PublicJwk,
  parsePublicJwk,
  type ResolveDid,
  type Signer,
  signJws,
  type UnverifiedJws,
  verifyDidJws,
} from '@fidecura/identity'
import { shapeOf } from '../claim-shape.ts'
import { type ClaimMembers, type ClaimSpec, did, invalid, type Shape } from '../claim-spec.ts'
import { CredentialError } from '../errors.ts'

/** What every token of a recovery says about itself. */
export interface Signed {
  /** Who signed it. */
  readonly issuer: Did
  /** When, as the signer says. Whole seconds. */
  readonly issuedAt: EpochSeconds
}

/** One kind of token: the header's `typ`, its version, and what else it says. */
export interface RecoveryTokenKind {
  readonly typ: string
  readonly version: string
  /** By name; those whose name ends in `?` may be absent. */
  readonly members: ClaimMembers
}

/** Who signs. */
export interface SignRecoveryOptions {
  readonly signer: Signer
  readonly signal?: AbortSignal | undefined
}

export interface OpenRecoveryTokenOptions {
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  /** Thumbprints of the only keys to take. */
  readonly pins?: readonly string[] | undefined
  readonly signal?: AbortSignal | undefined
}

// Two DIDs of the greatest length, a record number and a key fit.
const maxBytes = 32_768

/**
 * Signs what a verifier would read: what could not be read back is never signed.
 *
 * @throws CredentialError `recovery_malformed`; IdentityError `signer_failed`.
 */
export async function signRecoveryToken(
  content: JsonObject,
  issuedAt: EpochSeconds,
  kind: RecoveryTokenKind,
  { signer, signal }: SignRecoveryOptions,
): Promise<string> {
  const payload = { version: kind.version, iss: signer.did, iat: issuedAt, ...content }
  assertShape(payload, kind)
  return await signJws(payload, { signer, typ: kind.typ, signal })
}

/** Reads a token and proves nothing. @throws CredentialError `recovery_malformed`; those of `decodeJws`. */
export function readRecoveryToken<T>(
  token: string,
  kind: RecoveryTokenKind,
): { readonly content: T & Signed; readonly jws: UnverifiedJws } {
  if (typeof token !== 'string') throw malformed('')
  const jws = decodeJws(token, { maxBytes })
  const payload = parsePayload(jws.payload)
  assertShape(payload, kind)
  const { iss: issuer, iat: issuedAt, version: _, ...content } = payload as JsonObject
  return { content: Object.freeze({ ...content, issuer, issuedAt }) as T & Signed, jws }
}

/**
 * Proves that whom a token names as its issuer signed it.
 *
 * @throws CredentialError `recovery_time_wrong`; those of `verifyDidJws`.
 */
export async function openRecoveryToken(
  { content, jws }: { readonly content: Signed; readonly jws: UnverifiedJws },
  { typ }: RecoveryTokenKind,
  { resolve, now, pins, signal }: OpenRecoveryTokenOptions,
): Promise<PublicJwk> {
  if (!(content.issuedAt <= now + allowedSkewSeconds)) throw timeWrong('/iat')
  const { publicKey } = await verifyDidJws(jws, {
    issuer: content.issuer,
    typ,
    relationship: 'assertionMethod',
    resolve,
    at: now,
    now,
    pins,
    signal,
  })
  return publicKey
}

/** An absolute URI that its maker uses once, such as `urn:uuid:…`. */
export const uri: ClaimSpec = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\s"<>\\^`{|}\p{Cc}]{1,480}$/u

/** SHA-256 in base64url. */
export const digest: ClaimSpec = /^[\w-]{43}$/

/** Whole seconds, up to the last instant that a date-time can write. */
export const instant = 253_402_300_799n

/** A public key and nothing more. */
export const publicKey: Shape = (value, place) => {
  try {
    const known = parsePublicJwk(value)
    if (isJsonObject(value) && Object.keys(value).length === Object.keys(known).length) return
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw invalid(place)
}

export function timeWrong(place: string): CredentialError {
  return new CredentialError('recovery_time_wrong', 'Not at a time when it counts', { place })
}

export function malformed(place: string | undefined, cause?: unknown): CredentialError {
  return new CredentialError('recovery_malformed', 'Not a token of this kind and version', {
    place,
    cause,
  })
}

function assertShape(payload: JsonValue, { version, members }: RecoveryTokenKind): void {
  try {
    shapeOf({ version: [version], iss: did, iat: instant, ...members })(payload, '')
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw malformed(error.place)
  }
}

function parsePayload(payload: Uint8Array): JsonValue {
  try {
    return parseJson(payload, { maxBytes, maxDepth: 4 })
  } catch (error) {
    throw malformed('', error)
  }
}
