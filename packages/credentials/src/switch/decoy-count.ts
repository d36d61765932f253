const most = 100

/**
 * How many decoys the changes of one act need, list by list and page by page. Beyond a multiple of the
 * changes there are some more at random, or the number would tell how many were meant.
 *
 * @param random - A uniform integer from 0 up to, not including, `below`.
 */
export function createDecoyCount(
  decoys: number,
  random: (below: number) => number,
): (list: string, changes: number) => number {
  const seen = new Map<string, number>()
  return (list, changes) => {
    if (!(decoys > 0) || changes === 0) return 0
    const before = seen.get(list)
    const counted = Math.min((before ?? 0) + changes, most)
    seen.set(list, counted)
    const more = before === undefined ? random(decoys + 1) : 0
    return decoys * (counted - (before ?? 0)) + more
  }
}
