import { createBrand, type EpochSeconds, type JsonValue, type Minted } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { readEvidence } from './evidence-shape.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { keepSigned } from './patient-act.ts'
import { representedBy } from './representation/representation.ts'
import { openToken, type SignTokenOptions, signToken, type TokenKind } from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import {
  exactly,
  malformed,
  members,
  optional,
  readDid,
  readId,
  readInstant,
  readReason,
  readRecord,
} from './token-shape.ts'
import {
  proveWithdrawalSigner,
  type WithdrawalEvidence,
  type WithdrawnBy,
} from './withdrawal-signer.ts'

/** `typ` of a withdrawal. */
export const withdrawalType = 'fidecura-withdrawal+jwt'

/** Names a statement: an id alone is unique for its issuer only. */
export interface StatementReference {
  readonly issuer: Did
  readonly id: string
}

/** Takes one statement back. It takes effect when the register receives it, not when it says. */
export interface Withdrawal {
  /** Who withdraws: a DID of the patient, or of whoever does it for them; not necessarily that of the statement. */
  readonly issuer: Did
  /** As whom it is taken back in the patient's place; undefined: by the patient. */
  readonly by: WithdrawnBy | undefined
  /** How the patient was identified who asked the desk for it; of a desk alone. */
  readonly identified: Identified | undefined
  readonly issuedAt: EpochSeconds
  readonly statement: StatementReference
  readonly record: RecordNumber
  /** A code such as `changed_mind`; nobody need give one. */
  readonly reason: string | undefined
}

/** How a patient was identified at a desk. */
export type Identified = 'in_person' | 'register'

declare const verified: unique symbol

/** Signed by the patient of the record, or for them. Only {@link verifyWithdrawal} makes one. */
export interface VerifiedWithdrawal extends Withdrawal {
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** What is taken back, and as whom. */
export interface WithdrawalContent {
  readonly statement: StatementReference
  readonly record: RecordNumber
  readonly issuedAt: EpochSeconds
  readonly reason?: string
  /** Default: the patient takes it back. */
  readonly by?: WithdrawnBy
  /** Needed of a desk: how it identified the patient. */
  readonly identified?: Identified
}

/**
 * Signs that a statement is taken back, as the patient or, with `by`, for them. Of a desk, a second person
 * then agrees to it by `signAgreement`.
 *
 * @returns A compact JWS of type `fidecura-withdrawal+jwt`.
 * @throws {@link ConsentError} `token_malformed`; those of `signJws`.
 */
export async function signWithdrawal(
  content: WithdrawalContent,
  options: SignTokenOptions,
): Promise<string> {
  const { statement, record, issuedAt, reason, by, identified } = content
  const payload = {
    version: 'urn:fidecura:withdrawal:1',
    iss: options.signer.did,
    iat: issuedAt,
    statement: { issuer: statement.issuer, id: statement.id },
    record: { system: record.system, value: record.value },
    ...(reason === undefined ? {} : { reason }),
    ...(by === undefined ? {} : { by }),
    ...(identified === undefined ? {} : { identified }),
  }
  return signToken(payload, withdrawalKind, options)
}

/** By whom a withdrawal is judged, and when. */
export interface VerifyWithdrawalOptions extends JudgedBy {
  /** Whose hand it was. */
  readonly evidence: WithdrawalEvidence
  /** Organisations whose people may take consents back at a desk, two of them. Default: none. */
  readonly desks?: readonly Did[]
  /** When the key must be the patient's or the guardian's; at most 60 s before `now`. Default: `now`. */
  readonly at?: EpochSeconds
}

/**
 * Proves that the patient of the record signed it, or somebody whose power it is. Whether the record
 * has such a statement, and whether it is one that others than the patient may take back, the register knows.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `signer_not_patient`,
 *   `representation_mismatch`, `representation_beyond_power`, `agreement_mismatch`,
 *   `desk_not_two_people`; those of `verifyDidJws`, of `proveGuardian` and `proveDeskPerson`, and of the
 *   verifier for what is shown.
 */
export async function verifyWithdrawal(
  token: string,
  options: VerifyWithdrawalOptions,
): Promise<VerifiedWithdrawal> {
  const opening = openingOf(options, options.at)
  const { at, now } = opening
  const { verifier, desks = [], signal } = options
  const { evidence } = readEvidence(options.evidence)
  const { content, publicKey } = await openToken(token, withdrawalKind, opening)
  const signed = { withdrawal: content, publicKey, token }
  await proveWithdrawalSigner(signed, { verifier, evidence, desks, at, now, signal })
  const value = brand.mint(Object.freeze({ ...content, at, now }))
  keepSigned(value, { token, publicKey })
  return value
}

const brand: Minted<VerifiedWithdrawal> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyWithdrawal returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyWithdrawal} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedWithdrawal(value: unknown): asserts value is VerifiedWithdrawal {
  brand.assert(value)
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  statement: StatementReference
  record: RecordNumber
  reason?: string
  by?: WithdrawnBy
  identified?: Identified
}>({
  version: exactly('urn:fidecura:withdrawal:1'),
  iss: readDid,
  iat: readInstant,
  statement: members<StatementReference>({ issuer: readDid, id: readId }),
  record: readRecord,
  reason: optional(readReason),
  by: optional(exactly(...representedBy, 'desk')),
  identified: optional(exactly('in_person', 'register')),
})

export const withdrawalKind: TokenKind<Withdrawal> = {
  typ: withdrawalType,
  read(payload: JsonValue) {
    const { iss, iat, statement, record, reason, by, identified } = readPayload(payload, '')
    if ((by === 'desk') !== (identified !== undefined)) throw malformed('/identified')
    return { issuer: iss, issuedAt: iat, statement, record, reason, by, identified }
  },
}
