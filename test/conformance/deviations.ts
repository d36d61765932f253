import { readText } from '../workspace-files.ts'

/** Where we decide otherwise than a published case expects, on purpose. */
export interface Deviation {
  readonly corpus: string
  readonly name: string
  /** What we do instead: an error code, or `accepted`. */
  readonly ours: string
}

/** The table in docs/conformance.md, so that none goes without its reason. */
export const deviations: readonly Deviation[] = [
  ...readText('docs/conformance.md').matchAll(
    /^\| ([a-z0-9-]+) \| `([^`]+)` \| `([a-z0-9_]+)` \| [^|]{20,} \|$/gm,
  ),
].map(([, corpus, name, ours]) => ({
  corpus: corpus as string,
  name: name as string,
  ours: ours as string,
}))
