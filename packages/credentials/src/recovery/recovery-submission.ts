import { isJsonObject, type JsonValue } from '@fidecura/base'
import { CredentialError } from '../errors.ts'
import type { GuardianEvidence } from '../prove-guardian.ts'
import type { DeskEvidence } from './desk-person.ts'
import type { RecoverySignature } from './prove-parties.ts'
import {
  decodeRecoveryRequest,
  type RecoveryPath,
  type RecoveryRequest,
} from './recovery-request.ts'
import { malformed } from './recovery-token.ts'

/** A request, and who answers for it. */
export interface RecoverySubmission {
  /** From `signRecoveryRequest`. */
  readonly request: string
  /** From `approveRecovery`: two of the desk, one on every other path. */
  readonly approvals: readonly RecoverySignature[]
}

// A chain is as deep as accreditations may be, with room to spare.
const maxChain = 32
const maxEvidence = 524_288

/**
 * Looks at what came from outside before anything is done with it, tells anybody, or is written down.
 *
 * @throws CredentialError `recovery_malformed`, `recovery_approval_missing`; those of `decodeJws`.
 */
export function readSubmission(input: unknown): {
  readonly content: RecoveryRequest
  readonly submission: RecoverySubmission
} {
  const { request, approvals } = objectOf(input, '')
  const content = decodeRecoveryRequest(request as string)
  const read = readSignatures(approvals).map((approval, n) => shownFor(content.by, approval, n))
  return { content, submission: { request: request as string, approvals: read } }
}

/** Not what they show: that depends on what they say they are. @throws as {@link readSubmission}. */
export function readSignatures(input: unknown): readonly RecoverySignature[] {
  if (!Array.isArray(input) || input.length > 2) {
    throw new CredentialError('recovery_approval_missing', 'Not as many as this way needs')
  }
  return input.map((signature, n) => {
    const { token } = objectOf(signature, `/${n}`)
    if (typeof token !== 'string') throw malformed(`/${n}/token`)
    return signature as RecoverySignature
  })
}

/** Leaves away what this way does not ask for. @throws CredentialError `recovery_malformed`. */
export function shownFor(
  as: RecoveryPath,
  { token, evidence }: RecoverySignature,
  n: number,
): RecoverySignature {
  if (as === 'old_key' || as === 'recovery_key' || evidence === undefined) return { token }
  return { token, evidence: readEvidence(evidence, `/${n}/evidence`) }
}

function readEvidence(input: unknown, place: string): GuardianEvidence | DeskEvidence {
  const { guardianship, role, licence, chain } = objectOf(input, place)
  if (chain !== undefined && !(Array.isArray(chain) && chain.length <= maxChain)) {
    throw malformed(`${place}/chain`)
  }
  const texts = [
    ...(guardianship === undefined ? [role, licence] : [guardianship]),
    ...(chain ?? []),
  ]
  let length = 0
  for (const text of texts) {
    if (typeof text !== 'string') throw malformed(place)
    length += text.length
  }
  if (length > maxEvidence) throw malformed(place)
  const more = chain === undefined ? {} : { chain: [...(chain as readonly string[])] }
  if (guardianship !== undefined) return { guardianship: guardianship as string, ...more }
  return { role: role as string, licence: licence as string, ...more }
}

function objectOf(input: unknown, place: string): Readonly<Record<string, unknown>> {
  if (isJsonObject(input as JsonValue)) return input as Readonly<Record<string, unknown>>
  throw malformed(place)
}

/** This desk wrote it down. */
export function submissionOf(text: string): RecoverySubmission {
  return JSON.parse(text) as RecoverySubmission
}
