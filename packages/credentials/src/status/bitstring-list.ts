import {
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseDateTime,
} from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import { durationOf, instantOf, malformed, type StatusList, unpack } from './status-list.ts'

/** `typ` of a Bitstring Status List credential secured as a JWT. VC-JOSE-COSE §3.1.1. */
export const bitstringListType = 'vc+jwt'

/** The least number of entries, so that one is hidden among many. Bitstring Status List 1.0 §6.1. */
export const minBitstringEntries = 131_072

/** The first context of every VCDM 2.0 document. */
export const vcdmContext = 'https://www.w3.org/ns/credentials/v2'

/**
 * Reads a BitstringStatusListCredential. Bitstring Status List 1.0 §2.2, §3.2.
 *
 * Stricter than §2.2 in one point: both `id` and the subject's `id`, where given, must name the URL
 * (the latter with any fragment), or a list could stand in for another.
 *
 * @throws {@link CredentialError} `status_list_malformed`, `status_list_mismatch`,
 *   `status_list_too_short`.
 */
export async function parseBitstringList(credential: JsonObject): Promise<StatusList> {
  const { '@context': context, type, credentialSubject: subject, ttl } = credential
  if (!Array.isArray(context) || context[0] !== vcdmContext) throw malformed('@context')
  if (!namesOf(type).includes('VerifiableCredential')) throw malformed('type')
  if (!namesOf(type).includes('BitstringStatusListCredential')) throw malformed('type')
  if (!isJsonObject(subject)) throw malformed('credentialSubject')
  if (!namesOf(subject['type']).includes('BitstringStatusList')) {
    throw malformed('credentialSubject/type')
  }
  const validFrom = dateOf(credential['validFrom'], 'validFrom')
  const validUntil = dateOf(credential['validUntil'], 'validUntil')
  const { iat, exp } = credential
  return {
    kind: 'bitstring',
    bits: 1,
    bytes: await bitstringOf(subject['encodedList']),
    url: urlOf(credential['id'], subject['id']),
    issuer: issuerOf(credential['issuer']),
    issuedAt: iat === undefined && validFrom !== undefined ? validFrom : instantOf(iat, 'iat'),
    validFrom: validFrom ?? Number.NEGATIVE_INFINITY,
    expiresAt: Math.min(
      validUntil ?? Number.POSITIVE_INFINITY,
      exp === undefined ? Number.POSITIVE_INFINITY : instantOf(exp, 'exp'),
    ),
    // Milliseconds there, and in drafts a member of the credential.
    ttlSeconds: durationOf(subject['ttl'] ?? ttl, 'credentialSubject/ttl') / 1000,
    purposes: namesOf(subject['statusPurpose']),
  }
}

async function bitstringOf(encoded: JsonValue | undefined): Promise<Uint8Array> {
  const place = 'credentialSubject/encodedList'
  // `u`: multibase for base64url without padding.
  if (typeof encoded !== 'string' || !encoded.startsWith('u')) throw malformed(place)
  const bytes = await unpack(encoded.slice(1), 'gzip', place)
  if (bytes.length * 8 < minBitstringEntries) {
    throw new CredentialError('status_list_too_short', 'Too few entries to hide among', { place })
  }
  return bytes
}

function urlOf(id: JsonValue | undefined, subjectId: JsonValue | undefined): string {
  const named = [id, typeof subjectId === 'string' ? subjectId.replace(/#.*$/s, '') : subjectId]
  const [url, ...others] = named.filter((name) => name !== undefined)
  if (typeof url !== 'string') throw malformed('id')
  if (others.some((other) => other !== url)) {
    throw new CredentialError('status_list_mismatch', 'A list that goes by two names', {
      place: 'credentialSubject/id',
    })
  }
  return url
}

function issuerOf(issuer: JsonValue | undefined): string {
  const id = isJsonObject(issuer) ? issuer['id'] : issuer
  if (typeof id === 'string') return id
  throw malformed('issuer')
}

function dateOf(value: JsonValue | undefined, place: string): EpochSeconds | undefined {
  try {
    return value === undefined ? undefined : parseDateTime(value)
  } catch (error) {
    throw malformed(place, error)
  }
}

/** One name or an array of them. */
function namesOf(value: JsonValue | undefined): readonly string[] {
  const names = Array.isArray(value) ? value : [value]
  return names.filter((name) => typeof name === 'string')
}
