/** What the test of docs/interop.md uses. */

export declare const cases: readonly {
  readonly peer: string
  readonly format: string
  readonly algorithm: string
  readonly ours: string
  readonly theirs: string
}[]
