import type { EpochSeconds } from '@fidecura/base'
import type { PublicJwk } from '@fidecura/identity'
import { X5cError } from './errors.ts'

declare const verified: unique symbol

/** Whom a certificate names. Each as the authority wrote it, cleaned of what cannot be seen; undefined if it is there several times. */
export interface CertifiedName {
  readonly commonName: string | undefined
  readonly organization: string | undefined
  /** Such as a VAT or register number. ETSI EN 319 412-1 §5.1.4. */
  readonly organizationIdentifier: string | undefined
  readonly country: string | undefined
}

/** What an authority below a root that the caller named certifies of a key. Only `verifyX5c` makes one; deep-frozen. */
export interface VerifiedX5c {
  /** The key that is certified. */
  readonly key: PublicJwk
  /**
   * `token`: the key signed what carries the certificates, and so chose to show them. `caller`: the chain
   * came as a list, and whoever handed it over chose which certificates of the key are looked at.
   */
  readonly carriedBy: 'token' | 'caller'
  readonly subject: CertifiedName
  /** The authority that issued the certificate. */
  readonly issuer: CertifiedName
  /** Domain names in lower case; `*.` stands for any one label. */
  readonly domains: readonly string[]
  /** In hex. */
  readonly serialNumber: string
  readonly validFrom: EpochSeconds
  /** The last instant at which it is good. */
  readonly validUntil: EpochSeconds
  /** SHA-256 of the certificate in base64url, `x5t#S256`. RFC 7515 §4.1.8. */
  readonly thumbprint: string
  /** As `thumbprint`, of the root. */
  readonly rootThumbprint: string
  /** `unknown` where the caller asked for no check: it may have been revoked. */
  readonly revocation: 'not_revoked' | 'unknown'
  /** When it was found to be good. */
  readonly at: EpochSeconds
  readonly [verified]: true
}

// JavaScript callers have no types; membership here is what stops them.
const minted = /* @__PURE__ */ new WeakSet<object>()

/** Not part of the package. */
export function mintX5c(facts: Omit<VerifiedX5c, typeof verified>): VerifiedX5c {
  const value = Object.freeze({
    ...facts,
    subject: Object.freeze(facts.subject),
    issuer: Object.freeze(facts.issuer),
    domains: Object.freeze(facts.domains),
    key: Object.freeze({ ...facts.key }),
  }) as VerifiedX5c
  minted.add(value)
  return value
}

/**
 * Lets nothing pass but what `verifyX5c` returned.
 *
 * @throws {@link X5cError} `x5c_not_verified`.
 */
export function assertVerifiedX5c(value: unknown): asserts value is VerifiedX5c {
  if (typeof value === 'object' && value !== null && minted.has(value)) return
  throw new X5cError('x5c_not_verified', 'Pass the value that verifyX5c returned')
}
