import {
  CodedError,
  canonicalizeJson,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import {
  type Did,
  decodeJws,
  digestOf,
  type Signer,
  signJws,
  type UnverifiedJws,
} from '@fidecura/identity'
import { shapeOf } from '../claim-shape.ts'
import { type ClaimSpec, did } from '../claim-spec.ts'
import { identifier } from '../coding.ts'
import { CredentialError } from '../errors.ts'
import { assertSelection } from '../issued-labels.ts'
import type { RevocationOrder } from '../revocation-policy.ts'

/** `typ` of an order to revoke, the first and the second signature alike. */
export const revocationOrderType = 'fidecura-revocation-order+jwt'

const version = 'urn:fidecura:revocation-order:1'
// A selection, two DIDs of the greatest length and a reason fit.
const maxBytes = 32_768
const instant = 253_402_300_799n

/** Somebody's word that an order is to be carried out. Proves nothing yet. */
export interface UnverifiedRevocationOrder {
  readonly signer: Did
  /** When, as the signer says. */
  readonly issuedAt: EpochSeconds
  readonly order: RevocationOrder
  readonly jws: UnverifiedJws
}

/** Who signs, and when. */
export interface SignRevocationOptions {
  readonly signer: Signer
  readonly issuedAt: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Signs an order to revoke, as the first of two people.
 *
 * @returns A compact JWS of type `fidecura-revocation-order+jwt`.
 * @throws CredentialError `revocation_order_malformed`; IdentityError `signer_failed`.
 */
export async function signRevocationOrder(
  order: RevocationOrder,
  { signer, issuedAt, signal }: SignRevocationOptions,
): Promise<string> {
  const payload: unknown = { version, iss: signer.did, iat: issuedAt, order: { ...order } }
  assertPayload(payload as JsonObject)
  return signJws(payload as JsonObject, { signer, typ: revocationOrderType, signal })
}

/**
 * Signs the order that another person has signed, as the second one. Read it first:
 * {@link decodeRevocationOrder}.
 *
 * @param token - Of the first.
 * @throws CredentialError `revocation_order_malformed`; those of `decodeJws`; IdentityError
 *   `signer_failed`.
 */
export async function approveRevocationOrder(
  token: string,
  options: SignRevocationOptions,
): Promise<string> {
  return signRevocationOrder(decodeRevocationOrder(token).order, options)
}

/**
 * What two people compare to know that they mean the same order: over what it says, not over who
 * signed it.
 *
 * @returns SHA-256 of its canonical form (RFC 8785), as base64url.
 */
export function revocationOrderDigest(order: RevocationOrder): Promise<string> {
  return digestOf(canonicalizeJson(order as unknown as JsonObject))
}

/** Reads an order and proves nothing. @throws CredentialError `revocation_order_malformed`; those of `decodeJws`. */
export function decodeRevocationOrder(token: string): UnverifiedRevocationOrder {
  if (typeof token !== 'string') throw malformed('')
  const jws = decodeJws(token, { maxBytes })
  const payload = parsePayload(jws.payload)
  assertPayload(payload)
  const { iss, iat, order } = payload as JsonObject
  return Object.freeze({
    signer: iss as Did,
    issuedAt: iat as EpochSeconds,
    order: order as unknown as RevocationOrder,
    jws,
  })
}

const id: ClaimSpec = /^[A-Za-z][A-Za-z0-9+.-]{0,31}:[^\s"<>\\^`{|}\p{Cc}]{1,480}$/u

const selection: ClaimSpec = {
  'id?': 2048,
  'type?': 2048,
  'subject?': 2048,
  'person?': identifier,
  'department?': 2048,
  'everything?': (value, place) => {
    if (value !== true) throw malformed(place)
  },
}

const shape = /* @__PURE__ */ shapeOf({
  version: [version],
  iss: did,
  iat: instant,
  order: {
    id,
    issuer: did,
    selection,
    'reason?': /^[a-z][a-z0-9_]{0,63}$/,
    'invalidFrom?': instant,
    'expected?': 67_108_864n,
    expiresAt: instant,
  },
})

function assertPayload(payload: JsonValue): void {
  try {
    shape(payload, '')
    const { order } = payload as { readonly order: JsonObject }
    assertSelection(order['selection'] as JsonObject)
  } catch (error) {
    if (!CodedError.is(error)) throw error
    throw malformed(error.place)
  }
}

function parsePayload(payload: Uint8Array): JsonValue {
  try {
    const json = parseJson(payload, { maxBytes, maxDepth: 6 })
    if (isJsonObject(json)) return json
  } catch (error) {
    throw malformed('', error)
  }
  throw malformed('')
}

function malformed(place?: string, cause?: unknown): CredentialError {
  return new CredentialError('revocation_order_malformed', 'Not an order of this version', {
    place,
    cause,
  })
}
