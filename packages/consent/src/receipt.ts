import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did, ResolveDid, TimeProofVerifier } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { notesOf } from './register/register-entry.ts'
import type { RegisterEntry, RegisterEntryKind } from './register/register-store.ts'
import {
  type OpenTokenOptions,
  openToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from './signed-token.ts'
import {
  exactly,
  malformed,
  members,
  optional,
  readCount,
  readDid,
  readDigest,
  readInstant,
} from './token-shape.ts'
import { pinsOf, type TrustsRegister } from './trusted-register.ts'

/** `typ` of a receipt. */
export const receiptType = 'fidecura-receipt+jwt'

/** A register's signed word that it had something by an instant. Tells nothing about whom. */
export interface Receipt {
  /** The register. */
  readonly issuer: Did
  /** When the register received it. */
  readonly issuedAt: EpochSeconds
  readonly kind: RegisterEntryKind
  readonly sequence: number
  /** Base64url SHA-256 of what was received. */
  readonly digest: string
  /**
   * Of a withdrawal: the register has no such statement yet, so that nothing that it has ended. A number that was
   * typed wrong looks like this. Absent: it has, or the receipt is older than this member.
   */
  readonly ahead?: true | undefined
  /** `evidenceDigestOf` it and what was shown with it, if anything was. */
  readonly evidence?: string | undefined
}

/** What a receipt is signed with, and says beside what its entry does. */
interface SignReceiptOptions extends SignTokenOptions {
  readonly ahead?: boolean
}

/** Not part of the package. */
export function signReceipt(
  entry: RegisterEntry,
  { ahead = false, ...options }: SignReceiptOptions,
): Promise<string> {
  const { shown } = notesOf(entry)
  const payload = {
    version: 'urn:fidecura:receipt:1',
    iss: options.signer.did,
    iat: entry.registeredAt,
    kind: entry.kind,
    sequence: entry.sequence,
    digest: entry.digest,
    ...(ahead && { ahead }),
    ...(shown === undefined ? {} : { evidence: shown }),
  }
  return signToken(payload, receiptKind, options)
}

/** Whose receipt it must be, and by whom its signer is found. */
export interface VerifyReceiptOptions
  extends Pick<JudgedBy, 'verifier' | 'now' | 'signal'>,
    TrustsRegister {}

/**
 * Proves that a register signed a receipt, by a key that is its own at present.
 *
 * @throws {@link ConsentError} `token_malformed`, `token_from_future`, `register_wrong`,
 *   `register_malformed`; those of `verifyDidJws`, `key_not_pinned` among them.
 */
export async function verifyReceipt(
  token: string,
  options: VerifyReceiptOptions,
): Promise<Receipt> {
  return openReceipt(token, { ...openingOf(options, undefined), register: options.register })
}

async function openReceipt(
  token: string,
  options: OpenTokenOptions & TrustsRegister,
): Promise<Receipt> {
  const { register } = options
  const keys = pinsOf(register)
  const { content } = await openToken(token, receiptKind, { ...options, keys })
  if (content.issuer !== register.did) throw wrongRegister()
  return Object.freeze(content)
}

/** Whose receipts prove a time. */
export interface ReceiptTimeProofOptions extends TrustsRegister {
  readonly resolve: ResolveDid
}

/**
 * Lets `proveTime` of `@fidecura/identity` take a register's receipts.
 *
 * @returns Throws what {@link verifyReceipt} throws, and {@link ConsentError} `receipt_mismatch` for
 *   a receipt of something else.
 * @throws {@link ConsentError} `register_malformed`.
 */
export function createReceiptTimeProofVerifier(
  options: ReceiptTimeProofOptions,
): TimeProofVerifier {
  const { register, resolve } = options
  pinsOf(register)
  return async (proof, { digest, now, signal }) => {
    // The register's key must be its own today: one that it gave up could date things back for ever.
    const receipt = await openReceipt(proof, { register, resolve, at: now, now, signal })
    if (receipt.digest !== digest) {
      throw new ConsentError('receipt_mismatch', 'The receipt is of something else')
    }
    return receipt.issuedAt
  }
}

export function wrongRegister(): ConsentError {
  return new ConsentError('register_wrong', 'Signed by another register')
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  kind: RegisterEntryKind
  sequence: number
  digest: string
  ahead?: true
  evidence?: string
}>({
  version: exactly('urn:fidecura:receipt:1'),
  iss: readDid,
  iat: readInstant,
  kind: exactly('statement', 'withdrawal', 'ratification', 'signature', 'notice', 'stamp'),
  sequence: readCount,
  digest: readDigest,
  ahead: optional(readTrue),
  evidence: optional(readDigest),
})

function readTrue(value: unknown, place: string): true {
  if (value !== true) throw malformed(place)
  return value
}

const receiptKind: TokenKind<Receipt> = {
  typ: receiptType,
  read(payload: JsonValue) {
    const { iss, iat, kind, sequence, digest, ahead, evidence } = readPayload(payload, '')
    if (ahead !== undefined && kind !== 'withdrawal') throw malformed('/ahead')
    return { issuer: iss, issuedAt: iat, kind, sequence, digest, ahead, evidence }
  },
}
