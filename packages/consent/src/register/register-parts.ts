import type { Clock, EpochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { type Did, type Signer, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type PatientAct, type SignedAct, signedOf } from '../patient-act.ts'
import { type NotifyPatient, type PatientNotice, tellPatient } from '../patient-notice.ts'
import type { AgeRules } from '../representation/age.ts'
import type { RecordNumber } from '../statement-set.ts'
import { noticeEntryOf } from './register-entry.ts'
import type { RegisterStore } from './register-store.ts'

/** What the steps of a register stand on. */
export interface RegisterParts {
  readonly signer: Signer
  readonly store: RegisterStore
  readonly verifier: Verifier
  readonly clock: Clock
  readonly ages: AgeRules | undefined
  readonly desks: readonly Did[]
  readonly notify: NotifyPatient | undefined
  readonly maxSigningDelaySeconds: number
  /** Throws `register_clock_rolled_back`. */
  now(): Promise<EpochSeconds>
}

/** Who judges a call, and when. */
export interface Judgement<E> {
  readonly verifier: Verifier
  readonly evidence: E
  readonly now: EpochSeconds
  readonly signal: AbortSignal | undefined
}

export async function judgementOf<E>(
  { verifier, now }: RegisterParts,
  evidence: E,
  signal: AbortSignal | undefined,
): Promise<Judgement<E>> {
  return { verifier, evidence, now: await now(), signal }
}

/** Tells a patient. Written down first, so that a notice that got lost can be sent again. */
export async function noteAndTell(
  { notify, store, clock }: RegisterParts,
  notice: PatientNotice,
  record: RecordNumber,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (notify === undefined) {
    throw new ConsentError('representation_not_accepted', 'Nobody would tell the patient')
  }
  await store.append(noticeEntryOf(notice, record, undefined), clock)
  await tellPatient(notify, notice, signal)
}

/** Thumbprint of the key that it was signed with. */
export async function keyOf(act: PatientAct): Promise<string> {
  return thumbprintOf(signedWith(act).publicKey)
}

/** What exactly was signed, and with which key. */
export function signedWith(act: PatientAct): SignedAct {
  const signed = signedOf(act)
  if (signed === undefined) throw new ConsentError('token_not_verified', 'Verified elsewhere')
  return signed
}
