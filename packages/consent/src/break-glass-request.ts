import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { roleDigestOf } from './role-evidence.ts'
import {
  type DecodedToken,
  decodeToken,
  type SignTokenOptions,
  signToken,
  type TokenKind,
} from './signed-token.ts'
import type { RecordNumber } from './statement-set.ts'
import {
  exactly,
  malformed,
  members,
  readDid,
  readDigest,
  readId,
  readInstant,
  readReason,
  readRecord,
  text,
} from './token-shape.ts'

/** `typ` of a request for emergency access. */
export const breakGlassType = 'fidecura-break-glass+jwt'

/** What a practitioner answers for who opens a record in an emergency. */
export interface BreakGlassContent {
  /** A URI that the practitioner uses once. */
  readonly id: string
  readonly record: RecordNumber
  /** A code that the jurisdiction knows, such as `unconscious`. */
  readonly reason: string
  /** In words, for the patient and whoever looks at it later. At most 1,024 characters, one line. */
  readonly explanation: string
  /** What it is for ends here, exclusive. */
  readonly until: EpochSeconds
  /** Who keeps the record: what the practitioner was told. */
  readonly audience: string
  /** What the practitioner was asked to sign, of this one request. */
  readonly nonce: string
  readonly issuedAt: EpochSeconds
}

/** A request for emergency access, as it is signed. */
export interface BreakGlass extends BreakGlassContent {
  /** The DID of the practitioner, who acts for nobody and through nobody. */
  readonly issuer: Did
  /** `roleDigestOf` the role on whose authority it is made. */
  readonly role: string
}

/** Who asks, and in which role. */
export interface SignBreakGlassOptions extends SignTokenOptions {
  /** The role credential, compact; only its digest is signed. */
  readonly role: string
}

/**
 * Signs a request for emergency access, as a practitioner of their own.
 *
 * @param content - Instants in whole seconds.
 * @returns A compact JWS of type `fidecura-break-glass+jwt`.
 * @throws {@link ConsentError} `token_malformed`; those of `signJws`.
 */
export async function signBreakGlass(
  content: BreakGlassContent,
  options: SignBreakGlassOptions,
): Promise<string> {
  const { id, record, reason, explanation, until, audience, nonce, issuedAt } = content
  const payload = {
    version: 'urn:fidecura:break-glass:1',
    iss: options.signer.did,
    iat: issuedAt,
    id,
    record: { system: record.system, value: record.value },
    role: await roleDigestOf(options.role),
    reason,
    explanation,
    until,
    audience,
    nonce,
  }
  return signToken(payload, breakGlassKind, options)
}

/** Reads a request for emergency access and proves nothing. */
export function decodeBreakGlass(token: string): DecodedToken<BreakGlass> {
  return decodeToken(token, breakGlassKind)
}

const readPayload = /* @__PURE__ */ members<
  Omit<BreakGlass, 'issuer' | 'issuedAt'> & {
    readonly version: string
    readonly iss: Did
    readonly iat: EpochSeconds
  }
>({
  version: exactly('urn:fidecura:break-glass:1'),
  iss: readDid,
  iat: readInstant,
  id: readId,
  record: readRecord,
  role: readDigest,
  reason: readReason,
  explanation: text(1024),
  until: readInstant,
  audience: text(2048),
  nonce: text(256),
})

export const breakGlassKind: TokenKind<BreakGlass> = {
  typ: breakGlassType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { version: _, iss, iat, ...content } = readPayload(payload, '')
    if (content.until <= iat) throw malformed('/until')
    return { ...content, issuer: iss, issuedAt: iat }
  },
}
