import type { EpochSeconds } from '@fidecura/base'
import type { BundleMark, BundleState, ReplayStore } from '@fidecura/credentials'
import type { Keep } from './keep.ts'

/** Remembers the newest trust bundle beyond the visit, so that no old one is passed off as new. */
export function keepBundleState(keep: Keep): BundleState {
  return {
    load: (bundle) => keep.get<BundleMark>(`bundle-mark/${bundle}`),
    advance: (bundle, mark) =>
      keep.change<BundleMark, boolean>(`bundle-mark/${bundle}`, (kept) => {
        const isBehind =
          kept !== undefined && (mark.sequence < kept.sequence || mark.now < kept.now)
        return isBehind ? { value: kept, result: false } : { value: mark, result: true }
      }),
  }
}

/** Remembers which requests were answered. */
export function keepUses(keep: Keep): ReplayStore {
  return {
    insert: ({ tenant, audience, nonce, expiresAt }) =>
      keep.change<EpochSeconds, boolean>(
        `use/${JSON.stringify([tenant, audience, nonce])}`,
        (kept) => ({ value: kept ?? expiresAt, result: kept === undefined }),
      ),
  }
}
