import type { EpochSeconds } from '@fidecura/base'
import {
  type Credential,
  credentialTypes,
  parsePatientIdentityClaims,
  parsePractitionerRoleClaims,
} from '@fidecura/credentials'
import { type Did, digestOf, thumbprintOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { readSignerEvidence } from './evidence-shape.ts'
import { type JudgedBy, openingOf } from './judged-by.ts'
import { signedOf } from './patient-act.ts'
import { isHolderKey, type PatientEvidence } from './patient-key.ts'
import { agreementKind } from './representation/agreement.ts'
import type { RoleEvidence } from './role-evidence.ts'
import { keepSecondSignature } from './second-signature.ts'
import { type OpenTokenOptions, openToken } from './signed-token.ts'
import type { VerifiedStatement } from './verify-statement.ts'

/** As what somebody signs beside the patient who is neither patient nor guardian. */
export type AttestingAs = 'witness' | 'clinician'

/** What they signed, and what shows who they are. Plain JSON; nothing of it is believed. */
export interface AgreedSignature {
  /** From `signAgreement`. */
  readonly agreement: string
  /** Of a clinician a role; of a witness a role, or the identity of a person in another record. */
  readonly evidence: RoleEvidence | PatientEvidence
}

declare const verified: unique symbol

/** That a witness or clinician stands behind a statement. Only {@link verifyAgreedSignature} makes one. */
export interface VerifiedAgreedSignature {
  readonly act: VerifiedStatement
  readonly as: AttestingAs
  readonly issuer: Did
  readonly issuedAt: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** As what somebody must have signed, and by whom they are judged. */
export interface VerifyAgreedSignatureOptions extends JudgedBy {
  readonly as: AttestingAs
}

/**
 * Proves that a human witness, or the clinician who explained it, signed beside the patient for exactly this
 * statement, as what they are asked for, and is neither the signer nor, as a witness, its grantee. That
 * several are different persons, `assertSignedBeside` looks at.
 *
 * @param act - What `verifyStatement` returned.
 * @throws {@link ConsentError} `token_not_verified`, `agreement_mismatch`, `co_signer_not_proven`,
 *   `co_signer_not_distinct`; `token_malformed`, `token_from_future`; those of `verifyDidJws`, and of
 *   the verifier for role or identity.
 */
export async function verifyAgreedSignature(
  act: VerifiedStatement,
  { agreement, evidence }: AgreedSignature,
  options: VerifyAgreedSignatureOptions,
): Promise<VerifiedAgreedSignature> {
  const signed = signedOf(act)
  if (signed === undefined) {
    throw new ConsentError('token_not_verified', 'Pass the value that verifyStatement returned')
  }
  const { as } = options
  const opening = openingOf(options, undefined)
  const { content, publicKey } = await openToken(agreement, agreementKind, opening)
  const { issuer, issuedAt, record } = content
  const isAgreed =
    content.as === as &&
    content.act === (await digestOf(signed.token)) &&
    record.system === act.record.system &&
    record.value === act.record.value
  if (!isAgreed) {
    throw new ConsentError('agreement_mismatch', 'Agrees to something else, or as somebody else')
  }
  const { credential, person } = await personOf(evidence, options, opening)
  const isProven = credential.subject === issuer && (await isHolderKey(credential, publicKey))
  if (!isProven) throw new ConsentError('co_signer_not_proven', 'Shows somebody else')
  const names = [issuer, await thumbprintOf(publicKey), person]
  const first = [act.issuer, await thumbprintOf(signed.publicKey), recordPerson(act.record)]
  const isOther =
    !names.some((name) => first.includes(name)) &&
    (as === 'clinician' || issuer !== act.grantee.did)
  if (!isOther) throw notDistinct()
  const { now } = opening
  const value = Object.freeze({ act, as, issuer, issuedAt, now }) as VerifiedAgreedSignature
  keepSecondSignature(value, { act, as, names })
  return value
}

/** Who somebody is, by what can be told of two DIDs: one licence, or one record, is one person. */
async function personOf(
  evidence: AgreedSignature['evidence'],
  { verifier, as }: VerifyAgreedSignatureOptions,
  { at, now, signal }: OpenTokenOptions,
): Promise<{ readonly credential: Credential; readonly person: string }> {
  const shownBy = readSignerEvidence(evidence)
  const { chain = [] } = shownBy
  const call = { at, now, chain, signal }
  if ('role' in shownBy) {
    const { role, licence } = shownBy
    const types = [credentialTypes.practitionerRole]
    const shown = licence === undefined ? {} : { licence }
    const credential = await verifier.verifyCredential(role, { ...call, types, ...shown })
    const { licence: named } = parsePractitionerRoleClaims(credential.claims)
    return { credential, person: JSON.stringify(['licence', named.issuer, named.id]) }
  }
  if (as === 'clinician') throw new ConsentError('co_signer_not_proven', 'Shows no role')
  const types = [credentialTypes.patientIdentity]
  const credential = await verifier.verifyCredential(shownBy.identity, { ...call, types })
  return { credential, person: recordPerson(parsePatientIdentityClaims(credential.claims).record) }
}

function recordPerson({
  system,
  value,
}: {
  readonly system: string
  readonly value: string
}): string {
  return JSON.stringify(['record', system, value])
}

function notDistinct(): ConsentError {
  return new ConsentError('co_signer_not_distinct', 'One who counts already, or the grantee')
}
