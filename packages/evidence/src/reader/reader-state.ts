/** The newest checkpoint that a reader has seen of a log, word for word. */
export interface SeenCheckpoint {
  readonly size: number
  readonly text: string
}

/** What a reader must not forget, for it could be shown another history. */
export interface ReaderState {
  latest(origin: string): Promise<SeenCheckpoint | undefined>
  /**
   * Keeps a newer one, if the latest is still the one that was looked at; durable before it returns.
   *
   * @returns Whether it was: two that come at once must not be shown two histories.
   */
  advance(
    origin: string,
    before: SeenCheckpoint | undefined,
    next: SeenCheckpoint,
  ): Promise<boolean>
}

/** For demonstrations and tests: forgets everything with the process. */
export function createMemoryReaderState(): ReaderState {
  const seen = new Map<string, SeenCheckpoint>()
  return Object.freeze({
    latest: async (origin: string) => seen.get(origin),
    advance: async (origin: string, before: SeenCheckpoint | undefined, next: SeenCheckpoint) => {
      const latest = seen.get(origin)
      if (latest?.size !== before?.size || latest?.text !== before?.text) return false
      seen.set(origin, next)
      return true
    },
  })
}
