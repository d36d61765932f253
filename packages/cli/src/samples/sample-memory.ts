import {
  type BundleMark,
  type BundleState,
  createMemoryReplayStore,
  type ReplayStore,
} from '@fidecura/credentials'

/** What is remembered while samples are judged: in this process alone, and until somebody says to forget. */
export interface SampleMemory {
  readonly bundles: BundleState
  readonly replay: ReplayStore
  forget(): void
}

export function createSampleMemory(): SampleMemory {
  const marks = new Map<string, BundleMark>()
  let uses = createMemoryReplayStore()
  return {
    bundles: {
      load: async (bundle) => marks.get(bundle),
      async advance(bundle, mark) {
        const kept = marks.get(bundle)
        if (kept !== undefined && (mark.sequence < kept.sequence || mark.now < kept.now))
          return false
        marks.set(bundle, mark)
        return true
      },
    },
    replay: { insert: (use) => uses.insert(use) },
    forget() {
      uses = createMemoryReplayStore()
    },
  }
}
