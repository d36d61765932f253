import { BaseError, type EpochSeconds } from '@fidecura/base'
import type { Did } from './did.ts'
import type { DidDocument } from './did-document.ts'

/** What a DID resolves to. Deep-frozen. */
export type ResolvedDid = ResolvedDidOfNow | ResolvedDidOfThen

/** By a method that keeps no history, or needs none. */
export interface ResolvedDidOfNow extends Resolution {
  /** `immutable`: it was and will be this document. `unknown`: what it was before nobody can say. */
  readonly history: 'immutable' | 'unknown'
}

/** By a method with history: the document of the instant that was asked about. */
export interface ResolvedDidOfThen extends Resolution {
  readonly history: 'known'
  /** Since when the DID has had this document, as its history tells. */
  readonly validFrom: EpochSeconds
  /** When the next one took its place; `undefined` for the present one. */
  readonly validUntil?: EpochSeconds
}

interface Resolution {
  readonly did: Did
  readonly document: DidDocument
  /** When the document was seen; for one out of a cache, when it was put there. */
  readonly resolvedAt: EpochSeconds
  /** For how long its controller wants it remembered; caches take the shorter of this and their own. */
  readonly maxAgeSeconds?: number
}

/** Whether it answers the question about this instant. Without history one answer serves all. */
export function holdsAt(resolved: ResolvedDid, at: EpochSeconds): boolean {
  if (resolved.history !== 'known') return true
  return resolved.validFrom <= at && at < (resolved.validUntil ?? Infinity)
}

/** What a resolver says to a caller without types who names no instant: nothing here knows the time. */
export async function withoutInstant(): Promise<never> {
  throw new BaseError('instant_malformed', 'Say of which instant: resolve(did, { at, now })')
}
