import type { Page } from '@fidecura/server/client'
import { createProgress } from '../progress.ts'
import { UsageError } from '../usage-error.ts'
import type { At } from './open-at.ts'

const perPage = 100
/** No department and no patient has more, and what never ends is not read to its end. */
const maxPages = 500

/**
 * All pages of a list. Says how far it is where somebody watches.
 *
 * @throws {@link UsageError} `list_unending`: a part of a list passes for the whole of it nowhere.
 */
export async function everyPage<T>(
  { services }: Pick<At, 'services'>,
  ask: (page: { readonly after?: number; readonly limit: number }) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const { environment, output, messages } = services
  const progress = createProgress(environment, output)
  const items: T[] = []
  let after: number | undefined
  try {
    for (let page = 0; page < maxPages; page++) {
      const found = await ask({ limit: perPage, ...(after === undefined ? {} : { after }) })
      items.push(...found.items)
      after = found.next
      if (after === undefined) return items
      progress.at(messages.at.listed(items.length))
    }
    throw new UsageError('list_unending', 'Goes on after 50,000 items')
  } finally {
    progress.done()
  }
}
