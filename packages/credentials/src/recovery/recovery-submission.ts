import type { GuardianEvidence } from '../prove-guardian.ts'
import type { DeskEvidence } from './desk-person.ts'
import type { RecoverySignature } from './prove-parties.ts'

/** A request, and who answers for it. */
export interface RecoverySubmission {
  /** From `signRecoveryRequest`. */
  readonly request: string
  /** From `approveRecovery`: two of the desk, one on every other path. */
  readonly approvals: readonly RecoverySignature[]
}

/** Nothing but what is known: callers without types might hand over more. */
export function submissionText({ request, approvals }: RecoverySubmission): string {
  return JSON.stringify({ request, approvals: approvals.map(known) })
}

export function signaturesText(signatures: readonly RecoverySignature[]): string {
  return JSON.stringify(signatures.map(known))
}

/** This desk wrote it down. */
export function submissionOf(text: string): RecoverySubmission {
  return JSON.parse(text) as RecoverySubmission
}

function known({ token, evidence }: RecoverySignature): RecoverySignature {
  if (evidence === undefined) return { token }
  return { token, evidence: knownEvidence(evidence) }
}

function knownEvidence(evidence: GuardianEvidence | DeskEvidence): GuardianEvidence | DeskEvidence {
  const chain = evidence.chain === undefined ? {} : { chain: evidence.chain }
  if ('guardianship' in evidence) return { guardianship: evidence.guardianship, ...chain }
  return { role: evidence.role, licence: evidence.licence, ...chain }
}
