import type { EpochSeconds } from '@fidecura/base'
import type { Did, ResolveDid } from '@fidecura/identity'
import { did, invalid, type Shape } from '../claim-spec.ts'
import { CredentialError } from '../errors.ts'
import type { RecoveryContent, RecoveryPath } from './recovery-request.ts'
import {
  instant,
  openRecoveryToken,
  type RecoveryTokenKind,
  readRecoveryToken,
  type Signed,
  type SignRecoveryOptions,
  signRecoveryToken,
  uri,
} from './recovery-token.ts'

/** `typ` of a receipt. */
export const recoveryReceiptType = 'fidecura-recovery-receipt+jwt'

/** A DID, and the id of the PatientIdentity that binds it. */
export interface IdentifiedDid {
  readonly did: Did
  readonly identity: string
}

/** What a desk has done, signed by it. Names no record. */
export interface RecoveryReceiptContent {
  /** The id of the request. */
  readonly id: string
  readonly by: RecoveryPath
  readonly reason: RecoveryContent['reason']
  readonly retired: IdentifiedDid & {
    /** From here on it counted no more. */
    readonly at: EpochSeconds
    /** From here on it counts no more, unless it is proven to be older. */
    readonly compromisedSince?: EpochSeconds
    /** The desk has never bound the DID to another record; if it has, nothing is handed on by this. */
    readonly sole?: true
  }
  readonly successor: IdentifiedDid
}

export interface RecoveryReceipt extends RecoveryReceiptContent, Signed {}

const onlyTrue: Shape = (value, place) => {
  if (value !== true) throw invalid(place)
}

const kind: RecoveryTokenKind = {
  typ: recoveryReceiptType,
  version: 'urn:fidecura:recovery-receipt:1',
  members: {
    id: uri,
    by: ['old_key', 'recovery_key', 'guardian', 'desk'],
    reason: ['lost', 'stolen', 'replaced'],
    retired: { did, identity: uri, at: instant, 'compromisedSince?': instant, 'sole?': onlyTrue },
    successor: { did, identity: uri },
  },
}

export function signRecoveryReceipt(
  content: RecoveryReceiptContent,
  issuedAt: EpochSeconds,
  options: SignRecoveryOptions,
): Promise<string> {
  const { id, by, reason, retired, successor } = content
  const payload = { id, by, reason, retired: { ...retired }, successor: { ...successor } }
  return signRecoveryToken(payload, issuedAt, kind, options)
}

/** Whose receipt it must be. */
export interface VerifyRecoveryReceiptOptions {
  /** The desk. */
  readonly issuer: Did
  /** RFC 7638 thumbprints of the only keys to take from it; without them, whichever its DID lists. */
  readonly issuerKeys?: readonly string[] | undefined
  readonly resolve: ResolveDid
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that a desk signed a receipt. Whether the successor is still in force, its identity tells.
 *
 * @throws {@link CredentialError} `recovery_malformed`, `recovery_time_wrong`,
 *   `recovery_receipt_mismatch`: of another desk; those of `decodeJws` and `verifyDidJws`,
 *   `key_not_pinned` among them.
 */
export async function verifyRecoveryReceipt(
  token: string,
  { issuer, issuerKeys, resolve, now, signal }: VerifyRecoveryReceiptOptions,
): Promise<RecoveryReceipt> {
  const decoded = readRecoveryToken<RecoveryReceipt>(token, kind)
  if (decoded.content.issuer !== issuer) throw receiptMismatch()
  await openRecoveryToken(decoded, kind, { resolve, now, pins: issuerKeys, signal })
  return decoded.content
}

export function receiptMismatch(): CredentialError {
  return new CredentialError('recovery_receipt_mismatch', 'A receipt of another recovery')
}
