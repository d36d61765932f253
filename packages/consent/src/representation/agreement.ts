import type { EpochSeconds, JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { TokenKind } from '../signed-token.ts'
import type { RecordNumber } from '../statement-set.ts'
import { exactly, members, readDid, readDigest, readInstant, readRecord } from '../token-shape.ts'

/** `typ` of an agreement. */
export const agreementType = 'fidecura-agreement+jwt'

/**
 * As what somebody agrees: another guardian of the patient, the second person at a desk, a human witness, or
 * the clinician who explained it.
 */
export type AgreeingAs = 'guardian' | 'desk' | 'witness' | 'clinician'

/** That somebody else than its signer stands behind exactly this statement or withdrawal. */
export interface Agreement {
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  readonly as: AgreeingAs
  /** Base64url SHA-256 of the token that is agreed to. */
  readonly act: string
  readonly record: RecordNumber
}

const readPayload = /* @__PURE__ */ members<{
  version: string
  iss: Did
  iat: EpochSeconds
  as: AgreeingAs
  act: string
  record: RecordNumber
}>({
  version: exactly('urn:fidecura:agreement:1'),
  iss: readDid,
  iat: readInstant,
  as: exactly('guardian', 'desk', 'witness', 'clinician'),
  act: readDigest,
  record: readRecord,
})

export const agreementKind: TokenKind<Agreement> = {
  typ: agreementType,
  maxBytes: 16_384,
  read(payload: JsonValue) {
    const { iss, iat, as, act, record } = readPayload(payload, '')
    return { issuer: iss, issuedAt: iat, as, act, record }
  },
}
