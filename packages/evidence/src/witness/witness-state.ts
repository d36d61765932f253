/** The newest checkpoint that a witness signed of a log. */
export interface WitnessedHead {
  readonly size: number
  /** Base64url. */
  readonly root: string
}

/** What a witness must never forget, for it would sign a second history. */
export interface WitnessState {
  /** @returns `undefined` for a log that it never signed. */
  latest(origin: string): Promise<WitnessedHead | undefined>
  /**
   * Keeps a newer one, if the latest is still the one that was looked at; durable before it returns.
   *
   * @returns Whether it was.
   */
  advance(origin: string, before: WitnessedHead | undefined, next: WitnessedHead): Promise<boolean>
}

/** For demonstrations and tests: forgets everything with the process. */
export function createMemoryWitnessState(): WitnessState {
  const heads = new Map<string, WitnessedHead>()
  return Object.freeze({
    latest: async (origin: string) => heads.get(origin),
    advance: async (origin: string, before: WitnessedHead | undefined, next: WitnessedHead) => {
      const latest = heads.get(origin)
      if (latest?.size !== before?.size || latest?.root !== before?.root) return false
      heads.set(origin, next)
      return true
    },
  })
}
