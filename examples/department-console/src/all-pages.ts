import { type Page, type PageQuery, ServerProblem } from '@fidecura/server/client'

// Of a hundred each: more than any department has.
const maxPages = 500

/**
 * Reads a list to its end.
 *
 * @throws ServerProblem `answer_malformed` (unknown): it has none. A part of a list passes for the whole of it nowhere.
 */
export async function allPages<T>(
  read: (query: PageQuery) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  let after: number | undefined
  for (let page = 0; page < maxPages; page++) {
    const { items: more, next } = await read({ limit: 100, ...(after !== undefined && { after }) })
    items.push(...more)
    if (next === undefined) return items
    after = next
  }
  throw new ServerProblem('answer_malformed', { status: 200, outcome: 'unknown' })
}
