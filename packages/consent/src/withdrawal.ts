import type { EpochSeconds, JsonValue } from '@fidecura/base'
import { type GuardianEvidence, proveGuardian } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { assertEvidence, evidenceNameOf } from './evidence-shape.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { keepSigned } from './patient-act.ts'
import { type PatientEvidence, provePatientKey } from './patient-key.ts'
import { openToken, type SignTokenOptions, signToken, type TokenKind } from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import {
  exactly,
  members,
  optional,
  readDid,
  readId,
  readInstant,
  readReason,
  readRecord,
} from './token-shape.ts'

/** `typ` of a withdrawal. */
export const withdrawalType = 'fidecura-withdrawal+jwt'

/** Names a statement: an id alone is unique for its issuer only. */
export interface StatementReference {
  readonly issuer: Did
  readonly id: string
}

/** Takes one statement back. It takes effect when the register receives it, not when it says. */
export interface Withdrawal {
  /** Who withdraws: a DID of the patient, or of a guardian; not necessarily that of the statement. */
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  readonly statement: StatementReference
  readonly record: RecordNumber
  /** A code such as `changed_mind`; nobody need give one. */
  readonly reason: string | undefined
}

declare const verified: unique symbol

/** Signed by the patient of the record, or a guardian. Only {@link verifyWithdrawal} makes one. */
export interface VerifiedWithdrawal extends Withdrawal {
  readonly by: 'patient' | 'guardian'
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** What a patient takes back. */
export interface WithdrawalContent {
  readonly statement: StatementReference
  readonly record: RecordNumber
  readonly issuedAt: EpochSeconds
  readonly reason?: string
}

/**
 * Signs, as the patient, that a statement is taken back.
 *
 * @returns A compact JWS of type `fidecura-withdrawal+jwt`.
 * @throws {@link ConsentError} `token_malformed`; those of `signJws`.
 */
export function signWithdrawal(
  content: WithdrawalContent,
  options: SignTokenOptions,
): Promise<string> {
  const { statement, record, issuedAt, reason } = content
  const payload = {
    version: 'urn:fidecura:withdrawal:1',
    iss: options.signer.did,
    iat: issuedAt,
    statement: { issuer: statement.issuer, id: statement.id },
    record: { system: record.system, value: record.value },
    ...(reason === undefined ? {} : { reason }),
  }
  return signToken(payload, withdrawalKind, options)
}

/** What shows whose key a withdrawal was signed with: a guardian may take a consent back, and nothing else here. */
export type WithdrawalEvidence = PatientEvidence | GuardianEvidence

/** By whom a withdrawal is judged, and when. */
export interface VerifyWithdrawalOptions extends JudgedBy {
  /** Whose key it is that signed. */
  readonly evidence: WithdrawalEvidence
  /** When the key must be the patient's or the guardian's; at most 60 s before `now`. Default: `now`. */
  readonly at?: EpochSeconds
}

/**
 * Proves that the patient of the record signed it, or a guardian whose power it is. Whether the record
 * has such a statement, and whether it is one that a guardian may take back, the register knows.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `signer_not_patient`; those of
 *   `verifyDidJws`, of `proveGuardian`, and of the verifier for identity or guardianship.
 */
export async function verifyWithdrawal(
  token: string,
  options: VerifyWithdrawalOptions,
): Promise<VerifiedWithdrawal> {
  const opening = openingOf(options, options.at)
  const { at, now } = opening
  const { evidence, verifier, signal } = options
  assertEvidence(evidence)
  const { content, publicKey } = await openToken(token, withdrawalKind, opening)
  const call = { verifier, at, now, signal }
  const by = evidenceNameOf(evidence) === 'guardianship' ? 'guardian' : 'patient'
  if ('guardianship' in evidence) {
    const act = {
      guardian: content.issuer,
      publicKey,
      ward: content.record,
      power: 'withdraw',
    } as const
    await proveGuardian(act, { ...call, evidence })
  } else {
    await provePatientKey({ ...content, publicKey }, { ...call, evidence })
  }
  const value = Object.freeze({ ...content, by, at, now }) as VerifiedWithdrawal
  minted.add(value)
  keepSigned(value, { token, publicKey })
  return value
}

// JavaScript callers have no types; membership here is what stops them.
const minted = /* @__PURE__ */ new WeakSet<object>()

/**
 * Lets nothing pass but the very value that {@link verifyWithdrawal} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedWithdrawal(value: unknown): asserts value is VerifiedWithdrawal {
  if (minted.has(value as object)) return
  throw new ConsentError('token_not_verified', 'Pass the value that verifyWithdrawal returned')
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  statement: StatementReference
  record: RecordNumber
  reason?: string
}>({
  version: exactly('urn:fidecura:withdrawal:1'),
  iss: readDid,
  iat: readInstant,
  statement: members<StatementReference>({ issuer: readDid, id: readId }),
  record: readRecord,
  reason: optional(readReason),
})

export const withdrawalKind: TokenKind<Withdrawal> = {
  typ: withdrawalType,
  read(payload: JsonValue) {
    const { iss, iat, statement, record, reason } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, statement, record, reason }
  },
}
