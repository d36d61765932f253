import { CodedError, type EpochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import { decodeJws } from '@fidecura/identity'
import { proveShown } from './evidence-digest.ts'
import { proveLift, type SignedLift } from './lift.ts'
import { openRegistered } from './own-key.ts'
import type { PastAct, PatientEvidence } from './patient-key.ts'
import {
  type ProveRatificationOptions,
  proveRatification,
  ratificationKind,
} from './ratification.ts'
import type { AgeRules } from './representation/age.ts'
import { agreementKind } from './representation/agreement.ts'
import type { Authority, GuardianshipEvidence } from './representation/representation.ts'
import { maxTokenBytes } from './signed-token.ts'
import { type Statement, statementKind } from './statement.ts'
import {
  type ProveStatementSignerOptions,
  proveStatementSigner,
  type SignedStatement,
} from './statement-signer.ts'
import { maySupersede } from './supersede.ts'
import { malformed } from './token-shape.ts'
import { withdrawalKind } from './withdrawal.ts'
import type { LiftEvidence } from './withdrawal-signer.ts'

/** Something that was signed, as a register has it. */
export interface RegisteredAct<E = PatientEvidence> {
  readonly token: string
  readonly evidence: E
}

export interface JudgeActOptions {
  readonly verifier: Verifier
  /** By when the register had it. */
  readonly at: EpochSeconds
  /** `evidenceDigestOf` the act and its evidence, as the register says it was by then. */
  readonly shown: string | undefined
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/** What is found out about a registered statement: a defeated one permits nothing. */
export type JudgedStatement =
  | { readonly defeated: true }
  | { readonly defeated: false; readonly authority: Authority | undefined }

/**
 * The signer was proven when the register took the statement in, so it is there for good. A revocation that
 * reaches back, as for a stolen key or a guardianship that never was, takes its force and not the rest of
 * the set's. So do ages that this verifier counts otherwise than the register did.
 */
export async function judgeStatement(
  signed: SignedStatement,
  options: JudgeActOptions & Pick<ProveStatementSignerOptions, 'evidence' | 'ages'>,
): Promise<JudgedStatement> {
  if (await isAgreementLost(signed.statement, options.evidence, options)) return { defeated: true }
  const past = await pastOf(signed.token, options.evidence, options)
  try {
    return { defeated: false, authority: await proveStatementSigner(signed, { ...options, past }) }
  } catch (error) {
    if (isOfOwn(error) || (CodedError.is(error) && ownCodes.includes(error.code))) {
      return { defeated: true }
    }
    throw error
  }
}

/** Whether a consent that somebody gave in the patient's place was ratified, by what is known today. */
export async function isRatified(
  { token, evidence }: RegisteredAct,
  options: JudgeActOptions & Pick<ProveRatificationOptions, 'statement' | 'ages'>,
): Promise<boolean> {
  const { verifier, at, now, signal } = options
  const opening = { resolve: verifier.resolve, at, now, signal }
  const opened = await openRegistered(token, ratificationKind, opening)
  if ('lost' in opened) return !isLost(opened.lost)
  const past = await pastOf(token, evidence, options)
  try {
    await proveRatification(token, { ...options, evidence, past })
    return true
  } catch (error) {
    if (isOfOwn(error) || (CodedError.is(error) && ownCodes.includes(error.code))) return false
    throw error
  }
}

const ownCodes: readonly string[] = [
  'representation_not_accepted',
  'birth_date_missing',
  'patient_not_of_age',
  'authority_ended',
  'representation_beyond_power',
]

/** With a place it is about an accreditation: then nothing is known of anybody. */
function isOfOwn(error: unknown): boolean {
  if (!CodedError.is(error) || error.code !== 'status_revoked') return false
  return error.place === undefined || error.place === '/giver'
}

/**
 * The register says what existed by then, and whoever judges holds its word or is it. Of evidence that it
 * was not shown it says nothing: that may have been made since, with a key that was taken out.
 */
async function pastOf(
  token: string,
  evidence: object,
  options: JudgeActOptions,
): Promise<(act: string) => Promise<PastAct>> {
  const existedBy = await proveShown(token, evidence, options)
  return async (act) => ({ act, existedBy })
}

async function isLiftDefeated(
  lift: SignedLift,
  about: Statement,
  { evidence }: RegisteredAct<LiftEvidence>,
  options: JudgeLiftOptions,
): Promise<boolean> {
  // Agreements of which no key is left open nothing.
  if (await isAgreementLost({ kind: 'consent' }, evidence, options)) return true
  const past = await pastOf(lift.token, evidence, options)
  try {
    await proveLift(lift, about, { ...options, evidence, past })
    return false
  } catch (error) {
    if (isOfOwn(error) || (CodedError.is(error) && ownCodes.includes(error.code))) return true
    throw error
  }
}

export interface JudgeLiftOptions extends JudgeActOptions {
  /** Without them no minor, and no guardian, lifts what a guardian signed. */
  readonly ages: AgeRules | undefined
}

/**
 * Judges anew whether whoever took a statement back could do so then, by what is known today: that
 * the key was theirs, and that a patient was old enough. A statement that takes the place of one that forbids
 * takes it back.
 *
 * @throws ConsentError `token_malformed`: it takes back another statement; and as a withdrawal itself.
 */
export async function isWithdrawalDefeated(
  act: RegisteredAct<LiftEvidence>,
  about: Statement,
  options: JudgeLiftOptions,
): Promise<boolean> {
  const { verifier, at, now, signal } = options
  const { resolve } = verifier
  const opening = { resolve, at, now, signal }
  const { token } = act
  if (isStatement(token)) {
    const opened = await openRegistered(token, statementKind, opening)
    const { content } = opened
    if ('lost' in opened) return isLost(opened.lost)
    const { publicKey } = opened
    if (!maySupersede(content, about, at)) throw malformed('/supersedes')
    const { issuer, record } = content
    return isLiftDefeated({ issuer, by: undefined, record, publicKey, token }, about, act, options)
  }
  const opened = await openRegistered(token, withdrawalKind, opening)
  if ('lost' in opened) return isLost(opened.lost)
  const { statement, record, issuer, by } = opened.content
  const isIt =
    statement.issuer === about.issuer &&
    statement.id === about.id &&
    record.system === about.record.system &&
    record.value === about.record.value
  if (!isIt) throw malformed('/statement')
  const { publicKey } = opened
  return isLiftDefeated({ issuer, by, record, publicKey, token }, about, act, options)
}

/** What no key shows any more lifts nothing, and adds nothing. */
function isLost(error: CodedError): true {
  if (error.outcome === 'unknown') throw error
  return true
}

/** Whether another guardian took away what shows that they agreed. */
async function isAgreementLost(
  { kind }: Pick<Statement, 'kind'>,
  evidence: ProveStatementSignerOptions['evidence'],
  { verifier: { resolve }, at, now, signal }: JudgeActOptions,
): Promise<boolean> {
  const { agreements = [] } = evidence as Partial<GuardianshipEvidence>
  for (const { agreement } of agreements) {
    const opened = await openRegistered(agreement, agreementKind, { resolve, at, now, signal })
    if ('lost' in opened) return kind !== 'consent' || isLost(opened.lost)
  }
  return false
}

/** Whether somebody took something back by a statement that takes its place. */
export function isStatement(token: string): boolean {
  return decodeJws(token, { maxBytes: maxTokenBytes }).header.typ === statementKind.typ
}
