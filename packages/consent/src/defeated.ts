import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { type PublicJwk, proveTime } from '@fidecura/identity'
import { type PatientEvidence, type PatientSignature, provePatientKey } from './patient-key.ts'
import { openToken } from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import { malformed } from './token-shape.ts'
import { type StatementReference, withdrawalKind } from './withdrawal.ts'

/** Something that a patient signed, as a register has it. */
export interface RegisteredAct {
  readonly token: string
  readonly evidence: PatientEvidence
}

export interface JudgeActOptions {
  readonly verifier: Verifier
  /** By when the register had it. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * The identity held when the register took the act in, so the act is there for good. A revocation that
 * reaches back, as for a stolen key, takes its force and not the rest of the set's.
 */
export async function isDefeated(
  { token, evidence }: RegisteredAct,
  signature: PatientSignature,
  { verifier, at, now, signal }: JudgeActOptions,
): Promise<boolean> {
  // The register says that it existed by then, and whoever judges holds the register's word or is it.
  const existedBy = await proveTime(token, { proof: '', verify: async () => at, now })
  const past = { act: token, existedBy }
  try {
    await provePatientKey(signature, { verifier, evidence, at, now, past, signal })
    return false
  } catch (error) {
    // With a place it is about an accreditation: then nothing is known of anybody.
    const isOwn = CodedError.is(error) && error.code === 'status_revoked'
    if (!isOwn || error.place !== undefined) throw error
    return true
  }
}

/**
 * Judges anew whether the key that took a statement back was the patient's then, by what is known today.
 *
 * @throws ConsentError `token_malformed`: it takes back another statement; and as a withdrawal itself.
 */
export async function isWithdrawalDefeated(
  act: RegisteredAct,
  about: { readonly statement: StatementReference; readonly record: RecordNumber },
  options: JudgeActOptions,
): Promise<boolean> {
  const { verifier, at, now, signal } = options
  const { resolve } = verifier
  const opened = await openToken(act.token, withdrawalKind, { resolve, at, now, signal })
  const { statement, record, issuer } = opened.content
  const isIt =
    statement.issuer === about.statement.issuer &&
    statement.id === about.statement.id &&
    record.system === about.record.system &&
    record.value === about.record.value
  if (!isIt) throw malformed('/statement')
  const publicKey: PublicJwk = opened.publicKey
  return isDefeated(act, { issuer, publicKey, record }, options)
}
