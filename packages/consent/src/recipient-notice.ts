import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { wrongRegister } from './receipt.ts'
import type { NewRecipientNotice, StatementChange } from './register/register-outbox.ts'
import { openToken, type SignTokenOptions, signToken, type TokenKind } from './signed-token.ts'
import {
  exactly,
  members,
  optional,
  readCount,
  readDid,
  readDigest,
  readInstant,
} from './token-shape.ts'
import { pinsOf, type TrustsRegister } from './trusted-register.ts'

/** `typ` of a register's notice to a recipient. */
export const statementNoticeType = 'fidecura-statement-notice+jwt'
/** `typ` of a recipient's acknowledgement. */
export const noticeAcknowledgementType = 'fidecura-notice-acknowledgement+jwt'

/** That something became of a statement. Names it by its digest, and the patient not at all. */
export interface StatementNotice extends NewRecipientNotice {
  /** The register. */
  readonly issuer: Did
  /** Of the notice. */
  readonly issuedAt: EpochSeconds
  /** Of the register's entry. */
  readonly sequence: number
  /** Since when it counts. */
  readonly registeredAt: EpochSeconds
}

/** A recipient's word that a notice reached them. */
export interface NoticeAcknowledgement extends Pick<NewRecipientNotice, 'change' | 'statement'> {
  /** The recipient. */
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  readonly register: Did
  readonly sequence: number
}

/** Not part of the package. */
export function signNotice(
  notice: Omit<StatementNotice, 'issuer'>,
  options: SignTokenOptions,
): Promise<string> {
  const { issuedAt, recipient, sequence, registeredAt, change, statement, replaces } = notice
  const payload = {
    version: 'urn:fidecura:statement-notice:1',
    iss: options.signer.did,
    aud: recipient,
    iat: issuedAt,
    ...{ sequence, registeredAt, change, statement },
    ...(replaces === undefined ? {} : { replaces }),
  }
  return signToken(payload, noticeKind, options)
}

/** Whose notice it must be, and for whom. */
export interface VerifyStatementNoticeOptions
  extends Pick<JudgedBy, 'verifier' | 'now' | 'signal'>,
    TrustsRegister {
  readonly recipient: Did
}

/**
 * Proves that a register tells this recipient something. It is a hint to fetch the set anew: whether the
 * statement counts, its register's word says alone.
 *
 * @throws {@link ConsentError} `register_wrong`, `notice_mismatch`: for somebody else;
 *   `token_malformed`, `token_from_future`; those of `verifyDidJws`.
 */
export async function verifyStatementNotice(
  token: string,
  options: VerifyStatementNoticeOptions,
): Promise<StatementNotice> {
  const { register, recipient } = options
  const keys = pinsOf(register)
  const { content } = await openToken(token, noticeKind, { ...openingOf(options, undefined), keys })
  if (content.issuer !== register.did) throw wrongRegister()
  if (content.recipient !== recipient) {
    throw new ConsentError('notice_mismatch', 'For somebody else')
  }
  return Object.freeze(content)
}

/** When it is signed. */
export interface AcknowledgeNoticeOptions extends SignTokenOptions {
  readonly issuedAt: EpochSeconds
}

/**
 * Signs, as the recipient, that a notice came. Keep what follows from it first: whoever signs has been told.
 *
 * @param notice - What {@link verifyStatementNotice} returned.
 * @returns A compact JWS of type `fidecura-notice-acknowledgement+jwt`: the answer to the notice, or
 *   for `Register.acknowledge`.
 * @throws {@link ConsentError} `notice_mismatch`: for somebody else; those of `signJws`.
 */
export async function acknowledgeNotice(
  { issuer: register, recipient, sequence, change, statement }: StatementNotice,
  { issuedAt, ...options }: AcknowledgeNoticeOptions,
): Promise<string> {
  if (options.signer.did !== recipient) throw new ConsentError('notice_mismatch', 'For another')
  const payload = {
    version: 'urn:fidecura:notice-acknowledgement:1',
    iss: options.signer.did,
    iat: issuedAt,
    ...{ register, sequence, change, statement },
  }
  return signToken(payload, acknowledgementKind, options)
}

const changes = ['registered', 'replaced', 'narrowed', 'withdrawn'] as const

const readNotice = /* @__PURE__ */ members<{
  version: string
  iss: Did
  aud: Did
  iat: EpochSeconds
  sequence: number
  registeredAt: EpochSeconds
  change: StatementChange
  statement: string
  replaces?: string
}>({
  version: exactly('urn:fidecura:statement-notice:1'),
  iss: readDid,
  aud: readDid,
  iat: readInstant,
  sequence: readCount,
  registeredAt: readInstant,
  change: exactly(...changes),
  statement: readDigest,
  replaces: optional(readDigest),
})

const noticeKind: TokenKind<StatementNotice> = {
  typ: statementNoticeType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, aud, iat, version: _, replaces, ...said } = readNotice(payload, '')
    return { issuer: iss, recipient: aud, issuedAt: iat, replaces, ...said }
  },
}

const readAcknowledgement = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  register: Did
  sequence: number
  change: StatementChange
  statement: string
}>({
  version: exactly('urn:fidecura:notice-acknowledgement:1'),
  iss: readDid,
  iat: readInstant,
  register: readDid,
  sequence: readCount,
  change: exactly(...changes),
  statement: readDigest,
})

export const acknowledgementKind: TokenKind<NoticeAcknowledgement> = {
  typ: noticeAcknowledgementType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, iat, version: _, ...said } = readAcknowledgement(payload, '')
    return { issuer: iss, issuedAt: iat, ...said }
  },
}
