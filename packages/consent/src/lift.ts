import type { PublicJwk } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { readEvidence } from './evidence-shape.ts'
import { provePatientKey } from './patient-key.ts'
import type { AgeRules } from './representation/age.ts'
import type { HeldOptions } from './representation/held.ts'
import { assertMayLift, proveRepresentation } from './representation/prove-representation.ts'
import { mismatch } from './representation/refusals.ts'
import type { Statement } from './statement.ts'
import type { Withdrawal } from './withdrawal.ts'
import type { LiftEvidence } from './withdrawal-signer.ts'

/** What takes back something that forbids, and with which key it was signed. */
export interface SignedLift extends Pick<Withdrawal, 'issuer' | 'by' | 'record'> {
  readonly publicKey: PublicJwk
  readonly token: string
}

export interface ProveLiftOptions extends HeldOptions {
  readonly evidence: LiftEvidence
  readonly ages: AgeRules | undefined
}

/**
 * Proves that whoever takes back something that forbids may, for that opens: the patient, unless a guardian forbade it
 * and the patient is too young to agree to what it closes; and the guardian who signed it, by the same
 * authority and with as many others.
 *
 * @throws ConsentError `withdrawal_beyond_authority`; `patient_not_of_age`, `birth_date_missing`,
 *   `representation_not_accepted`; those of `provePatientKey` and `proveRepresentation`.
 */
export async function proveLift(
  lift: SignedLift,
  about: Statement,
  options: ProveLiftOptions,
): Promise<void> {
  const { issuer, by, record, publicKey, token } = lift
  const { evidence, ages, at, past } = options
  const isOfGuardian = about.by === 'guardian' || about.by === 'court_order'
  if (by === undefined) {
    const known = readEvidence(evidence)
    if (known.kind !== 'identity') throw mismatch()
    const { birthDate } = await provePatientKey(
      { issuer, publicKey, record },
      { ...options, evidence: known.evidence, past: await past?.(token) },
    )
    if (isOfGuardian) assertMayLift(about, birthDate, at, ages)
    return
  }
  if (!isOfGuardian || by !== about.by || issuer !== about.issuer) {
    throw new ConsentError('withdrawal_beyond_authority', 'What forbids, and is not theirs')
  }
  const { kind, grantee, terms } = about
  const act = { by, issuer, publicKey, token, record, kind, grantee, terms, lifts: true } as const
  await proveRepresentation(act, options)
}
