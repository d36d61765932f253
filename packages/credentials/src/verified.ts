import type { EpochSeconds } from '@fidecura/base'
import type { Did, PublicJwk } from '@fidecura/identity'
import type { Identifier } from './coding.ts'
import type { Credential } from './credential.ts'
import { CredentialError } from './errors.ts'
import type { GuardianPower } from './guardianship.ts'
import type { IssuingAccreditationClaims } from './issuing-accreditation.ts'
import type { ProxyPower } from './proxy-mandate.ts'
import type { CheckSheet, CredentialCheck, PresentationCheck } from './report.ts'

declare const verified: unique symbol

/** One accreditation on the way from a root to the issuer. */
export interface AuthorityLink {
  readonly issuer: Did
  readonly subject: Did
  /** What it allows, and what the issuer calls the subject. */
  readonly claims: IssuingAccreditationClaims
  /** Exclusive. */
  readonly validUntil: EpochSeconds | undefined
  /**
   * It is revoked by now, and all that stands below it is proven older. Only of a verifier whose
   * `hopRevocation` is `'at_issuance'`.
   */
  readonly outlived?: true
}

/** A way on which everything that a credential says was granted. */
export interface AuthorityWay {
  readonly root: Did
  /** From the root down to the issuer; empty if the issuer is the root. */
  readonly chain: readonly AuthorityLink[]
}

/** What a credential was verified for. */
export interface VerificationContext {
  /** When it was found to hold. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** The one that vouches for the issuer, first; for a role, then the one of its licence. */
  readonly roots: readonly Did[]
  /** From the root down to the issuer; empty if the issuer is the root. */
  readonly chain: readonly AuthorityLink[]
  /** When the oldest of the status lists was fetched; undefined if no credential had an entry. */
  readonly statusAsOf: EpochSeconds | undefined
  /** Verified against the knowledge of a trust bundle, which may have been overtaken since. */
  readonly asKnownAt: EpochSeconds | undefined
}

/** Holds now. Only a verifier makes one; deep-frozen. */
export interface VerifiedCredential extends Credential, VerificationContext {
  readonly [verified]: 'now'
}

/** Held at an instant of the past. No gate accepts it. */
export interface HistoricCredential extends Credential, VerificationContext {
  readonly [verified]: 'past'
}

/** That somebody presented in the place of a patient, and may. */
export interface Representation {
  /** Who presented. */
  readonly representative: Did
  /** In whose place. */
  readonly patient: Did
  readonly record: Identifier
  /** What was asked for, and is allowed. */
  readonly power: GuardianPower | ProxyPower
  /** The guardianship, or the patient's mandate. */
  readonly mandate: VerifiedCredential
  /** Of the patient: identity and assessments. */
  readonly credentials: readonly VerifiedCredential[]
}

/** Credentials that one holder presented to one audience, once. */
export interface VerifiedPresentation {
  readonly audience: string
  readonly nonce: string
  readonly tenant: string
  /** The one key that signed for this audience and nonce; whatever of them is bound is bound to it. */
  readonly holderKey: PublicJwk
  /** The subject, if all the credentials name one and the same DID. */
  readonly holder: Did | undefined
  /** Of whoever presented; what was presented for somebody else is not among them. */
  readonly credentials: readonly VerifiedCredential[]
  /** Only for callers that allow it. */
  readonly representation: Representation | undefined
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: 'presentation'
}

// JavaScript callers have no types; membership here is what stops them.
const live = /* @__PURE__ */ new WeakSet<object>()
const historic = /* @__PURE__ */ new WeakSet<object>()
const presented = /* @__PURE__ */ new WeakSet<object>()

/** Not part of the package. The parts of `credential` and `context` are frozen already. */
export function mintVerified(
  sheet: CheckSheet<CredentialCheck>,
  credential: Credential,
  context: VerificationContext,
): VerifiedCredential {
  if (!sheet.complete) throw sheet.rejection()
  const value = Object.freeze(merge(credential, context)) as VerifiedCredential
  live.add(value)
  return value
}

/** Not part of the package. */
export function mintHistoric(
  sheet: CheckSheet<CredentialCheck>,
  credential: Credential,
  context: VerificationContext,
): HistoricCredential {
  if (!sheet.complete) throw sheet.rejection()
  const value = Object.freeze(merge(credential, context)) as HistoricCredential
  historic.add(value)
  return value
}

/** Member by member, for that takes a third of the time that spreading does. */
function merge(
  credential: Credential,
  context: VerificationContext,
): Credential & VerificationContext {
  return {
    format: credential.format,
    id: credential.id,
    issuer: credential.issuer,
    types: credential.types,
    subject: credential.subject,
    holderKey: credential.holderKey,
    issuedAt: credential.issuedAt,
    validFrom: credential.validFrom,
    validUntil: credential.validUntil,
    status: credential.status,
    claims: credential.claims,
    at: context.at,
    now: context.now,
    roots: context.roots,
    chain: context.chain,
    statusAsOf: context.statusAsOf,
    asKnownAt: context.asKnownAt,
  }
}

/** Not part of the package. */
export function mintPresentation(
  sheet: CheckSheet<PresentationCheck>,
  presentation: Omit<VerifiedPresentation, typeof verified>,
): VerifiedPresentation {
  if (!sheet.complete) throw sheet.rejection()
  const value = Object.freeze({ ...presentation }) as VerifiedPresentation
  presented.add(value)
  return value
}

/**
 * Lets nothing pass but what `verifyCredential` returned, or a presentation that was verified holds.
 *
 * @throws {@link CredentialError} `credential_historic`: verified as of the past;
 *   `credential_not_verified`: not what a verifier of this copy of the package returned.
 */
export function assertVerifiedCredential(value: unknown): asserts value is VerifiedCredential {
  if (isMember(live, value)) return
  if (isMember(historic, value)) {
    throw new CredentialError('credential_historic', 'Holds for the past only: verify it for now')
  }
  throw notVerified()
}

/**
 * Lets nothing pass but what `verifyCredentialAsOf` returned.
 *
 * @throws {@link CredentialError} `credential_not_verified`.
 */
export function assertHistoricCredential(value: unknown): asserts value is HistoricCredential {
  if (!isMember(historic, value)) throw notVerified()
}

/**
 * Lets nothing pass but what `verifyPresentation` returned.
 *
 * @throws {@link CredentialError} `credential_not_verified`.
 */
export function assertVerifiedPresentation(value: unknown): asserts value is VerifiedPresentation {
  if (!isMember(presented, value)) throw notVerified()
}

function isMember(set: WeakSet<object>, value: unknown): boolean {
  return typeof value === 'object' && value !== null && set.has(value)
}

function notVerified(): CredentialError {
  return new CredentialError(
    'credential_not_verified',
    'Pass the very value that a verifier returned; after storage, verify again from the bytes',
  )
}
