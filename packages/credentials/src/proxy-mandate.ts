import type { JsonObject } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { shapeOf } from './claim-shape.ts'
import {
  type ClaimMembers,
  code,
  did,
  paragraph,
  type Shape,
  text,
  thumbprint,
} from './claim-spec.ts'
import { type Coding, coding, type Identifier, identifier } from './coding.ts'

/** What a proxy may do in the place of the patient. */
export type ProxyPower = 'view' | 'consent' | 'restrict' | 'withdraw' | 'confirm'

/**
 * That a patient lets the subject act for them, until it ends or the patient takes it back. The patient
 * issues it: no accreditation ever grants it, so it counts for whoever trusts that patient in this
 * matter, as a root, by the patient's identity. Names may be hidden, and nothing else.
 */
export type ProxyMandateClaims = {
  /** The record number of the patient. */
  readonly patient: Identifier
  /** Nothing that is not named. */
  readonly powers: readonly ProxyPower[]
  /** Codes of v3-ActReason that the proxy may agree to; none if empty. */
  readonly purposes: readonly string[]
  /** Kinds of data that it is about; `'*'` is the whole record. */
  readonly data: readonly Coding[] | '*'
  /** What it is subject to, each in words. Never hidden. */
  readonly conditions?: readonly string[]
  /** Of the proxy. */
  readonly name?: string
  readonly patientName?: string
  /**
   * Who signs the status list beside the patient, whose phone can neither serve one nor sign one every hour. It
   * counts only if it also issued the identity by which the mandate counts: a patient cannot be talked into naming
   * somebody else. Never hidden.
   */
  readonly statusAuthority?: Did
  /** The text that the patient was shown: `renderMandate` of consent makes it again. Never hidden. */
  readonly shown?: {
    readonly language: 'en' | 'zh-CN'
    /** SHA-256 of its UTF-8, base64url. */
    readonly digest: string
  }
}

export const proxyMandateSpec: ClaimMembers = {
  patient: identifier,
  powers: [['view', 'consent', 'restrict', 'withdraw', 'confirm']],
  purposes: [code],
  data: ['*', coding],
  'conditions?': [paragraph],
  'name?': text,
  'patientName?': text,
  'statusAuthority?': did,
  'shown?': { language: ['en', 'zh-CN'], digest: thumbprint },
}

export const proxyMandateShape: Shape = /* @__PURE__ */ shapeOf(proxyMandateSpec)

/**
 * Vouches for claims as those of a proxy's mandate.
 *
 * @throws CredentialError `credential_claims_invalid`; unknown members are refused.
 */
export function parseProxyMandateClaims(claims: JsonObject): ProxyMandateClaims {
  proxyMandateShape(claims, '')
  return claims as ProxyMandateClaims
}
