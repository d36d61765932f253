/** As the service answers. */
interface PageOf<T> {
  readonly items: readonly T[]
  readonly next?: number | undefined
}

interface PageAsked {
  readonly after?: number
  readonly limit: number
}

type AskPage<T> = (page: PageAsked) => Promise<PageOf<T>>

const mostPages = 20

/** All that there is, within bounds. */
export async function everyPage<T>(ask: AskPage<T>): Promise<readonly T[]> {
  const items: T[] = []
  for await (const page of pagesOf(ask)) items.push(...page.items)
  return items
}

/**
 * The last page, and where it begins.
 *
 * @param after - Where it began the last time.
 */
export async function tailOf<T>(
  ask: AskPage<T>,
  after = 0,
): Promise<{ readonly items: readonly T[]; readonly after: number }> {
  let tail: { readonly items: readonly T[]; readonly after: number } = { items: [], after }
  let begin = after
  for await (const { items, next } of pagesOf(ask, after)) {
    tail = { items, after: begin }
    begin = next ?? begin
  }
  return tail
}

async function* pagesOf<T>(ask: AskPage<T>, first?: number): AsyncGenerator<PageOf<T>> {
  let after = first
  for (let count = 0; count < mostPages; count++) {
    const page = await ask({ limit: 100, ...(after === undefined ? {} : { after }) })
    yield page
    after = page.next
    if (after === undefined) return
  }
}
