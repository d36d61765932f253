import type { EpochSeconds } from '@fidecura/base'
import { decodeJws, digestOf, thumbprintOf } from '@fidecura/identity'
import {
  createPasskeyRequest,
  type PasskeyKey,
  type PasskeyRequest,
  type VerifiedPasskeyAssertion,
  type VerifyPasskeyAssertionOptions,
  verifyPasskeyAssertion,
} from '@fidecura/identity/passkey'
import { ConsentError } from './errors.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { type PatientAct, signedOf } from './patient-act.ts'
import { type PatientEvidence, provePatientKey } from './patient-key.ts'
import { assertSignedBeside, keepSecondSignature } from './second-signature.ts'
import { maxTokenBytes } from './signed-token.ts'

/** What passkeys are asked to vouch for here; no answer to another purpose counts. */
export const coSignaturePurpose = 'urn:fidecura:co-signature:1'

/** A second signature, as it comes with what the patient signed. Plain JSON; nothing of it is believed. */
export interface CoSignature {
  readonly key: PasskeyKey
  /** An `AuthenticationResponseJSON`. WebAuthn L3 §5.1. */
  readonly assertion: unknown
}

/** Which passkeys may sign, and of which domain. */
export interface CreateCoSignatureRequestOptions {
  readonly rpId: string
  readonly credentialIds: readonly string[]
  readonly timeoutMs?: number
}

/**
 * Asks a passkey of the patient to sign beside them. Show what the token says before.
 *
 * @param token - A statement, withdrawal or confirmation, signed.
 * @throws {@link ConsentError} Those of `decodeJws` and `createPasskeyRequest`.
 */
export async function createCoSignatureRequest(
  token: string,
  { rpId, credentialIds, timeoutMs }: CreateCoSignatureRequestOptions,
): Promise<PasskeyRequest> {
  decodeJws(token, { maxBytes: maxTokenBytes })
  const digest = await digestOf(token)
  // Nothing else that lies about: a nonce would be signed over, and verified by nobody.
  const asked = timeoutMs === undefined ? {} : { timeoutMs }
  const subject = { purpose: coSignaturePurpose, digest }
  return createPasskeyRequest({ rpId, credentialIds, ...asked, ...subject })
}

declare const verified: unique symbol

/** That a passkey of the patient vouched for an act of theirs. Only {@link verifyCoSignature} makes one. */
export interface VerifiedCoSignature<Act extends PatientAct = PatientAct> {
  readonly act: Act
  readonly passkey: VerifiedPasskeyAssertion
  /** When the identity named the passkey. */
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** Where the passkey may have been asked, and by whom it is judged whose it is. */
export interface VerifyCoSignatureOptions
  extends JudgedBy,
    Pick<VerifyPasskeyAssertionOptions, 'rpId' | 'origins' | 'backupEligible'> {
  /** Names the passkey among `coSigners`. */
  readonly evidence: PatientEvidence
}

/**
 * Proves that a passkey which the patient's identity names, and which is another key than the one that
 * signed, vouched for exactly this act. The identity must hold and name it at present: an assertion
 * says nothing of when it was made.
 *
 * Which acts need it, the caller decides, and asks with {@link assertCoSigned}.
 *
 * @param act - What `verifyStatement`, `verifyWithdrawal` or `verifyConfirmation` returned.
 * @throws {@link ConsentError} `token_not_verified`, `co_signature_missing`, `co_signer_not_named`,
 *   `signer_not_patient`; those of `verifyPasskeyAssertion`, and of the verifier for the identity.
 */
export async function verifyCoSignature<Act extends PatientAct>(
  act: Act,
  coSignature: CoSignature | undefined,
  options: VerifyCoSignatureOptions,
): Promise<VerifiedCoSignature<Act>> {
  const signed = signedOf(act)
  if (signed === undefined) {
    throw new ConsentError(
      'token_not_verified',
      'Pass the value that the verifying function returned',
    )
  }
  if (typeof coSignature !== 'object' || coSignature === null) throw missing()
  const { key, assertion } = coSignature
  const { rpId, origins, backupEligible, evidence, verifier } = options
  const { now, signal } = openingOf(options, undefined)
  const { token, publicKey } = signed
  const digest = await digestOf(token)
  const asked = { purpose: coSignaturePurpose, digest, rpId, origins, backupEligible }
  const passkey = await verifyPasskeyAssertion(assertion, { ...asked, key })
  const { issuer, record } = act
  const patient = { verifier, evidence, at: now, now, signal }
  const { coSigners = [] } = await provePatientKey({ issuer, publicKey, record }, patient)
  const isSecond = passkey.thumbprint !== (await thumbprintOf(publicKey))
  if (!isSecond || !coSigners.includes(passkey.thumbprint)) {
    throw new ConsentError('co_signer_not_named', 'Not a second key of the patient')
  }
  const value = Object.freeze({ act, passkey, now }) as VerifiedCoSignature<Act>
  keepSecondSignature(value, { act, as: 'patient', names: [passkey.thumbprint] })
  return value
}

/**
 * Lets an act pass only with the very value that {@link verifyCoSignature} returned for it.
 *
 * @throws {@link ConsentError} `co_signature_missing`, `token_not_verified`, `co_signature_mismatch`.
 */
export function assertCoSigned(
  act: PatientAct,
  coSignature: VerifiedCoSignature | undefined,
): asserts coSignature is VerifiedCoSignature {
  if (coSignature === undefined) throw missing()
  assertSignedBeside(act, [coSignature], ['patient'])
}

function missing(): ConsentError {
  return new ConsentError('co_signature_missing', 'A second signature is wanted')
}
