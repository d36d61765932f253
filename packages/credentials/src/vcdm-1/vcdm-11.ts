import {
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { Credential } from '../credential.ts'
import { CredentialError } from '../errors.ts'
import {
  malformed,
  readDid,
  readHolderKey,
  readInstant,
  readText,
  readUrl,
} from '../payload-members.ts'
import { readCredentialStatus, readStatusClaim } from '../status-entry.ts'
import { readDateTime, readSubject, readTypes } from '../vcdm.ts'

const contextV1 = 'https://www.w3.org/2018/credentials/v1'
const maxContexts = 16

const claims: ReadonlySet<string> = /* @__PURE__ */ new Set([
  'iss',
  'sub',
  'jti',
  'nbf',
  'iat',
  'exp',
  'vc',
  'cnf',
  'status',
])

/**
 * Reads a credential of VCDM 1.1 that is the payload of a JWT.
 *
 * Narrower than the standard: one subject, an issuer that is a DID, no `aud`, and nothing beside these
 * members.
 *
 * @throws {@link CredentialError} `credential_malformed`, `credential_schema_unsupported` (unknown),
 *   `status_type_unsupported`.
 */
export function readVcdm11(payload: JsonObject): Credential {
  // A name that nobody knows may say anything, so there is no place.
  if (!Object.keys(payload).every((name) => claims.has(name))) throw malformed('')
  const { vc } = payload
  if (!isJsonObject(vc)) throw malformed('/vc')
  if (!hasContextV1(vc['@context'])) throw malformed('/vc/@context')
  refuseUnchecked(vc)
  const { id: named, ...about } = readSubject(vc['credentialSubject'])
  const subject = same(
    readUrl(named, '/vc/credentialSubject/id'),
    readUrl(payload['sub'], '/sub'),
    '/sub',
  )
  const id = same(readUrl(vc['id'], '/vc/id'), readText(payload['jti'], '/jti'), '/jti')
  const validFrom = readEnd(vc['issuanceDate'], 'issuanceDate', payload['nbf'], 'nbf', Math.max)
  const validUntil = readEnd(
    vc['expirationDate'],
    'expirationDate',
    payload['exp'],
    'exp',
    Math.min,
  )
  if (validFrom !== undefined && validUntil !== undefined && validUntil < validFrom) {
    throw malformed('/exp')
  }
  return Object.freeze({
    format: 'vcdm-1-jwt',
    id,
    issuer: readIssuer(payload['iss'], vc['issuer']),
    types: readTypes(vc['type']),
    subject,
    holderKey: readHolderKey(payload['cnf']),
    issuedAt: readInstant(payload['iat'], '/iat'),
    validFrom,
    validUntil,
    status: Object.freeze([
      ...readCredentialStatus(asBitstring(vc['credentialStatus'])),
      ...readStatusClaim(payload['status']),
    ]),
    claims: Object.freeze(about),
  })
}

export function hasContextV1(context: JsonValue | undefined): boolean {
  return (
    Array.isArray(context) &&
    context[0] === contextV1 &&
    context.length <= maxContexts &&
    context.every((item) => typeof item === 'string' || isJsonObject(item))
  )
}

// What was not looked at must not count as kept: a proof inside, the period of another model, a schema.
function refuseUnchecked(vc: JsonObject): void {
  for (const name of ['vc', 'vp', 'proof', 'validFrom', 'validUntil', 'cnf', 'status']) {
    if (vc[name] !== undefined) throw malformed(`/vc/${name}`)
  }
  if (vc['credentialSchema'] !== undefined) {
    throw new CredentialError('credential_schema_unsupported', 'Names a schema', {
      outcome: 'unknown',
      place: '/vc/credentialSchema',
    })
  }
}

function readIssuer(claim: JsonValue | undefined, member: JsonValue | undefined): Did {
  const issuer = readDid(claim, '/iss')
  const named = isJsonObject(member) ? member['id'] : member
  if (member !== undefined && named !== issuer) throw malformed('/vc/issuer')
  return issuer
}

/** Whichever of the two is there counts; if both are, they must agree. */
function same(
  member: string | undefined,
  claim: string | undefined,
  place: string,
): string | undefined {
  if (member !== undefined && claim !== undefined && member !== claim) throw malformed(place)
  return member ?? claim
}

/** They may differ by the fraction of a second that the claim cuts off; then what is narrower counts. */
function readEnd(
  text: JsonValue | undefined,
  member: string,
  number: JsonValue | undefined,
  claim: string,
  narrower: (a: number, b: number) => number,
): EpochSeconds | undefined {
  const fromClaim = readInstant(number, `/${claim}`)
  if (text === undefined) return fromClaim
  const instant = readDateTime(text, `/vc/${member}`)
  if (fromClaim === undefined) return instant
  if (Math.floor(instant) !== Math.floor(fromClaim)) throw malformed(`/${claim}`)
  return epochSeconds(narrower(instant, fromClaim))
}

/**
 * An entry of StatusList2021 says the same as the one that followed it, by another name. What it points
 * to is held to the same as any list, so one of the older kind is refused there.
 */
function asBitstring(status: JsonValue | undefined): JsonValue | undefined {
  if (Array.isArray(status)) return status.map((entry) => asBitstring(entry) ?? null)
  if (!isJsonObject(status) || status['type'] !== 'StatusList2021Entry') return status
  return { ...status, type: 'BitstringStatusListEntry' }
}
