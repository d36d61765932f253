/** How much a process had kept of memory by then. */
export interface Look {
  readonly requests: number
  /** Bytes by what they are. */
  readonly kept: Readonly<Record<'resident' | 'objects', number>>
}

/** What more requests leave behind, in bytes for each of them. */
export interface Growth {
  readonly bytesEach: number
  /** By how much that may be wrong, 95 times of 100. */
  readonly uncertain: number
  readonly verdict: Verdict
}

/** `uncertain`: too few requests to tell a leak from what comes and goes. */
type Verdict = 'flat' | 'grows' | 'uncertain'

/** Of each request: beneath it is what a bounded memory of texts or a table of counters may still fill. */
export const mostBytesEach = 64

/** Pages and arenas are taken by the megabyte, once in a while: less than this is no growth, whatever its line. */
const steps = { objects: 0, resident: 8_388_608 } as const

/**
 * Draws a line through what was kept after so many requests (least squares), over the second half of the looks: what is
 * filled once, such as a cache with a bound, is full by then. It is flat where the line, with all that it may be wrong
 * by, rises by less than {@link mostBytesEach} for a request. It grows where it rises for sure, and by more than a step.
 */
export function growthOf(looks: readonly Look[], of: 'resident' | 'objects'): Growth {
  const settled = looks.slice(Math.floor(looks.length / 2))
  const count = settled.length
  const [x, y] = [settled.map(({ requests }) => requests), settled.map(({ kept }) => kept[of])]
  const [meanX, meanY] = [mean(x), mean(y)]
  const spread = sum(x.map((each) => (each - meanX) ** 2))
  const bytesEach = sum(x.map((each, n) => (each - meanX) * ((y[n] ?? 0) - meanY))) / spread
  const left = y.map((each, n) => each - meanY - bytesEach * ((x[n] ?? 0) - meanX))
  const deviation = Math.sqrt(sum(left.map((each) => each ** 2)) / (count - 2) / spread)
  const uncertain = deviation * studentsT(count - 2)
  const rise = bytesEach * ((x.at(-1) ?? 0) - (x[0] ?? 0))
  const grows = bytesEach - uncertain > 0 && rise > steps[of]
  return { bytesEach, uncertain, verdict: verdictOf(bytesEach + uncertain, grows) }
}

function verdictOf(most: number, grows: boolean): Verdict {
  if (most < mostBytesEach) return 'flat'
  // Of too few looks there is no number.
  return grows ? 'grows' : 'uncertain'
}

/** Of 0.975, after Cornish and Fisher; `NaN` for no degree of freedom. */
function studentsT(degrees: number): number {
  if (degrees < 3) return Number.NaN
  const z = 1.959964
  return (
    z +
    (z ** 3 + z) / (4 * degrees) +
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2) +
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / (384 * degrees ** 3)
  )
}

const sum = (values: readonly number[]): number => values.reduce((total, each) => total + each, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
