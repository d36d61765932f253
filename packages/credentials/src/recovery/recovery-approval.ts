import type { EpochSeconds } from '@fidecura/base'
import { digestOf } from '@fidecura/identity'
import type { ClaimMembers } from '../claim-spec.ts'
import { decodeRecoveryRequest, type RecoveryPath } from './recovery-request.ts'
import {
  digest,
  type RecoveryTokenKind,
  type Signed,
  type SignRecoveryOptions,
  signRecoveryToken,
} from './recovery-token.ts'

/** `typ` of an approval. */
export const recoveryApprovalType = 'fidecura-recovery-approval+jwt'

/** `typ` of an objection. */
export const recoveryObjectionType = 'fidecura-recovery-objection+jwt'

/** What approvals and objections both say: about which request, and as what. */
export interface RecoveryVote extends Signed {
  /** Base64url SHA-256 of the request. */
  readonly request: string
  readonly as: RecoveryPath
}

const members: ClaimMembers = {
  request: digest,
  as: ['old_key', 'recovery_key', 'guardian', 'desk'],
} as const

export const approvalKind: RecoveryTokenKind = {
  typ: recoveryApprovalType,
  version: 'urn:fidecura:recovery-approval:1',
  members,
}

export const objectionKind: RecoveryTokenKind = {
  typ: recoveryObjectionType,
  version: 'urn:fidecura:recovery-objection:1',
  members,
}

/** Whose key it is, and when. */
export interface ApproveRecoveryOptions extends SignRecoveryOptions {
  readonly issuedAt: EpochSeconds
}

/**
 * Signs that a request may go ahead, as what the request says: the old key, the recovery key, the
 * guardian, or one of two people of the desk. Read it first: `decodeRecoveryRequest`.
 *
 * @param request - The token.
 * @returns A compact JWS of type `fidecura-recovery-approval+jwt`.
 * @throws CredentialError `recovery_malformed`; those of `decodeJws`; IdentityError `signer_failed`.
 */
export async function approveRecovery(
  request: string,
  options: ApproveRecoveryOptions,
): Promise<string> {
  const { by } = decodeRecoveryRequest(request)
  const content = { request: await digestOf(request), as: by }
  return signRecoveryToken(content, options.issuedAt, approvalKind, options)
}

/** As what one objects. */
export interface ObjectToRecoveryOptions extends ApproveRecoveryOptions {
  readonly as: Exclude<RecoveryPath, 'guardian'>
}

/**
 * Signs that a request must not go ahead.
 *
 * @param request - The token, as the notice brought it.
 * @returns A compact JWS of type `fidecura-recovery-objection+jwt`.
 * @throws CredentialError `recovery_malformed`; those of `decodeJws`; IdentityError `signer_failed`.
 */
export async function objectToRecovery(
  request: string,
  options: ObjectToRecoveryOptions,
): Promise<string> {
  decodeRecoveryRequest(request)
  const content = { request: await digestOf(request), as: options.as }
  return signRecoveryToken(content, options.issuedAt, objectionKind, options)
}
