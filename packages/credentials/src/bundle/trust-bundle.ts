import type { EpochSeconds, JsonObject } from '@fidecura/base'
import type { Did, ResolveDid } from '@fidecura/identity'
import type { KeptStatusToken, StatusSource } from '../status/status-source.ts'

/** `typ` of a trust bundle. */
export const trustBundleType = 'fidecura-trust-bundle+jwt'

/** What its `version` member says. */
export const trustBundleVersion = 'urn:fidecura:trust-bundle:1'

/** `typ` of what has changed since a trust bundle. */
export const trustBundleDeltaType = 'fidecura-trust-bundle-delta+jwt'

/** What its `version` member says. */
export const trustBundleDeltaVersion = 'urn:fidecura:trust-bundle-delta:1'

/** Most deltas after one bundle. */
export const maxBundleDeltas = 64

/** Most bytes of a bundle, as a token: 32 MiB. */
export const maxBundleBytes = 33_554_432

/**
 * What a verifier needs in a place without network, as known at one instant. Hand its members to
 * `createVerifier` beside the roots, which stay the caller's: a bundle never adds one.
 */
export interface TrustBundle {
  readonly signer: Did
  readonly sequence: number
  readonly issuedAt: EpochSeconds
  /** did:key and did:jwk, and the DIDs whose documents it carries. */
  readonly resolve: ResolveDid
  /** Its lists and histories, each at the age that it has. */
  readonly status: StatusSource
  /** Accreditations, compact; proven nothing yet. */
  readonly chain: readonly string[]
  /**
   * Only of one opened as an archive: freshness is judged against this instant, and the verdict
   * holds as known at it.
   */
  readonly asKnownAt?: EpochSeconds
}

/** The payload. */
export interface BundleContent {
  readonly iss: Did
  readonly sequence: number
  readonly iat: EpochSeconds
  readonly documents: readonly BundledDocument[]
  readonly lists: readonly KeptStatusToken[]
  readonly histories: readonly KeptStatusToken[]
  readonly chain: readonly string[]
}

export interface BundledDocument {
  readonly did: Did
  /** DID Core, as JSON. */
  readonly document: JsonObject
  readonly fetchedAt: EpochSeconds
}
