import {
  areTwoPeople,
  type Credential,
  credentialTypes,
  type GuardianEvidence,
  parseGuardianshipClaims,
  parseProxyMandateClaims,
  proveGuardian,
} from '@fidecura/credentials'
import { type DeskEvidence, proveDeskPerson } from '@fidecura/credentials/recovery'
import { type Did, digestOf, type PublicJwk, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { readEvidence } from './evidence-shape.ts'
import { isHolderKey, type PatientEvidence, provePatientKey } from './patient-key.ts'
import { agreementKind } from './representation/agreement.ts'
import type { HeldOptions } from './representation/held.ts'
import { beyondPower, mismatch } from './representation/refusals.ts'
import type {
  GuardianshipEvidence,
  MandateEvidence,
  RepresentedBy,
} from './representation/representation.ts'
import { openToken } from './signed-token.ts'
import type { Withdrawal } from './withdrawal.ts'

/** As whom somebody takes a statement back in the patient's place. */
export type WithdrawnBy = RepresentedBy | 'desk'

/** Two people of a hospital's desk, who identified the patient. */
export interface DeskAttestation {
  /** Of whoever signed the withdrawal. */
  readonly desk: DeskEvidence
  /** Another person, who agreed to it by `signAgreement`. */
  readonly second: { readonly agreement: string; readonly desk: DeskEvidence }
}

/** What shows whose hand lifts something that forbids. */
export type LiftEvidence = PatientEvidence | GuardianshipEvidence

/** What shows whose hand a withdrawal was signed with; of what forbids, the patient's or guardians'. */
export type WithdrawalEvidence =
  | PatientEvidence
  | GuardianEvidence
  | GuardianshipEvidence
  | MandateEvidence
  | DeskAttestation

/** A withdrawal whose signature is proven, and with which key. */
export interface SignedWithdrawal {
  readonly withdrawal: Withdrawal
  readonly publicKey: PublicJwk
  readonly token: string
}

export interface ProveWithdrawalSignerOptions extends Omit<HeldOptions, 'past'> {
  readonly evidence: WithdrawalEvidence
  /** Organisations whose people are the desk. */
  readonly desks: readonly Did[]
}

/**
 * Proves that the patient signed, or somebody who may take this back in their place.
 *
 * @throws ConsentError `signer_not_patient`, `representation_mismatch`,
 *   `representation_beyond_power`, `agreement_mismatch`, `desk_not_two_people`; those of
 *   `proveGuardian`, `proveDeskPerson`, and of the verifier.
 */
export async function proveWithdrawalSigner(
  signed: SignedWithdrawal,
  options: ProveWithdrawalSignerOptions,
): Promise<void> {
  const { withdrawal, publicKey } = signed
  const { by } = withdrawal
  const known = readEvidence(options.evidence)
  switch (by) {
    case undefined: {
      if (known.kind !== 'identity') throw mismatch()
      const { evidence } = known
      await provePatientKey({ ...withdrawal, publicKey }, { ...options, evidence })
      return
    }
    case 'guardian':
    case 'court_order':
      if (known.kind !== 'guardianship') throw mismatch()
      return proveByGuardian(signed, known.evidence, options)
    case 'proxy':
      if (known.kind !== 'mandate') throw mismatch()
      return proveByProxy(signed, known.evidence, options)
    case 'desk':
      if (known.kind !== 'desk') throw mismatch()
      return proveByDesk(signed, known.evidence, options)
    default:
      return by satisfies never
  }
}

async function proveByGuardian(
  { withdrawal, publicKey }: SignedWithdrawal,
  evidence: GuardianEvidence,
  options: ProveWithdrawalSignerOptions,
): Promise<void> {
  const { issuer: guardian, record: ward, by } = withdrawal
  const act = { guardian, publicKey, ward, power: 'withdraw' } as const
  const { claims } = await proveGuardian(act, { ...options, evidence })
  const isCourt = parseGuardianshipClaims(claims).basis === 'court'
  if (isCourt !== (by === 'court_order')) throw mismatch()
}

/** What a proxy gave, and nothing else: the patient's own word is not theirs to take back. */
async function proveByProxy(
  { withdrawal, publicKey }: SignedWithdrawal,
  { mandate, identity, chain = [] }: MandateEvidence,
  { verifier, at, now, signal }: ProveWithdrawalSignerOptions,
): Promise<void> {
  const { issuer, record, statement } = withdrawal
  const types = [credentialTypes.proxyMandate]
  const call = { at, now, types, chain, giver: identity, signal }
  const credential: Credential = await verifier.verifyCredential(mandate, call)
  const { patient, powers } = parseProxyMandateClaims(credential.claims)
  const right =
    credential.subject === issuer &&
    (await isHolderKey(credential, publicKey)) &&
    patient.system === record.system &&
    patient.value === record.value
  if (!right) throw mismatch()
  if (!powers.includes('withdraw') || statement.issuer !== issuer) throw beyondPower()
}

async function proveByDesk(
  { withdrawal, publicKey, token }: SignedWithdrawal,
  { desk, second }: DeskAttestation,
  { verifier, desks, now, at, signal }: ProveWithdrawalSignerOptions,
): Promise<void> {
  const { issuer, record } = withdrawal
  const { resolve } = verifier
  const opened = await openToken(second.agreement, agreementKind, { resolve, at, now, signal })
  const { content } = opened
  const isAgreed =
    content.as === 'desk' &&
    content.act === (await digestOf(token)) &&
    content.record.system === record.system &&
    content.record.value === record.value
  if (!isAgreed) {
    throw new ConsentError('agreement_mismatch', 'Agrees to something else, or as somebody else')
  }
  const common = { verifier, organisations: desks, now, signal }
  const one = { did: issuer, publicKey }
  const other = { did: content.issuer, publicKey: opened.publicKey }
  const persons = [
    await proveDeskPerson(one, { ...common, evidence: desk }),
    await proveDeskPerson(other, { ...common, evidence: second.desk }),
  ] as const
  const keys = [await thumbprintOf(publicKey), await thumbprintOf(opened.publicKey)]
  if (areTwoPeople(...persons) && keys[0] !== keys[1]) return
  throw new ConsentError('desk_not_two_people', 'One person counts once')
}
