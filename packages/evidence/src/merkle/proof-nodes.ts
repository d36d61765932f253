/** The leaves from `start` to before `end`, which are one subtree of a proof. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** A whole subtree of 2^level leaves, counted from the left. */
export interface NodeId {
  readonly level: number
  readonly index: number
}

/**
 * Whose hashes an inclusion proof consists of, from the leaf upwards.
 *
 * @param index - Less than `size`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.1 | RFC 9162 §2.1.3.1}
 */
export function inclusionSpans(index: number, size: number): readonly Span[] {
  const spans: Span[] = []
  let span: Span = { start: 0, end: size }
  while (span.end - span.start > 1) {
    const middle = span.start + splitOf(span.end - span.start)
    const [left, right] = [
      { start: span.start, end: middle },
      { start: middle, end: span.end },
    ]
    const isLeft = index < middle
    spans.push(isLeft ? right : left)
    span = isLeft ? left : right
  }
  return spans.reverse()
}

/**
 * Whose hashes a consistency proof consists of.
 *
 * @param older - From 0 to `newer`.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9162#section-2.1.4.1 | RFC 9162 §2.1.4.1}
 */
export function consistencySpans(older: number, newer: number): readonly Span[] {
  if (older === 0 || older === newer) return []
  const spans: Span[] = []
  let span: Span = { start: 0, end: newer }
  // Ends where the older tree fills a subtree.
  while (older < span.end) {
    const middle = span.start + splitOf(span.end - span.start)
    if (older <= middle) {
      spans.push({ start: middle, end: span.end })
      span = { start: span.start, end: middle }
    } else {
      spans.push({ start: span.start, end: middle })
      span = { start: middle, end: span.end }
    }
  }
  // Whoever verifies has the root of the older tree, where that is the one.
  if (span.start > 0) spans.push(span)
  return spans.reverse()
}

/** The whole subtrees that make up a span, from left to right. */
export function wholeSubtrees({ start, end }: Span): readonly NodeId[] {
  const nodes: NodeId[] = []
  let at = start
  while (at < end) {
    let level = 0
    let width = 1
    while (at % (width * 2) === 0 && at + width * 2 <= end) {
      width *= 2
      level++
    }
    nodes.push({ level, index: at / width })
    at += width
  }
  return nodes
}

/** The largest power of two below a number of leaves. RFC 6962 §2.1. */
function splitOf(leaves: number): number {
  let width = 1
  while (width * 2 < leaves) width *= 2
  return width
}
