import type { EpochSeconds } from '@fidecura/base'
import {
  type BundleMark,
  type BundleState,
  type ReplayStore,
  replayGraceSeconds,
} from '@fidecura/credentials'
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

const usePrefix = 'use/'

/** Remembers which requests were answered, for as long as they could be answered again. */
export function keepUses(keep: Keep): ReplayStore {
  const forgetExpired = async (now: EpochSeconds): Promise<void> => {
    for (const { name, value } of await keep.list<EpochSeconds>(usePrefix)) {
      if (value + replayGraceSeconds <= now) await keep.delete(name)
    }
  }
  return {
    async insert({ tenant, audience, nonce, now, expiresAt }) {
      await forgetExpired(now)
      return keep.change<EpochSeconds, boolean>(
        usePrefix + JSON.stringify([tenant, audience, nonce]),
        (kept) => ({ value: kept ?? expiresAt, result: kept === undefined }),
      )
    },
  }
}
