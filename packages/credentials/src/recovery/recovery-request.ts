import type { EpochSeconds } from '@fidecura/base'
import type { Did, PublicJwk } from '@fidecura/identity'
import { did, thumbprint } from '../claim-spec.ts'
import { type Identifier, identifier } from '../coding.ts'
import {
  instant,
  publicKey,
  type RecoveryTokenKind,
  readRecoveryToken,
  type Signed,
  type SignRecoveryOptions,
  signRecoveryToken,
  uri,
} from './recovery-token.ts'

/** `typ` of a request. */
export const recoveryRequestType = 'fidecura-recovery+jwt'

/**
 * Who answers for a recovery: the old key; the key that was put away for this; a guardian; or two
 * people of the desk who have identified the patient.
 */
export type RecoveryPath = 'old_key' | 'recovery_key' | 'guardian' | 'desk'

/** Names a PatientIdentity: an id alone is unique for its issuer only. */
export interface IdentityReference {
  readonly issuer: Did
  readonly id: string
}

/** What is to come in the place of what. */
export interface RecoveryContent {
  /** A URI that is used once, such as `urn:uuid:…`. */
  readonly id: string
  /** The identity that is to be replaced. */
  readonly identity: IdentityReference
  /** The record that it is about. */
  readonly record: Identifier
  /** The DID that it binds. */
  readonly from: Did
  readonly by: RecoveryPath
  readonly reason: 'lost' | 'stolen' | 'replaced'
  /**
   * From when others may have had the old key: what is not proven to be older counts no more.
   * Absent: the key was lost, not read.
   */
  readonly compromisedSince?: EpochSeconds
  /**
   * Thumbprint of the recovery key from now on. Only the desk and the recovery key itself may name
   * one; a recovery key that was used is gone, whether or not another is named.
   */
  readonly recoveryKey?: string
  /** The passkeys from now on; absent: those that there are. Only the same two may name them. */
  readonly coSigners?: readonly string[]
}

/** That the holder of a new key asks for an identity; proves nothing about who that is. */
export interface RecoveryRequest extends RecoveryContent, Signed {
  /** That of the new DID, which is the issuer. */
  readonly key: PublicJwk
}

const kind: RecoveryTokenKind = {
  typ: recoveryRequestType,
  version: 'urn:fidecura:recovery:1',
  members: {
    id: uri,
    identity: { issuer: did, id: uri },
    record: identifier,
    from: did,
    key: publicKey,
    by: ['old_key', 'recovery_key', 'guardian', 'desk'],
    reason: ['lost', 'stolen', 'replaced'],
    'compromisedSince?': instant,
    'recoveryKey?': thumbprint,
    'coSigners?': [thumbprint],
  },
}

export const recoveryRequestKind: RecoveryTokenKind = kind

/**
 * Signs, with the new key, what is to be replaced by it. Everybody who has to approve signs the
 * digest of this very token.
 *
 * @returns A compact JWS of type `fidecura-recovery+jwt`.
 * @throws CredentialError `recovery_malformed`; IdentityError `signer_failed`.
 */
export function signRecoveryRequest(
  content: RecoveryContent & { readonly issuedAt: EpochSeconds },
  options: SignRecoveryOptions,
): Promise<string> {
  const { id, identity, record, from, by, reason } = content
  const { compromisedSince, recoveryKey, coSigners } = content
  const payload = {
    id,
    identity: { issuer: identity.issuer, id: identity.id },
    record: { system: record.system, value: record.value },
    from,
    key: { ...options.signer.publicKey },
    by,
    reason,
    ...(compromisedSince === undefined ? {} : { compromisedSince }),
    ...(recoveryKey === undefined ? {} : { recoveryKey }),
    ...(coSigners === undefined ? {} : { coSigners: [...coSigners] }),
  }
  return signRecoveryToken(payload, content.issuedAt, kind, options)
}

/**
 * Reads a request, for those who are to approve it or may object, and proves nothing.
 *
 * @throws CredentialError `recovery_malformed`; those of `decodeJws`.
 */
export function decodeRecoveryRequest(token: string): RecoveryRequest {
  return readRecoveryToken<RecoveryRequest>(token, kind).content
}
