import type { EpochSeconds, JsonValue } from '@fidecura/base'
import { type Did, digestOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { type PatientEvidence, provePatientKey } from './patient-key.ts'
import { type AgeRules, readAges } from './representation/age.ts'
import type { HeldOptions } from './representation/held.ts'
import { assertOwnAuthority } from './representation/prove-representation.ts'
import {
  type OpenedToken,
  openToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from './signed-token.ts'
import { decodeStatement, type Statement } from './statement.ts'
import { assertConsistent } from './statement-consistency.ts'
import type { RecordNumber } from './statement-set.ts'
import {
  exactly,
  members,
  readDid,
  readDigest,
  readId,
  readInstant,
  readRecord,
} from './token-shape.ts'
import type { StatementReference } from './withdrawal.ts'

/** `typ` of a ratification. */
export const ratificationType = 'fidecura-ratification+jwt'

/**
 * A patient's word that what somebody agreed to in their place is to stay, also when the authority of
 * whoever it was has ended.
 */
export interface Ratification {
  /** A DID of the patient. */
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  readonly statement: StatementReference
  /** Base64url SHA-256 of the statement's token. */
  readonly act: string
  /** Base64url SHA-256 of the text that the patient was shown: that of the statement. */
  readonly textDigest: string
  readonly record: RecordNumber
}

/** When it is signed. */
export interface SignRatificationOptions extends SignTokenOptions {
  readonly issuedAt: EpochSeconds
}

/**
 * Signs, as the patient, that a consent which somebody gave in their place is to stay. Show its text first.
 *
 * @param statement - The token.
 * @returns A compact JWS of type `fidecura-ratification+jwt`.
 * @throws {@link ConsentError} `ratification_mismatch`: the patient's own, or no consent;
 *   `statement_text_mismatch` and its like; those of `signJws`.
 */
export async function signRatification(
  statement: string,
  { issuedAt, ...options }: SignRatificationOptions,
): Promise<string> {
  const { content } = decodeStatement(statement)
  const { issuer, id, record, textDigest } = content
  assertRatifiable(content)
  await assertConsistent(content)
  const payload = {
    version: 'urn:fidecura:ratification:1',
    iss: options.signer.did,
    iat: issuedAt,
    statement: { issuer, id },
    act: await digestOf(statement),
    textDigest,
    record: { system: record.system, value: record.value },
  }
  return signToken(payload, ratificationKind, options)
}

/** What is ratified, and by whom the patient is judged. */
export interface ProveRatificationOptions extends HeldOptions {
  readonly evidence: PatientEvidence
  readonly ages: AgeRules | undefined
  readonly statement: { readonly token: string; readonly content: Statement }
}

/**
 * Proves that the patient, who is old enough, ratified exactly this statement.
 *
 * @returns The key that signed is beside the content.
 * @throws ConsentError `ratification_mismatch`, `signer_not_patient`, `patient_not_of_age`,
 *   `birth_date_missing`, `representation_not_accepted`; those of `verifyDidJws` and the verifier.
 */
export async function proveRatification(
  token: string,
  { statement, ages, ...options }: ProveRatificationOptions,
): Promise<OpenedToken<Ratification>> {
  const opened = await openRatification(token, options)
  const { content, publicKey } = opened
  const { issuer, id, record, textDigest } = statement.content
  assertRatifiable(statement.content)
  const same =
    content.act === (await digestOf(statement.token)) &&
    content.statement.issuer === issuer &&
    content.statement.id === id &&
    content.textDigest === textDigest &&
    content.record.system === record.system &&
    content.record.value === record.value
  if (!same) throw mismatch()
  const { past, at } = options
  const { birthDate } = await provePatientKey(
    { issuer: content.issuer, publicKey, record },
    { ...options, past: past === undefined ? undefined : await past(token) },
  )
  assertOwnAuthority(statement.content, birthDate, at, readAges(ages))
  return opened
}

function openRatification(
  token: string,
  { verifier, at, now, signal }: HeldOptions,
): Promise<OpenedToken<Ratification>> {
  const { resolve } = verifier
  return openToken(token, ratificationKind, { resolve, at, now, signal })
}

function assertRatifiable({ by, kind }: Statement): void {
  if (by === undefined || kind !== 'consent') throw mismatch()
}

function mismatch(): ConsentError {
  return new ConsentError(
    'ratification_mismatch',
    'Not of this statement, or of none that needs it',
  )
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  statement: StatementReference
  act: string
  textDigest: string
  record: RecordNumber
}>({
  version: exactly('urn:fidecura:ratification:1'),
  iss: readDid,
  iat: readInstant,
  statement: members<StatementReference>({ issuer: readDid, id: readId }),
  act: readDigest,
  textDigest: readDigest,
  record: readRecord,
})

export const ratificationKind: TokenKind<Ratification> = {
  typ: ratificationType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, iat, statement, act, textDigest, record } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, statement, act, textDigest, record }
  },
}
