/** What the test of docs/interop.md uses. */

export interface Result {
  readonly peer: string
  readonly format: string
  readonly algorithm: string
  readonly ours: string
  readonly theirs: string
  readonly found: { readonly ours: string; readonly theirs: string }
}

export declare function failuresOf(results: readonly Result[]): readonly string[]
export declare function pageOf(versions: Readonly<Record<string, string>>): string
export declare function versionsOf(manifest: {
  readonly dependencies: Readonly<Record<string, string>>
}): Readonly<Record<string, string>>
