import type { Environment } from './environment.ts'
import type { Output } from './output.ts'

/** Says on a terminal how far a long work is, in one line that is written over. */
export interface Progress {
  /** @param text - Short: it must fit into a line. */
  at(text: string): void
  /** Takes the line away, for what is said then. */
  done(): void
}

const everyMs = 200

/**
 * Silent where nobody watches: into a file or a pipe, and with `--json`.
 *
 * @param now - Milliseconds of a clock that only goes forward.
 */
export function createProgress(
  { stderr }: Pick<Environment, 'stderr'>,
  { json }: Pick<Output, 'json'>,
  now: () => number = () => performance.now(),
): Progress {
  const isWatched = !json && (stderr as { readonly isTTY?: boolean }).isTTY === true
  let last: number | undefined
  return {
    at(text) {
      const present = now()
      if (!isWatched || (last !== undefined && present - last < everyMs)) return
      last = present
      stderr.write(`\r\u001b[K${text}`)
    },
    done() {
      if (last !== undefined) stderr.write('\r\u001b[K')
      last = undefined
    },
  }
}
