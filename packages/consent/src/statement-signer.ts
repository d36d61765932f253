import type { PublicJwk } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { readEvidence } from './evidence-shape.ts'
import { provePatientKey } from './patient-key.ts'
import type { AgeRules } from './representation/age.ts'
import type { HeldOptions } from './representation/held.ts'
import { assertOwnAuthority, proveRepresentation } from './representation/prove-representation.ts'
import { mismatch } from './representation/refusals.ts'
import type { Authority, StatementEvidence } from './representation/representation.ts'
import type { Statement } from './statement.ts'

/** A statement whose signature is proven, and with which key. */
export interface SignedStatement {
  readonly statement: Statement
  readonly publicKey: PublicJwk
  readonly token: string
}

/** By whom a signer is judged, and by which ages. */
export interface ProveStatementSignerOptions extends HeldOptions {
  readonly evidence: StatementEvidence
  /** Without them nobody signs for a patient, and no patient is asked how old they are. */
  readonly ages?: AgeRules | undefined
}

/**
 * Proves that whoever signed is the patient, and old enough, or stands in the patient's place.
 *
 * @returns By what; undefined: it is the patient.
 * @throws ConsentError those of `provePatientKey`, `assertOwnAuthority` and `proveRepresentation`;
 *   `representation_mismatch`: what is shown is not what the statement says.
 */
export async function proveStatementSigner(
  { statement, publicKey, token }: SignedStatement,
  options: ProveStatementSignerOptions,
): Promise<Authority | undefined> {
  const { by, issuer, record, assurance } = statement
  const { evidence, ages, at, past } = options
  if (by !== undefined) {
    if (assurance !== undefined) {
      throw new ConsentError('statement_assurance_mismatch', 'Says how a patient was identified')
    }
    return proveRepresentation({ ...statement, by, publicKey, token }, { ...options, ages })
  }
  const known = readEvidence(evidence)
  if (known.kind !== 'identity') throw mismatch()
  const signature = { issuer, publicKey, record, assurance }
  const { birthDate } = await provePatientKey(signature, {
    ...options,
    evidence: known.evidence,
    ...(past === undefined ? { past: undefined } : { past: await past(token) }),
  })
  if (ages !== undefined) assertOwnAuthority(statement, birthDate, at, ages)
  return undefined
}
