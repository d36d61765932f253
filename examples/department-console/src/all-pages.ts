import type { Page, PageQuery } from '@fidecura/server/client'

// Of a hundred each: more people than any department has.
const maxPages = 60

/** Reads a list to its end. */
export async function allPages<T>(
  read: (query: PageQuery) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  let after: number | undefined
  for (let page = 0; page < maxPages; page++) {
    const { items: more, next } = await read({ limit: 100, ...(after !== undefined && { after }) })
    items.push(...more)
    if (next === undefined) break
    after = next
  }
  return items
}
