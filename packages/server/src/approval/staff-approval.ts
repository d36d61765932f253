import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { type Did, parseDid, type Signer } from '@fidecura/identity'
import { ServerError } from '../errors.ts'
import { type ActKind, decodeAct, signAct, type UnverifiedAct } from './signed-act.ts'

/** `typ` of an approval. */
export const staffApprovalType = 'fidecura-staff-approval+jwt'

const maxMembers = 500

/** What somebody approves: exactly these, as they read them. */
export interface StaffApproval {
  readonly department: Did
  readonly members: readonly { readonly id: string; readonly digest: string }[]
  readonly issuedAt: EpochSeconds
}

/** What an approval says beside who signed it, and when. */
export type ApprovedStaff = Omit<StaffApproval, 'issuedAt'>

/** For whoever proves it. */
export const staffApprovalKind: ActKind<ApprovedStaff> = {
  ...{ typ: staffApprovalType, version: 'urn:fidecura:staff-approval:1' },
  ...{ maxBytes: 131_072, maxAgeSeconds: 600 },
  read({ department, members, ...others }) {
    if (!Array.isArray(members) || Object.keys(others).length > 0) throw mismatch()
    const named = members.map(memberOf)
    assertMembers(named)
    return { department: parseDid(department), members: named }
  },
  malformed: mismatch,
  mismatch,
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
  const said = { department, members: members.map(({ id, digest }) => ({ id, digest })) }
  return signAct(staffApprovalKind, said, { signer, issuedAt, signal })
}

/** Reads an approval and proves nothing. @throws ServerError `approval_mismatch`; those of `decodeJws`. */
export function decodeStaffApproval(token: string): UnverifiedAct<ApprovedStaff> {
  return decodeAct(staffApprovalKind, token)
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
