/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[]
  /** For `after` of the next page; absent: this was the last. */
  readonly next?: number | undefined
}

/** Which page. */
export interface PageQuery {
  readonly after?: number | undefined
  /** At most 100. Default 50. */
  readonly limit?: number | undefined
}

/** Whose record it is about, where somebody acts for another. */
export interface ForRecord {
  /** The value of the record number, one of those of the session. Default: one's own. */
  readonly record?: string | undefined
}
