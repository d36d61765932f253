import { type Clock, CodedError, epochSeconds, type JsonObject } from '@fidecura/base'
import type { Signer } from '@fidecura/identity'
import type { Credential } from '../credential.ts'
import { credentialTypes } from '../credential-types.ts'
import { decodeCredential } from '../decode-credential.ts'
import type { IssuedStore } from '../issued-store.ts'
import type { Issuer } from '../issuer.ts'
import { isBoundElsewhere } from './bound-elsewhere.ts'
import { identityEnded } from './current-identity.ts'
import { signRecoveryReceipt } from './recovery-receipt.ts'
import { decodeRecoveryRequest, type RecoveryRequest } from './recovery-request.ts'
import type { RecoveryAttempt, RecoveryStore } from './recovery-store.ts'
import { submissionOf } from './recovery-submission.ts'

/** What a patient, and whoever knew the old DID, are given. */
export interface RecoveryResult {
  /** The new PatientIdentity. */
  readonly identity: string
  /** A compact JWS of type `fidecura-recovery-receipt+jwt`. */
  readonly receipt: string
}

export interface FinishRecoveryOptions {
  readonly signer: Signer
  readonly issuer: Issuer
  readonly issued: IssuedStore
  readonly store: RecoveryStore
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
}

/**
 * Does what is left to do of an attempt that completes. Each step finds out whether it was done
 * before, so after a crash, or beside another process, the whole is done again to the same end.
 */
export async function finishRecovery(
  attempt: RecoveryAttempt,
  options: FinishRecoveryOptions,
): Promise<RecoveryResult> {
  const { store, clock } = options
  const request = decodeRecoveryRequest(submissionOf(attempt.submission).request)
  await retire(request, attempt, options)
  const identity = await succeed(request, attempt, options)
  const receipt = await receiptOf(attempt, options)
  const text = JSON.stringify({ identity, receipt })
  const finished = await store.finish(attempt.id, text, clock)
  // Another process may have been faster, and what was handed out once stays.
  return resultOf(finished?.result ?? text)
}

export function resultOf(text: string): RecoveryResult {
  return Object.freeze(JSON.parse(text)) as RecoveryResult
}

/** Says anew, signed with the key of today, what became of an attempt that completed. */
export async function receiptOf(
  { id, submission, successor, changedAt: at }: RecoveryAttempt,
  options: FinishRecoveryOptions,
): Promise<string> {
  const { signer, issued, clock } = options
  const request = decodeRecoveryRequest(submissionOf(submission).request)
  const { by, reason, from: did, record, compromisedSince } = request
  const isShared = await isBoundElsewhere(did, record, { issuer: signer.did, issued })
  const retired = {
    did,
    identity: request.identity.id,
    at,
    ...(compromisedSince === undefined ? {} : { compromisedSince }),
    ...(isShared ? {} : { sole: true as const }),
  }
  const content = {
    id,
    by,
    reason,
    retired,
    successor: { did: request.issuer, identity: successor },
  }
  return signRecoveryReceipt(content, epochSeconds(Math.max(Math.floor(clock()), at)), options)
}

async function retire(
  { identity, reason, compromisedSince }: RecoveryRequest,
  { changedAt }: RecoveryAttempt,
  { issuer, clock }: FinishRecoveryOptions,
): Promise<void> {
  const code = `key_${reason}`
  // A history never says of an instant to come that it was bad.
  const from = epochSeconds(Math.min(compromisedSince ?? changedAt, Math.floor(clock())))
  const change = await issuer.revoke(identity.id, { reason: code, invalidFrom: from })
  // Somebody revoked it for another reason in the meantime; that is not for a recovery to undo.
  if (change.reason !== code) throw identityEnded()
}

async function succeed(
  request: RecoveryRequest,
  { successor: id, changedAt }: RecoveryAttempt,
  { signer, issuer, issued }: FinishRecoveryOptions,
): Promise<string> {
  const made = await issued.find(signer.did, id)
  if (made !== undefined) return made.token
  const kept = await issued.find(signer.did, request.identity.id)
  const { credential } = await decodeCredential(kept?.token ?? '')
  const { format, validUntil } = credential
  if (validUntil === undefined) throw identityEnded()
  const contents = {
    type: credentialTypes.patientIdentity,
    id,
    subject: request.issuer,
    holderKey: request.key,
    claims: claimsOf(request, credential),
    validFrom: changedAt,
    // A recovery is no new look at who somebody is: it lengthens nothing.
    validUntil,
  }
  try {
    // A codec is its issuer's to choose, and is not known here.
    const next = format === 'dc+sd-jwt' ? format : 'vc+jwt'
    return (await issuer.issue(contents, { format: next })).token
  } catch (error) {
    // Another process was faster.
    if (!CodedError.is(error) || error.code !== 'issued_conflict') throw error
    return (await issued.find(signer.did, id))?.token ?? ''
  }
}

/** What was found out about the patient stays. A recovery key is good once. */
function claimsOf(
  { by, recoveryKey: next, coSigners }: RecoveryRequest,
  { claims }: Credential,
): JsonObject {
  const { recoveryKey: now, ...kept } = claims
  const key = next ?? (by === 'recovery_key' ? undefined : now)
  return {
    ...kept,
    ...(key === undefined ? {} : { recoveryKey: key }),
    ...(coSigners === undefined ? {} : { coSigners: [...coSigners] }),
  }
}
