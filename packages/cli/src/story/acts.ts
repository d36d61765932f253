import { type EpochSeconds, encodeUtf8, type JsonValue } from '@fidecura/base'
import { type Decision, type RequestedData, signWithdrawal } from '@fidecura/consent'
import {
  signConfirmation,
  signEntry,
  type VerifiedEntry,
  verifyConfirmedEntry,
  verifyEntry,
} from '@fidecura/consent/entries'
import { explainDecision, type Language } from '@fidecura/consent/explain'
import { impactOf } from '@fidecura/credentials/switch'
import { createEvidenceTimeProofVerifier } from '@fidecura/evidence'
import { digestOf, type ProvenTime, proveTime } from '@fidecura/identity'
import { signWish, statementOf, type Wish } from './consent.ts'
import { expectThat } from './expect.ts'
import { type Scene, show, type Verified } from './scene.ts'
import type { Preserved } from './vault.ts'
import { record } from './vouch.ts'

const loinc = 'http://loinc.org'

/** What a cardiologist asks for: laboratory reports and notes, whatever they are about. */
const asked: readonly RequestedData[] = [
  { scope: 'category', types: [{ system: loinc, code: '11502-2' }] },
  { scope: 'category', types: [{ system: loinc, code: '34109-9' }] },
]

/** Act three: the patient sees, signs, and gets a receipt. */
export interface Signed {
  readonly text: string
  readonly token: string
  readonly receipt: string
  readonly deposit: Preserved
}

export async function consent(scene: Scene, wish: Wish, language: Language): Promise<Signed> {
  const { stage, cast, register, evidence, vault } = scene
  const { recorder } = stage
  const content = statementOf(stage, cast, wish, language)
  const { text, token } = await recorder.step('consent_signed', () => signWish(content, cast))
  const receipt = await recorder.step('consent_registered', () =>
    register.submit({ token, evidence }),
  )
  const about = { mediaType: 'application/jwt', subject: cast.patient.did }
  const deposit = await recorder.step('consent_deposited', () => vault.preserve(token, about))
  return { text, token, receipt, deposit }
}

/** Act four: four answers to four questions. */
export interface Answers {
  readonly verified: Verified
  readonly treatment: Decision
  readonly told: string
}

/** @param own - The story's own consent, of which every answer is known beforehand. */
export async function ask(scene: Scene, own: boolean, language: Language): Promise<Answers> {
  const { stage, cast, accreditations, register, platform, doctorA, doctorB } = scene
  const { recorder } = stage
  const custodian = cast.hospital.did
  const presentation = await recorder.step('chain_verified', () => show(scene, doctorA))
  const attested = await register.attest(record)
  const set = await recorder.step('statements_verified', () =>
    platform.verifyStatements(attested, accreditations.hospital.token),
  )
  const decideFor = (purpose: string, laterSeconds = 0, by = presentation): Decision =>
    platform.decide(by, set, { purposes: [purpose], data: asked, custodian }, laterSeconds)
  const expected = (kind: Decision['kind']): Decision['kind'] | undefined =>
    own ? kind : undefined
  const treatment = await recorder.decided(
    'treatment_decided',
    async () => decideFor('TREAT'),
    expected('permit'),
  )
  if (own) expectThat(treatment.obligations[0]?.kind === 'leave_out', 'obligations')
  await recorder.decided('research_decided', async () => decideFor('HRESCH'), expected('deny'))
  await recorder.decided(
    'other_department_decided',
    async () => decideFor('TREAT', 0, await show(scene, doctorB)),
    'no_consent',
  )
  await recorder.decided('old_word_decided', async () => decideFor('TREAT', 3600), 'unknown')
  const told = explainDecision(treatment, { set, language })
  return { verified: { presentation, set }, treatment, told }
}

/** Act five, first half: an entry that both have signed, and when. */
export interface Written {
  readonly bytes: Uint8Array
  readonly entry: string
  readonly entryReceipt: string
  readonly confirmation: string
  readonly confirmationReceipt: string
  readonly role: string
  readonly roleReceipt: string
  /** What is known of the status of roles, before and after. */
  readonly statusBefore: string
  readonly deposits: Readonly<
    Record<'bytes' | 'entry' | 'confirmation' | 'role' | 'statusBefore', Preserved>
  >
}

const note: JsonValue = {
  resourceType: 'Observation',
  status: 'final',
  code: { coding: [{ system: loinc, code: '8480-6', display: 'Systolic blood pressure' }] },
  valueQuantity: { value: 128, unit: 'mmHg' },
}

export async function write(scene: Scene): Promise<Written> {
  const { stage, cast, register, doctorA, platform, evidence } = scene
  const { recorder, clock } = stage
  const role = doctorA.role.token
  const roleReceipt = await register.stamp(await digestOf(role))
  // A decimal that JavaScript could not write again: the bytes are what is signed.
  const bytes = encodeUtf8(JSON.stringify(note).replace('128', '128.0'))
  const entry = await recorder.step('entry_signed', () =>
    signEntry(bytes, {
      signer: doctorA.signer,
      id: 'urn:uuid:6a1f6d6e-0000-4000-8000-000000000002',
      record,
      role,
      mediaType: 'application/fhir+json',
      issuedAt: clock.now(),
    }),
  )
  const entryReceipt = await register.stamp(await digestOf(entry))
  const confirmation = await recorder.step('entry_confirmed', () =>
    signConfirmation(entry, {
      signer: cast.patient,
      bytes,
      verdict: 'confirmed',
      issuedAt: clock.now(),
    }),
  )
  const confirmationReceipt = await register.stamp(await digestOf(confirmation))
  await recorder.step('entry_verified', () =>
    verifyConfirmedEntry(
      { entry, confirmation, bytes },
      {
        practitioner: { evidence: roleEvidence(scene) },
        patient: { evidence },
        verifier: platform.verifier,
      },
    ),
  )
  const { history: statusBefore } = await cast.cardiology.publishStatus()
  const deposits = await recorder.step('entry_deposited', () =>
    depositAll(scene, { bytes, entry, confirmation, role, statusBefore }),
  )
  const receipts = { entryReceipt, confirmationReceipt, roleReceipt }
  return { bytes, entry, confirmation, role, statusBefore, deposits, ...receipts }
}

/** All at once: whoever waits for the log goes into one step, and under one checkpoint. */
async function depositAll(
  { vault, cast }: Scene,
  contents: Readonly<Record<keyof Written['deposits'], string | Uint8Array>>,
): Promise<Written['deposits']> {
  const about = { mediaType: 'application/jwt', subject: cast.patient.did }
  const [bytes, entry, confirmation, role, statusBefore] = await Promise.all([
    vault.preserve(contents.bytes, { ...about, mediaType: 'application/fhir+json' }),
    vault.preserve(contents.entry, about),
    vault.preserve(contents.confirmation, about),
    vault.preserve(contents.role, { mediaType: 'application/jwt' }),
    vault.preserve(contents.statusBefore, { mediaType: 'application/jwt' }),
  ])
  return { bytes, entry, confirmation, role, statusBefore }
}

/** What the suspension leaves behind. */
export interface Suspended {
  readonly statusAfter: string
  readonly deposit: Preserved
}

/** Act five, second half: the role is suspended, and what was done before still stands. */
export async function suspend(
  scene: Scene,
  { entry, bytes, deposits }: Written,
): Promise<Suspended> {
  const { stage, cast, doctorA, platform, vault } = scene
  const { recorder, clock } = stage
  const { cardiology } = cast
  clock.advance(60)
  const suspendedAt = clock.now()
  const { history: statusAfter } = await recorder.step('role_suspended', async () => {
    await cardiology.issuer.suspend(doctorA.role.id, { reason: 'under_review' })
    return cardiology.publishStatus()
  })
  const deposit = await recorder.step('status_deposited', () =>
    vault.preserve(statusAfter, { mediaType: 'application/jwt', before: deposits.statusBefore }),
  )
  // The switch must be refused everywhere within 60 s: the age that verifiers allow their lists.
  clock.advance(61)
  await recorder.refused('suspended_role_refused', 'status_suspended', () => show(scene, doctorA))
  const verify = async (existedBy?: ProvenTime): Promise<VerifiedEntry> =>
    verifyEntry(entry, {
      bytes,
      evidence: roleEvidence(scene),
      verifier: platform.verifier,
      ...(existedBy === undefined ? {} : { existedBy }),
    })
  await recorder.step('earlier_entry_stands', async () => {
    const existedBy = await proveTime(entry, {
      proof: deposits.entry.proof,
      verify: createEvidenceTimeProofVerifier(vault.trust),
      now: clock.now(),
    })
    await verify(existedBy)
  })
  await recorder.refused('claimed_time_is_unknown', 'signing_time_unproven', () => verify())
  await recorder.step('impact_listed', () => listImpact(scene, suspendedAt))
  return { statusAfter, deposit }
}

/** What the platform did under the role and the hospital, and nobody wrote down by hand. */
async function listImpact(
  { cast, accreditations, doctorA, platformStore }: Scene,
  suspendedAt: EpochSeconds,
): Promise<void> {
  const role = { issuer: cast.cardiology.did, id: doctorA.role.id }
  const { before, after } = await impactOf(platformStore.usage, role, suspendedAt)
  const kinds = before.map(({ kind }) => kind).sort()
  expectThat(kinds.join() === 'entry,presentation' && after.length === 0, 'impact_of_role')
  const hospital = { issuer: cast.authority.did, id: accreditations.hospital.id }
  const all = await impactOf(platformStore.usage, hospital, undefined)
  const stands = new Set(all.before.map(({ kind }) => kind))
  expectThat(stands.size === 3, 'impact_of_hospital')
}

/** Act six: the patient takes the consent back, and what was permitted is denied. */
export interface Withdrawn {
  readonly withdrawal: string
  readonly receipt: string
  readonly deposit: Preserved
  /** What is said of the request now, with the register's time of withdrawal. */
  readonly told: string
}

export async function withdraw(
  scene: Scene,
  { treatment, verified }: Answers,
  language: Language,
): Promise<Withdrawn> {
  const { stage, cast, register, evidence, platform, vault } = scene
  const { recorder, clock } = stage
  const [statement] = verified.set.statements
  expectThat(statement !== undefined, 'statement')
  const withdrawal = await recorder.step('withdrawal_signed', () =>
    signWithdrawal(
      { statement: { issuer: statement.issuer, id: statement.id }, record, issuedAt: clock.now() },
      { signer: cast.patient },
    ),
  )
  const receipt = await recorder.step('withdrawal_registered', () =>
    register.withdraw({ token: withdrawal, evidence }),
  )
  const about = { mediaType: 'application/jwt', subject: cast.patient.did }
  const deposit = await recorder.step('withdrawal_deposited', () =>
    vault.preserve(withdrawal, about),
  )
  const withdrawnAt = clock.now()
  let told = ''
  const decision = await recorder.decided(
    'withdrawal_decided',
    async () => {
      const set = await platform.verifyStatements(
        await register.attest(record),
        scene.accreditations.hospital.token,
      )
      const request = { purposes: ['TREAT'], data: asked, custodian: cast.hospital.did }
      const decided = platform.decide(verified.presentation, set, request)
      told = explainDecision(decided, { set, language })
      return decided
    },
    treatment.kind === 'permit' ? 'deny' : undefined,
  )
  expectThat(decision.kind !== 'permit', 'treatment')
  const since = 'withdrawnAt' in decision ? decision.withdrawnAt : undefined
  if (treatment.kind === 'permit') expectThat(since === withdrawnAt, 'withdrawn_at')
  return { withdrawal, receipt, deposit, told }
}

export function roleEvidence({ doctorA }: Scene): {
  readonly role: string
  readonly licence: string
  readonly chain: readonly string[]
} {
  return { role: doctorA.role.token, licence: doctorA.licence.token, chain: doctorA.chain }
}
