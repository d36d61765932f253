import type { EpochSeconds } from '@fidecura/base'
import { type Did, digestOf, thumbprintOf } from '@fidecura/identity'
import { CredentialError } from '../errors.ts'
import type { IssuedStore } from '../issued-store.ts'
import { assertBindable } from './bound-elsewhere.ts'
import { type CurrentIdentity, currentIdentityOf, keysOf } from './current-identity.ts'
import { assertRecent, type PartyContext, proveParties } from './prove-parties.ts'
import { approvalKind } from './recovery-approval.ts'
import { type RecoveryRequest, recoveryRequestKind } from './recovery-request.ts'
import type { RecoverySubmission } from './recovery-submission.ts'
import { openRecoveryToken, readRecoveryToken, timeWrong } from './recovery-token.ts'

export interface ProveSubmissionOptions
  extends Pick<PartyContext, 'verifier' | 'organisations' | 'now' | 'maxAgeSeconds' | 'signal'> {
  /** The desk. */
  readonly issuer: Did
  readonly issued: IssuedStore
}

/** A request that everybody who has to has signed. */
export interface ProvenSubmission {
  readonly request: RecoveryRequest
  readonly digest: string
  readonly newKey: string
  readonly oldKeys: readonly string[]
}

/**
 * Proves that the new key, and whoever answers for the patient, want the same thing, and that it may
 * be done as of now.
 *
 * @throws CredentialError `recovery_malformed`, `recovery_time_wrong`, `recovery_identity_mismatch`,
 *   `recovery_identity_ended`, `recovery_key_not_new`, `recovery_key_fixed`, `recovery_did_shared`; those
 *   of `proveParties`.
 */
export async function proveSubmission(
  { request: token, approvals }: RecoverySubmission,
  options: ProveSubmissionOptions,
): Promise<ProvenSubmission> {
  const decoded = readRecoveryToken<RecoveryRequest>(token, recoveryRequestKind)
  const { content: request } = decoded
  const { verifier, now, signal } = options
  const { resolve } = verifier
  assertRecent(request, options)
  const identity = await currentIdentityOf(request, options)
  assertCompromise(request, identity, now)
  const newKey = await thumbprintOf(request.key)
  await openRecoveryToken(decoded, recoveryRequestKind, { resolve, now, pins: [newKey], signal })
  const digest = await digestOf(token)
  const context: PartyContext = { ...options, kind: approvalKind, request, digest, identity }
  const approvers = await proveParties(approvals, request.by, context)
  const proven = request.by === 'old_key' ? approvers : []
  const oldKeys = [...new Set([...(await keysOf(identity, { resolve, now })), ...proven])]
  await assertBindable(request, options)
  assertKeys(request, { newKey, oldKeys, approvers }, identity)
  return { request, digest, newKey, oldKeys }
}

/** The key cannot have been in other hands before it was the patient's, nor from tomorrow on. */
function assertCompromise(
  { compromisedSince, issuedAt }: RecoveryRequest,
  { credential }: CurrentIdentity,
  now: EpochSeconds,
): void {
  if (compromisedSince === undefined) return
  const { validFrom } = credential
  const right =
    validFrom !== undefined &&
    compromisedSince >= validFrom &&
    compromisedSince <= Math.min(issuedAt, now)
  if (!right) throw timeWrong('/compromisedSince')
}

function assertKeys(
  { by, recoveryKey: next, coSigners }: RecoveryRequest,
  keys: {
    readonly newKey: string
    readonly oldKeys: readonly string[]
    readonly approvers: readonly string[]
  },
  { claims: { recoveryKey } }: CurrentIdentity,
): void {
  const { newKey, oldKeys, approvers } = keys
  // Whoever approves a key must not be who holds it: a guardian would become the ward.
  const others = [...oldKeys, ...approvers, recoveryKey, next, ...(coSigners ?? [])]
  if (others.includes(newKey)) throw keyNotNew('/key')
  // A thief of the old key, or a false guardian, would lock the patient out for good.
  const isFixed = by === 'old_key' || by === 'guardian'
  if (isFixed && next !== undefined) throw keyFixed('/recoveryKey')
  if (isFixed && coSigners !== undefined) throw keyFixed('/coSigners')
  // One that was used is among those who approve.
  if (next !== undefined && [...oldKeys, ...approvers].includes(next)) {
    throw keyNotNew('/recoveryKey')
  }
  // A passkey signs beside the patient's key: one that is somebody else's, or was, is no second factor.
  const taken = [...oldKeys, ...approvers, recoveryKey, next]
  if (coSigners?.some((coSigner) => taken.includes(coSigner))) throw keyNotNew('/coSigners')
}

function keyFixed(place: string): CredentialError {
  return new CredentialError('recovery_key_fixed', 'This way leaves the other keys as they are', {
    place,
  })
}

export function keyNotNew(place: string): CredentialError {
  return new CredentialError('recovery_key_not_new', 'A key that is somebody’s already', { place })
}
