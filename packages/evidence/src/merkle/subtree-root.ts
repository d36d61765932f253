import { type Hash, hashNode, nodeInput } from './hash.ts'

/**
 * The root above neighbouring subtrees of one size, of which only the last may be incomplete.
 *
 * @param nodes - At least one.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6962#section-2.1 | RFC 6962 §2.1}
 */
export async function rootAbove(nodes: readonly Hash[]): Promise<Hash> {
  let row = nodes
  while (row.length > 1) row = await parentsOf(row)
  return row[0] as Hash
}

/** The next row up. One node without a sibling is its own parent, as at the right edge of a tree. */
export async function parentsOf(row: readonly Hash[]): Promise<readonly Hash[]> {
  const parents: Hash[] = []
  const input = nodeInput()
  for (let at = 0; at < row.length; at += 2) {
    const [left, right] = [row[at] as Hash, row[at + 1]]
    parents.push(right === undefined ? left : await hashNode(input, left, right))
  }
  return parents
}
