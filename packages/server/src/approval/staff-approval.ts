import { type EpochSeconds, isJsonObject, type JsonObject, parseJson } from '@fidecura/base'
import {
  type Did,
  decodeJws,
  parseDid,
  type Signer,
  signJws,
  type UnverifiedJws,
} from '@fidecura/identity'
import { ServerError } from '../errors.ts'

/** `typ` of an approval. */
export const staffApprovalType = 'fidecura-staff-approval+jwt'

const version = 'urn:fidecura:staff-approval:1'
const maxMembers = 500
const maxBytes = 131_072

/** What somebody approves: exactly these, as they read them. */
export interface StaffApproval {
  readonly department: Did
  readonly members: readonly { readonly id: string; readonly digest: string }[]
  readonly issuedAt: EpochSeconds
}

/** An approval that proves nothing yet. */
export interface UnverifiedStaffApproval extends StaffApproval {
  readonly issuer: Did
  readonly jws: UnverifiedJws
}

/**
 * Signs, as the second person, that these members of the staff are to have their credentials.
 *
 * @param approval - Digests: `digest` of the members, after `staffDigest` of what was shown gave the same.
 * @returns A compact JWS of type `fidecura-staff-approval+jwt`.
 * @throws {@link ServerError} `approval_mismatch`: no members, one twice, or more than 500; IdentityError
 *   `signer_failed`.
 */
export async function signStaffApproval(
  { department, members, issuedAt }: StaffApproval,
  { signer, signal }: { readonly signer: Signer; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const named = members.map(({ id, digest }) => ({ id, digest }))
  assertMembers(named)
  const payload = { version, iss: signer.did, iat: issuedAt, department, members: named }
  return signJws(payload, { signer, typ: staffApprovalType, signal })
}

/** Reads an approval and proves nothing. @throws ServerError `approval_mismatch`; those of `decodeJws`. */
export function decodeStaffApproval(token: string): UnverifiedStaffApproval {
  const jws = decodeJws(token, { maxBytes })
  const payload = parseJson(jws.payload, { maxBytes, maxDepth: 4 })
  if (!isJsonObject(payload) || Object.keys(payload).length !== 5) throw mismatch()
  const { iss, iat, department, members } = payload
  if (payload['version'] !== version || !Number.isSafeInteger(iat)) throw mismatch()
  if (!Array.isArray(members)) throw mismatch()
  const named = members.map(memberOf)
  assertMembers(named)
  const issuedAt = iat as EpochSeconds
  return { issuer: parseDid(iss), department: parseDid(department), members: named, issuedAt, jws }
}

function memberOf(value: unknown): { readonly id: string; readonly digest: string } {
  const { id, digest, ...others } = (value ?? {}) as JsonObject
  const isMember = typeof id === 'string' && typeof digest === 'string'
  if (!isMember || Object.keys(others).length > 0) throw mismatch()
  return { id, digest }
}

function assertMembers(members: readonly { readonly id: string }[]): void {
  const ids = new Set(members.map(({ id }) => id))
  if (members.length === 0 || members.length > maxMembers || ids.size !== members.length) {
    throw mismatch()
  }
}

export function mismatch(): ServerError {
  return new ServerError('approval_mismatch', 'Not an approval of exactly what is there')
}
