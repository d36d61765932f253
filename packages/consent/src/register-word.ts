import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { wrongRegister } from './receipt.ts'
import {
  decodeToken,
  type OpenTokenOptions,
  openToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import {
  exactly,
  listOf,
  malformed,
  members,
  optional,
  readCount,
  readDid,
  readDigest,
  readId,
  readInstant,
  readRecord,
} from './token-shape.ts'
import { pinsOf, type TrustsRegister } from './trusted-register.ts'

/** `typ` of a register's word. */
const registerWordType = 'fidecura-register-word+jwt'

/** The statements about one record that are registered. */
export const maxStatements = 4096

// Several processes may take the last ones in at once.
export const maxNamed: number = maxStatements + 512
// As many of the longest DIDs and ids that there can be.
const maxWordBytes = 25_165_824

/** One statement, as the register names it in its word. */
export interface WordEntry {
  readonly sequence: number
  readonly issuer: Did
  readonly id: string
  /** Base64url SHA-256 of the statement's token. */
  readonly digest: string
  readonly registeredAt: EpochSeconds
  /**
   * `evidenceDigestOf` the statement and what was shown with it when it came in, all of which existed by
   * then. Undefined, as below: the register had not begun to write it down.
   */
  readonly evidence?: string
  readonly withdrawnAt?: EpochSeconds
  /** Base64url SHA-256 of the withdrawal's token. */
  readonly withdrawal?: string
  /** The same of the withdrawal, by `withdrawnAt`. */
  readonly withdrawalEvidence?: string
  /** When the patient ratified what somebody agreed to in their place. */
  readonly ratifiedAt?: EpochSeconds
  /** Base64url SHA-256 of the ratification's token. */
  readonly ratification?: string
  /** The same of the ratification, by `ratifiedAt`. */
  readonly ratificationEvidence?: string
}

/** A register's signed word that these statements about a record are all there are. */
export interface RegisterWord {
  /** The register. */
  readonly issuer: Did
  /** The instant that it is true of. */
  readonly issuedAt: EpochSeconds
  readonly record: RecordNumber
  /** Sequence of the newest entry about the record, withdrawals included; 0 if there is none. */
  readonly revision: number
  /** In order of sequence. */
  readonly statements: readonly WordEntry[]
}

/** Not part of the package. */
export function signWord(
  word: Omit<RegisterWord, 'issuer'>,
  options: SignTokenOptions,
): Promise<string> {
  const payload = {
    version: 'urn:fidecura:register-word:1',
    iss: options.signer.did,
    iat: word.issuedAt,
    record: { system: word.record.system, value: word.record.value },
    revision: word.revision,
    statements: word.statements.map((entry) => ({ ...entry })),
  }
  return signToken(payload, wordKind, options)
}

/** Reads a word and proves nothing. */
export function decodeWord(token: string): RegisterWord {
  return decodeToken(token, wordKind).content
}

/** Says nothing about its freshness. */
export async function verifyWord(
  token: string,
  options: OpenTokenOptions & TrustsRegister,
): Promise<RegisterWord> {
  const { register } = options
  const keys = pinsOf(register)
  const { content } = await openToken(token, wordKind, { ...options, keys })
  if (content.issuer !== register.did) throw wrongRegister()
  return content
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  record: RecordNumber
  revision: number
  statements: readonly WordEntry[]
}>({
  version: exactly('urn:fidecura:register-word:1'),
  iss: readDid,
  iat: readInstant,
  record: readRecord,
  revision: readCount,
  statements: listOf(
    members<WordEntry>({
      sequence: readCount,
      issuer: readDid,
      id: readId,
      digest: readDigest,
      registeredAt: readInstant,
      evidence: optional(readDigest),
      withdrawnAt: optional(readInstant),
      withdrawal: optional(readDigest),
      withdrawalEvidence: optional(readDigest),
      ratifiedAt: optional(readInstant),
      ratification: optional(readDigest),
      ratificationEvidence: optional(readDigest),
    }),
    maxNamed,
  ),
})

const wordKind: TokenKind<RegisterWord> = {
  typ: registerWordType,
  maxBytes: maxWordBytes,
  read(payload: JsonValue) {
    const { iss, iat, record, revision, statements } = readPayload(payload, '')
    let last = 0
    for (const [n, entry] of statements.entries()) {
      const { sequence, registeredAt, withdrawnAt = iat, withdrawal } = entry
      const { ratifiedAt = iat, ratification } = entry
      // A word that contradicts itself is nobody's word.
      const whole =
        (entry.withdrawnAt === undefined) === (withdrawal === undefined) &&
        (entry.ratifiedAt === undefined) === (ratification === undefined)
      const ordered = whole && sequence > last && sequence <= revision
      const dated = registeredAt <= iat && withdrawnAt <= iat && ratifiedAt <= iat
      if (!ordered || !dated) throw malformed(`/statements/${n}`)
      last = sequence
    }
    return { issuer: iss, issuedAt: iat, record, revision, statements }
  },
}
