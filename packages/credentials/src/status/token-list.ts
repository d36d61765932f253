import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { StatusBits } from './status-bits.ts'
import { durationOf, instantOf, malformed, type StatusList, unpack } from './status-list.ts'

/** `typ` of a Status List Token. draft-ietf-oauth-status-list-21 §5.1. */
export const tokenListType = 'statuslist+jwt'

/** Ours: the draft knows but the second in which a list was made, in which there may be several. */
export const sequenceClaim = 'urn:fidecura:status-sequence:1'

/**
 * Reads the claims of a Status List Token. draft-ietf-oauth-status-list-21 §4.2 and §5.1.
 *
 * @throws CredentialError `status_list_malformed`; `place` names the claim.
 */
export async function parseTokenList(claims: JsonObject): Promise<StatusList> {
  const { sub, iss, iat, exp, ttl, status_list: list } = claims
  if (typeof sub !== 'string') throw malformed('sub')
  if (iss !== undefined && typeof iss !== 'string') throw malformed('iss')
  return {
    ...(await parsePackedTokenList(list)),
    url: sub,
    issuer: iss,
    issuedAt: instantOf(iat, 'iat'),
    validFrom: Number.NEGATIVE_INFINITY,
    expiresAt: exp === undefined ? Number.POSITIVE_INFINITY : instantOf(exp, 'exp'),
    ttlSeconds: durationOf(ttl, 'ttl'),
    purposes: [],
    ...aggregationOf(list),
    ...sequenceOf(claims[sequenceClaim]),
  }
}

function sequenceOf(sequence: JsonValue | undefined): { readonly sequence?: number } {
  if (sequence === undefined) return {}
  if (typeof sequence === 'number' && Number.isSafeInteger(sequence) && sequence >= 0) {
    return { sequence }
  }
  throw malformed(sequenceClaim)
}

/** Where the issuer names all of its lists. §9.2. */
function aggregationOf(list: JsonValue | undefined): { readonly aggregationUrl?: string } {
  const url = isJsonObject(list) ? list['aggregation_uri'] : undefined
  if (url === undefined) return {}
  if (typeof url !== 'string') throw malformed('status_list/aggregation_uri')
  return { aggregationUrl: url }
}

/** The `status_list` member alone. draft-ietf-oauth-status-list-21 §4.2. */
export async function parsePackedTokenList(
  list: JsonValue | undefined,
): Promise<{ kind: 'token'; bits: StatusBits; bytes: Uint8Array }> {
  if (!isJsonObject(list)) throw malformed('status_list')
  const { bits, lst } = list
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) throw malformed('status_list/bits')
  if (typeof lst !== 'string') throw malformed('status_list/lst')
  return { kind: 'token', bits, bytes: await unpack(lst, 'zlib', 'status_list/lst') }
}
