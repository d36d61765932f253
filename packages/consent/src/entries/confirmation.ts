import { createBrand, type EpochSeconds, type JsonValue, type Minted } from '@fidecura/base'
import { type Did, digestOf, type ProvenTime } from '@fidecura/identity'
import { ConsentError } from '../errors.ts'
import { type JudgedBy, openingOf } from '../judged-by.ts'
import { keepSigned } from '../patient-act.ts'
import { type PatientEvidence, provePatientKey } from '../patient-key.ts'
import {
  decodeToken,
  openToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from '../signed-token.ts'
import type { RecordNumber } from '../statement-set.ts'
import { readTimeProofs } from '../time-proofs.ts'
import {
  exactly,
  malformed,
  matching,
  members,
  optional,
  readDid,
  readDigest,
  readInstant,
  readReason,
  readRecord,
} from '../token-shape.ts'
import { decodeEntry, type VerifiedEntry, type VerifyEntryOptions, verifyEntry } from './entry.ts'

/** `typ` of a confirmation. */
export const confirmationType = 'fidecura-confirmation+jwt'

/** What a patient says about a clinical entry in their record. */
export interface Confirmation {
  /** The DID of the patient. */
  readonly issuer: Did
  /** When, as the patient says. */
  readonly issuedAt: EpochSeconds
  readonly verdict: 'confirmed' | 'disputed'
  /** Base64url SHA-256 of the entry's token. */
  readonly entry: string
  /** Base64url SHA-256 of the exact bytes that the patient saw. */
  readonly digest: string
  readonly record: RecordNumber
  /** A code such as `wrong_person`. */
  readonly reason: string | undefined
  /** Why the patient disputes it, in their own words: theirs, and for no log. */
  readonly text: string | undefined
}

declare const verified: unique symbol

/** Signed by the patient of the record. Only `verifyConfirmation` makes one. */
export interface VerifiedConfirmation extends Confirmation {
  /** By when somebody else says that it existed; undefined: `issuedAt` is the signer's word alone. */
  readonly existedBy: EpochSeconds | undefined
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** What a patient saw, and what they say about it. */
export interface SignConfirmationOptions extends SignTokenOptions {
  /** What the patient saw. */
  readonly bytes: Uint8Array
  readonly verdict: 'confirmed' | 'disputed'
  readonly issuedAt: EpochSeconds
  readonly reason?: string
  /** Of a dispute alone: at most 2,000 characters, in lines. */
  readonly text?: string
}

/**
 * Signs what the patient thinks of an entry.
 *
 * @param entry - The practitioner's token.
 * @returns A compact JWS of type `fidecura-confirmation+jwt`.
 * @throws {@link ConsentError} `entry_bytes_mismatch`: the entry is about other bytes than the patient
 *   saw; `token_malformed`; those of `signJws`.
 */
export async function signConfirmation(
  entry: string,
  options: SignConfirmationOptions,
): Promise<string> {
  const { bytes, verdict, issuedAt, reason, text } = options
  const { digest, record } = decodeEntry(entry).content
  await assertDigest(digest, bytes)
  const payload = {
    version: 'urn:fidecura:confirmation:1',
    iss: options.signer.did,
    iat: issuedAt,
    verdict,
    entry: await digestOf(entry),
    digest,
    record: { system: record.system, value: record.value },
    ...(reason === undefined ? {} : { reason }),
    ...(text === undefined ? {} : { text }),
  }
  return signToken(payload, confirmationKind, options)
}

/** What was seen, and by whom a confirmation is judged. */
export interface VerifyConfirmationOptions extends JudgedBy {
  /** Exactly as the patient saw them. */
  readonly bytes: Uint8Array
  /** Whose key it is that signed. */
  readonly evidence: PatientEvidence
  /**
   * That the token existed by then. Needed once the patient's identity was suspended, or their DID has
   * taken the key out. In a list, of the identity and its chain, too, whose signers may have rotated.
   */
  readonly existedBy?: ProvenTime | readonly ProvenTime[]
}

/**
 * Proves that the patient of the record said this about these bytes, as of the instant that it names.
 * Needs nothing of the practitioner.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `entry_bytes_mismatch`,
 *   `signer_not_patient`; those of `verifyDidJws` and `assertProvenFor`; those of the verifier for
 *   the identity.
 */
export async function verifyConfirmation(
  token: string,
  options: VerifyConfirmationOptions,
): Promise<VerifiedConfirmation> {
  const { bytes } = options
  const { proofs, existedBy } = await readTimeProofs(token, options.existedBy)
  const { issuedAt } = decodeToken(token, confirmationKind).content
  const opening = openingOf(options, issuedAt)
  const { at, now } = opening
  const { content, publicKey } = await openToken(token, confirmationKind, { ...opening, proofs })
  await assertDigest(content.digest, bytes)
  const past = { act: token, existedBy: proofs }
  await provePatientKey({ ...content, publicKey }, { ...options, at, now, past })
  const said = { ...content, existedBy, now }
  const value = brand.mint(Object.freeze(said))
  keepSigned(value, { token, publicKey })
  return value
}

/** An entry, what the patient says about it, and the bytes of which both speak. */
export interface ConfirmedEntry {
  readonly entry: string
  readonly confirmation: string
  readonly bytes: Uint8Array
}

/** By whom an entry and its confirmation are judged. */
export interface VerifyConfirmedEntryOptions extends JudgedBy {
  readonly practitioner: Pick<VerifyEntryOptions, 'evidence' | 'existedBy'>
  readonly patient: Pick<VerifyConfirmationOptions, 'evidence' | 'existedBy'>
}

/**
 * Proves both, and that the one is about the other.
 *
 * @throws {@link ConsentError} `confirmation_mismatch`; those of `verifyEntry` and
 *   {@link verifyConfirmation}.
 */
export async function verifyConfirmedEntry(
  { entry, confirmation, bytes }: ConfirmedEntry,
  { practitioner, patient, verifier, now = verifier.clock(), signal }: VerifyConfirmedEntryOptions,
): Promise<{ readonly entry: VerifiedEntry; readonly confirmation: VerifiedConfirmation }> {
  const common = { verifier, now, signal }
  const made = await verifyEntry(entry, { ...common, ...practitioner, bytes })
  const said = await verifyConfirmation(confirmation, { ...common, ...patient, bytes })
  const same =
    said.entry === (await digestOf(entry)) &&
    said.record.system === made.record.system &&
    said.record.value === made.record.value
  if (!same) throw new ConsentError('confirmation_mismatch', 'About another entry')
  return Object.freeze({ entry: made, confirmation: said })
}

const brand: Minted<VerifiedConfirmation> = /* @__PURE__ */ createBrand(
  () => new ConsentError('token_not_verified', 'Pass the value that verifyConfirmation returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifyConfirmation} returned.
 *
 * @throws {@link ConsentError} `token_not_verified`.
 */
export function assertVerifiedConfirmation(value: unknown): asserts value is VerifiedConfirmation {
  brand.assert(value)
}

async function assertDigest(digest: string, bytes: Uint8Array): Promise<void> {
  if (digest === (await digestOf(bytes))) return
  throw new ConsentError('entry_bytes_mismatch', 'Other bytes than those that were signed')
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  verdict: Confirmation['verdict']
  entry: string
  digest: string
  record: RecordNumber
  reason?: string
  text?: string
}>({
  version: exactly('urn:fidecura:confirmation:1'),
  iss: readDid,
  iat: readInstant,
  verdict: exactly('confirmed', 'disputed'),
  entry: readDigest,
  digest: readDigest,
  record: readRecord,
  reason: optional(readReason),
  // Lines, and nothing that would move a cursor.
  text: optional(matching(/^(?:[^\p{Cc}]|\n){1,2000}$/u)),
})

const confirmationKind: TokenKind<Confirmation> = {
  typ: confirmationType,
  read(payload: JsonValue) {
    const { iss, iat, verdict, entry, digest, record, reason, text } = readPayload(payload, '')
    if (verdict !== 'disputed' && text !== undefined) throw malformed('/text')
    return { issuer: iss, issuedAt: iat, verdict, entry, digest, record, reason, text }
  },
}
