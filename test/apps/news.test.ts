import type { FidecuraClient } from '@fidecura/server/client'
import { describe, expect, test } from '@jest/globals'
import { createNews } from '../../examples/patient-app/src/model/news.ts'

interface Item {
  readonly id: string
  readonly state?: string
  readonly verdict?: string
}

const own = { record: { system: 'urn:oid:2.999.1.1', value: 'R-1' } }

/** A service with lists in pages of a hundred, which counts what it hands out. */
function serviceWith(lists: Record<'requests' | 'entries' | 'accesses' | 'notices', Item[]>) {
  const handedOut = { items: 0 }
  const pageOf =
    (name: keyof typeof lists) =>
    async ({ after = 0, limit = 100 }: { readonly after?: number; readonly limit?: number }) => {
      const items = lists[name].slice(after, after + limit)
      handedOut.items += items.length
      const next = after + limit
      return { items, ...(next < lists[name].length && { next }) }
    }
  const client = {
    myRequests: pageOf('requests'),
    myEntries: pageOf('entries'),
    myAccesses: pageOf('accesses'),
    myNotices: async () => ({ items: lists.notices }),
  } as unknown as FidecuraClient
  const hospital = { call: <T>(ask: (one: FidecuraClient) => Promise<T>) => ask(client) }
  return { lists, client, hospital, handedOut }
}

const many = (count: number): Item[] =>
  Array.from({ length: count }, (_, n) => ({ id: `r${n}`, state: 'answered' }))

describe('a look for news', () => {
  test('finds everything new at first, and nothing when it looks again', async () => {
    const { hospital } = serviceWith({ requests: [], entries: [], accesses: [], notices: [] })
    const news = createNews(hospital)
    expect(await news.look(own)).toBe(true)
    expect(await news.look(own)).toBe(false)
  })

  test.each([
    ['a request', 'requests', { id: 'new', state: 'open' }],
    ['an entry', 'entries', { id: 'new' }],
    ['a reading', 'accesses', { id: 'new' }],
    ['a notice', 'notices', { id: 'new' }],
  ] as const)('finds %s that has come, once', async (_, list, item) => {
    const empty = { requests: many(3), entries: [], accesses: [], notices: [] }
    const { hospital, lists } = serviceWith(empty)
    const news = createNews(hospital)
    await news.look(own)
    lists[list].push(item)
    expect(await news.look(own)).toBe(true)
    expect(await news.look(own)).toBe(false)
  })

  test('finds an answer to what was there', async () => {
    const lists = { requests: [], entries: [{ id: 'e' }], accesses: [], notices: [] }
    const { hospital, lists: live } = serviceWith(lists)
    const news = createNews(hospital)
    await news.look(own)
    live.entries[0] = { id: 'e', verdict: 'confirmed' }
    expect(await news.look(own)).toBe(true)
  })

  test('asks for the end of long lists alone, and finds what begins a new page', async () => {
    const service = serviceWith({ requests: many(250), entries: [], accesses: [], notices: [] })
    const news = createNews(service.hospital)
    await news.look(own)
    service.handedOut.items = 0
    expect(await news.look(own)).toBe(false)
    expect(service.handedOut.items).toBe(50)
    service.lists.requests.push(...many(120).map(({ id }) => ({ id: `later ${id}` })))
    expect(await news.look(own)).toBe(true)
    expect(await news.look(own)).toBe(false)
  })

  test('looks at another record from its beginning', async () => {
    const service = serviceWith({ requests: many(3), entries: [], accesses: [], notices: [] })
    const news = createNews(service.hospital)
    await news.look(own)
    expect(await news.look({ record: { ...own.record, value: 'R-2' } })).toBe(true)
    expect(await news.look(own)).toBe(true)
  })

  test('goes without what whoever acts for another may not see, and no further', async () => {
    const { hospital, client } = serviceWith({
      ...{ requests: many(1), entries: [], accesses: [], notices: [] },
    })
    const refusing = (code: string) => () => Promise.reject(Object.assign(new Error(), { code }))
    Object.assign(client, { myAccesses: refusing('not_permitted') })
    const news = createNews(hospital)
    expect(await news.look(own)).toBe(true)
    Object.assign(client, { myAccesses: refusing('server_unreachable') })
    await expect(news.look(own)).rejects.toMatchObject({ code: 'server_unreachable' })
  })
})
