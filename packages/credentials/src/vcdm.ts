import {
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import type { CheckSchemas } from './check-schemas.ts'
import type { Credential, CredentialFormat } from './credential.ts'
import { CredentialError } from './errors.ts'
import {
  malformed,
  maxTextLength,
  readDid,
  readHolderKey,
  readInstant,
  readUrl,
  refuseAudience,
  url,
} from './payload-members.ts'
import { readCredentialStatus, readStatusClaim } from './status-entry.ts'
import { assertProperties } from './vcdm-properties.ts'

export const contextV2 = 'https://www.w3.org/ns/credentials/v2'
export const baseType = 'VerifiableCredential'
const maxItems = 16

/** How a document is secured, as far as its meaning hangs on it. */
export interface ReadVcdmOptions {
  readonly format: CredentialFormat
  /** When it was signed, where the proof says that and not the document. */
  readonly issuedAt?: EpochSeconds | undefined
  /** When its proof ends, which ends it, too. */
  readonly endsAt?: EpochSeconds | undefined
  /** Without it, a credential that names a schema cannot be judged. */
  readonly schemas?: CheckSchemas | undefined
}

/**
 * Reads a credential of VCDM 2.0, with the JWT claims that may stand beside its own members.
 *
 * @throws {@link CredentialError} `credential_malformed`, `credential_schema_unsupported`,
 *   `status_type_unsupported`.
 */
export function readVcdm(
  payload: JsonObject,
  { format, issuedAt, endsAt, schemas }: ReadVcdmOptions,
): Credential {
  if (!hasContextV2(payload['@context'])) throw malformed('/@context')
  refuseUnchecked(payload, schemas)
  assertProperties(payload)
  const { id: subjectId, ...claims } = readSubject(payload['credentialSubject'])
  const { issuer: named } = payload
  if (isJsonObject(named)) assertProperties(named)
  const issuer = readDid(isJsonObject(named) ? named['id'] : named, '/issuer')
  const id = readUrl(payload['id'], '/id')
  const subject = readUrl(subjectId, '/credentialSubject/id')
  assertSame(payload['iss'], issuer, '/iss')
  assertSame(payload['sub'], subject, '/sub')
  assertSame(payload['jti'], id, '/jti')
  const validFrom = readPeriodEnd(payload, 'validFrom', 'nbf')
  const ownEnd = readPeriodEnd(payload, 'validUntil', 'exp')
  const validUntil = earlier(ownEnd, endsAt)
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    throw malformed('/validUntil')
  }
  const token = readStatusClaim(payload['status'])
  const bitstring = readCredentialStatus(payload['credentialStatus'])
  return Object.freeze({
    format,
    id,
    issuer,
    types: readTypes(payload['type']),
    subject,
    holderKey: readHolderKey(payload['cnf']),
    issuedAt: readInstant(payload['iat'], '/iat') ?? issuedAt,
    validFrom,
    validUntil,
    status: token.length === 0 ? bitstring : Object.freeze([...bitstring, ...token]),
    claims: Object.freeze(claims),
  })
}

function earlier(
  a: EpochSeconds | undefined,
  b: EpochSeconds | undefined,
): EpochSeconds | undefined {
  return b === undefined || (a !== undefined && a < b) ? a : b
}

/** That of VCDM 2.0 first, and no more than a few others. */
export function hasContextV2(context: JsonValue | undefined): boolean {
  return (
    Array.isArray(context) &&
    context[0] === contextV2 &&
    context.length <= maxItems &&
    context.every((item) => (typeof item === 'string' ? url.test(item) : isJsonObject(item)))
  )
}

// A schema that was not looked at must not count as kept, and an embedded proof as verified.
function refuseUnchecked(payload: JsonObject, schemas: CheckSchemas | undefined): void {
  for (const name of ['vc', 'vp', 'proof']) {
    if (payload[name] !== undefined) throw malformed(`/${name}`)
  }
  refuseAudience(payload)
  if (payload['credentialSchema'] === undefined) return
  if (schemas === undefined) {
    throw new CredentialError('credential_schema_unsupported', 'Names a schema', {
      outcome: 'unknown',
      place: '/credentialSchema',
    })
  }
  schemas(payload)
}

export function readTypes(value: JsonValue | undefined): readonly string[] {
  const types = typeof value === 'string' ? [value] : value
  const right =
    Array.isArray(types) &&
    types.length <= maxItems &&
    types.every(
      (type) => typeof type === 'string' && type !== '' && type.length <= maxTextLength,
    ) &&
    types.includes(baseType)
  if (!right) throw malformed('/type')
  return Object.freeze(types.filter((type) => type !== baseType))
}

export function readSubject(value: JsonValue | undefined): JsonObject {
  const subject = Array.isArray(value) && value.length === 1 ? value[0] : value
  if (isJsonObject(subject) && Object.keys(subject).length > 0) return subject
  throw malformed('/credentialSubject')
}

/** A claim that is there must say what the credential says, or readers of either would differ. */
function assertSame(claim: JsonValue | undefined, member: string | undefined, place: string): void {
  if (claim !== undefined && claim !== member) throw malformed(place)
}

/** Whichever of the two is there counts; if both are, they must agree. */
function readPeriodEnd(
  payload: JsonObject,
  member: string,
  claim: string,
): EpochSeconds | undefined {
  const fromClaim = readInstant(payload[claim], `/${claim}`)
  const text = payload[member]
  if (text === undefined) return fromClaim
  const instant = readDateTime(text, `/${member}`)
  if (fromClaim !== undefined && fromClaim !== instant) throw malformed(`/${claim}`)
  return instant
}

export function readDateTime(text: JsonValue, place: string): EpochSeconds {
  try {
    return parseDateTime(text)
  } catch (error) {
    throw malformed(place, error)
  }
}
