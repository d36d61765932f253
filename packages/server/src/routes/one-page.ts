import type { Page, PageQuery } from '../api/page.ts'

/** A page, as it is looked up. */
export interface AskedPage {
  readonly after: number
  readonly limit: number
}

export const defaultLimit = 50

/**
 * Answers with one page.
 *
 * @param look - Finds one more than is shown, which tells that there are more: who leaves something out afterwards
 *   would say that there are none.
 */
export async function onePage<T extends { readonly number: number }, Item>(
  { after = 0, limit = defaultLimit }: PageQuery,
  look: (page: AskedPage) => Promise<readonly T[]>,
  itemOf: (found: T) => Item | Promise<Item>,
): Promise<Page<Item>> {
  const found = await look({ after, limit: limit + 1 })
  const shown = found.slice(0, limit)
  const next = found.length > limit ? shown.at(-1)?.number : undefined
  const items = await Promise.all(shown.map(async (each) => itemOf(each)))
  return { items, ...(next === undefined ? {} : { next }) }
}

/** Of those that were found with what is shown of them. */
export function itemIn<Item>({ item }: { readonly item: Item }): Item {
  return item
}
