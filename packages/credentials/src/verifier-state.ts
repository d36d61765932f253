import type { EpochSeconds } from '@fidecura/base'
import type {
  Did,
  HeaderCache,
  KeyCache,
  ProvenTime,
  PublicJwk,
  ResolveDid,
} from '@fidecura/identity'
import type { HopCache } from './hop.ts'
import type { LicenceCandidate } from './licence.ts'
import type { StatusReader } from './status/status-reader.ts'

/** What a verifier owns for as long as it lives. Every cache is bounded. */
export interface VerifierState {
  readonly roots: ReadonlyMap<Did, RootPolicy>
  readonly resolve: ResolveDid
  /** Without a source it says that nothing is known. */
  readonly status: StatusReader
  readonly maxStatusAgeSeconds: number
  readonly headers: HeaderCache
  readonly keys: KeyCache
  readonly hops: HopCache
  /** By key object: the resolver hands out the same one as long as the document is the same. */
  readonly thumbprints: WeakMap<PublicJwk, string>
}

/** What the caller's configuration says about one root. */
export interface RootPolicy {
  readonly types: ReadonlySet<string>
  /** Thumbprints of its only keys; undefined: whichever its document lists. */
  readonly keys: readonly string[] | undefined
}

/** What one call is about. */
export interface Inquiry {
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Types that the caller takes; undefined: whatever the roots allow. */
  readonly types: readonly string[] | undefined
  /** Accreditations, compact, in any order. */
  readonly chain: readonly string[]
  readonly licences: readonly LicenceCandidate[]
  readonly signal: AbortSignal | undefined
  /** Present when the question is about an instant of the past. */
  readonly past: PastInquiry | undefined
}

export interface PastInquiry {
  /** What the credential was used for: the token whose time of signing matters. */
  readonly act: string
  readonly proofs: readonly ProvenTime[]
}
