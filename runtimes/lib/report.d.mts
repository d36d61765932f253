import type { PortableResult } from '../portable.mjs'

/** What became of one runtime. */
export interface Row {
  readonly runtime: string
  readonly way: 'packages' | 'bundle'
  readonly half: 'node' | 'web'
  readonly version?: string
  readonly result?: PortableResult
  readonly error?: string
  readonly skipped?: string
}

export declare function failuresOf(rows: readonly Row[]): readonly string[]
export declare function pageOf(rows: readonly Row[], failures: readonly string[]): string
export declare function textOf(rows: readonly Row[], failures: readonly string[]): string
