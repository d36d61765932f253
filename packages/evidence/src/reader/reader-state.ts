/** The newest checkpoint that a reader has seen of a log, word for word. */
export interface SeenCheckpoint {
  readonly size: number
  readonly text: string
}

/** What a reader must not forget, for it could be shown another history. */
export interface ReaderState {
  latest(origin: string): Promise<SeenCheckpoint | undefined>
  /** Keeps one, unless one of a greater size is there. */
  keep(origin: string, seen: SeenCheckpoint): Promise<void>
}

/** For demonstrations and tests: forgets everything with the process. */
export function createMemoryReaderState(): ReaderState {
  const seen = new Map<string, SeenCheckpoint>()
  return Object.freeze({
    latest: async (origin: string) => seen.get(origin),
    keep: async (origin: string, next: SeenCheckpoint) => {
      const before = seen.get(origin)
      if (before === undefined || before.size <= next.size) seen.set(origin, next)
    },
  })
}
