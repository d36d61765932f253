import { CodedError } from '@fidecura/base'

/**
 * A set of published test vectors. Each is one file in this folder and one line in `all-corpora.ts`.
 */
export interface Corpus {
  /** As printed and as named in `docs/conformance.md`. */
  readonly name: string
  /** The folders it reads, below the folder of all corpora. Where one is missing, it is skipped. */
  readonly folders: readonly string[]
  /** Runs every case. Receives the folders' paths in the order above. */
  readonly run: (...folders: string[]) => AsyncIterable<CaseResult> | Iterable<CaseResult>
}

export interface CaseResult {
  /** Unique in its corpus. */
  readonly name: string
  readonly outcome: 'passed' | 'failed' | 'skipped'
  /** Why it failed or was skipped. */
  readonly reason?: string
  /**
   * What we did where it failed, such as an error code. A deviation in `docs/conformance.md` counts
   * as passed if this is exactly what is documented.
   */
  readonly ours?: string
}

/** What a function did: the code it threw, or `accepted`. An error without a code is rethrown. */
export async function outcomeOf(act: () => unknown): Promise<string> {
  try {
    await act()
    return 'accepted'
  } catch (error) {
    if (CodedError.is(error)) return error.code
    // Any other error is a bug, and no refusal.
    throw error
  }
}
