import { epochSeconds } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import type { AuditAct } from '@fidecura/monitor'
import type { Documents, NewDocument } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { ask, newPlace, noon, openForTest, whereKept } from './support.ts'

const now = epochSeconds(noon)
const later = epochSeconds(noon + 60)

const stores: readonly (readonly [string, () => Promise<Documents>])[] = [
  [whereKept(), async () => (await openForTest()).documents],
]

function offer(id: string, more: Partial<NewDocument> = {}): NewDocument {
  return Object.freeze({ kind: 'offer', id, body: { of: id }, ...more })
}

describe.each(stores)('Documents %s', (_, open) => {
  test('gives back what it was given, by kind and id', async () => {
    const documents = await open()
    const given = offer('a', { state: 'open', subject: 's', expiresAt: later })
    expect(await documents.write([{ insert: given }], now)).toBe(true)
    const found = await documents.find('offer', 'a', now)
    expect(found).toEqual({ ...given, number: 1, version: 1 })
    expect(Object.isFrozen(found?.body)).toBe(true)
    expect(await documents.find('session', 'a', now)).toBeUndefined()
    expect(await documents.find('offer', 'b', now)).toBeUndefined()
  })

  test('finds nothing under an id that no database keeps', async () => {
    const documents = await open()
    await documents.write([{ insert: offer('a') }], now)
    expect(await documents.find('offer', 'a\0', now)).toBeUndefined()
    expect(await documents.find('offer', '\0', now)).toBeUndefined()
    expect(await documents.write([{ remove: { kind: 'offer', id: 'a\0' } }], now)).toBe(false)
  })

  test('takes an id once', async () => {
    const documents = await open()
    await documents.write([{ insert: offer('a') }], now)
    expect(await documents.write([{ insert: offer('a', { body: {} }) }], now)).toBe(false)
    expect(await documents.find('offer', 'a', now)).toMatchObject({ body: { of: 'a' } })
  })

  test('replaces the version that was read, and no other', async () => {
    const documents = await open()
    await documents.write([{ insert: offer('a') }], now)
    const replace = offer('a', { state: 'claimed' })
    expect(await documents.write([{ replace, version: 1 }], now)).toBe(true)
    expect(await documents.write([{ replace: offer('a'), version: 1 }], now)).toBe(false)
    expect(await documents.find('offer', 'a', now)).toMatchObject({
      ...{ number: 1, version: 2, state: 'claimed' },
    })
  })

  test('lets one of two who read the same version have it', async () => {
    const documents = await open()
    await documents.write([{ insert: offer('a') }], now)
    const replace = (by: string) =>
      documents.write([{ replace: offer('a', { body: { by } }), version: 1 }], now)
    const done = await Promise.all([replace('one'), replace('other')])
    expect(done.toSorted()).toEqual([false, true])
  })

  test('makes all changes of a call or none', async () => {
    const documents = await open()
    await documents.write([{ insert: offer('a') }, { insert: offer('b') }], now)
    const changes = [
      { insert: offer('c') },
      { remove: offer('a') },
      { replace: offer('b'), version: 7 },
    ]
    expect(await documents.write(changes, now)).toBe(false)
    expect(await documents.find('offer', 'c', now)).toBeUndefined()
    expect(await documents.find('offer', 'a', now)).toBeDefined()
    const [inserted, removed] = changes
    expect(await documents.write([inserted as never, removed as never], now)).toBe(true)
    expect(await documents.find('offer', 'c', now)).toBeDefined()
    expect(await documents.find('offer', 'a', now)).toBeUndefined()
  })

  test('lists a kind in order, by state and subject, a page at a time', async () => {
    const documents = await open()
    const all = [
      offer('a', { state: 'open', subject: 's' }),
      offer('b', { state: 'open', subject: 't' }),
      offer('c', { state: 'void', subject: 's' }),
      offer('d', { state: 'open', subject: 's' }),
      { ...offer('e', { state: 'open', subject: 's' }), kind: 'session' },
    ]
    await documents.write(
      all.map((insert) => ({ insert })),
      now,
    )
    const ids = async (page: object) =>
      (await documents.list('offer', { limit: 9, now, ...page })).map(({ id }) => id)
    expect(await ids({})).toEqual(['a', 'b', 'c', 'd'])
    expect(await ids({ state: 'open' })).toEqual(['a', 'b', 'd'])
    expect(await ids({ subject: 's' })).toEqual(['a', 'c', 'd'])
    expect(await ids({ state: 'open', subject: 's', after: 1 })).toEqual(['d'])
    expect(await ids({ limit: 2 })).toEqual(['a', 'b'])
  })

  test('knows nothing of what has expired, and gives its id to another', async () => {
    const documents = await open()
    const expiring = offer('a', { expiresAt: later })
    await documents.write([{ insert: expiring }, { insert: offer('b') }], now)
    expect(await documents.find('offer', 'a', epochSeconds(later - 1))).toBeDefined()
    expect(await documents.find('offer', 'a', later)).toBeUndefined()
    expect(await documents.list('offer', { limit: 9, now: later })).toHaveLength(1)
    expect(await documents.write([{ replace: expiring, version: 1 }], later)).toBe(false)
    expect(await documents.write([{ insert: offer('a') }], later)).toBe(true)
    expect(await documents.find('offer', 'a', later)).toMatchObject({ version: 1 })
  })

  test('deletes with each change some of what has expired, and nothing else', async () => {
    const path = await newPlace()
    const { documents } = await openForTest(path)
    const expiring = Array.from({ length: 40 }, (_, n) => offer(`${n}`, { expiresAt: later }))
    const inserts = [...expiring, offer('kept')].map((insert) => ({ insert }))
    await documents.write(inserts, now)
    const count = async () =>
      Number((await ask(path, 'SELECT count(*) AS n FROM document'))[0]?.['n'])
    await documents.write([{ remove: offer('none') }], later)
    expect(await count()).toBe(41)
    for (const id of ['a', 'b', 'c']) await documents.write([{ insert: offer(id) }], later)
    expect(await count()).toBe(4)
    expect(await documents.find('offer', 'kept', later)).toBeDefined()
  })

  test('keeps no text as code', async () => {
    const documents = await open()
    const id = `a'; DROP TABLE document; --`
    await documents.write([{ insert: offer(id) }], now)
    expect(await documents.find('offer', id, now)).toMatchObject({ body: { of: id } })
  })
})

test('Store.audited brings an event along with a write of documents, and none with one that was not made', async () => {
  const store = await openForTest()
  const act = (id: string): AuditAct => ({
    ...{ id, kind: 'create', outcome: 'done', recordedAt: now, client: '192.0.2.7', objects: [] },
    source: { did: parseDid('did:web:hospital.example'), site: 'https://hospital.example' },
  })
  const [one, other] = [1, 2].map((n) => `6a1f6d6e-0000-4000-8000-00000000000${n}`)
  const insert = offer('a')
  const first = store.audited(act(one as string)).documents
  expect(await first.write([{ insert }], now)).toBe(true)
  const second = store.audited(act(other as string)).documents
  expect(await second.write([{ insert }], now)).toBe(false)
  expect((await store.audit.all({ limit: 9 })).map(({ act: { id } }) => id)).toEqual([one])
})

test('openStore keeps documents in the file', async () => {
  const path = await newPlace()
  const first = await openForTest(path)
  await first.documents.write([{ insert: offer('a') }], now)
  const second = await openForTest(path)
  expect(await second.documents.find('offer', 'a', now)).toMatchObject({ body: { of: 'a' } })
})

test('documents tell one that was inserted anew from the one that expired before it', async () => {
  const { documents } = await openForTest()
  const [begin, over] = [epochSeconds(noon), epochSeconds(noon + 10)]
  const insert = { kind: 'job', id: 'a', body: {}, expiresAt: over }
  await documents.write([{ insert }], begin)
  const number = (await documents.find('job', 'a', begin))?.number ?? 0
  await documents.write([{ insert: { ...insert, expiresAt: epochSeconds(noon + 99) } }], over)
  const replace = { ...insert, expiresAt: epochSeconds(noon + 99), body: { late: true } }
  expect(await documents.write([{ replace, version: 1, number }], over)).toBe(false)
  expect(await documents.write([{ remove: insert, number }], over)).toBe(false)
  const kept = await documents.find('job', 'a', over)
  expect(kept).toMatchObject({ version: 1, body: {} })
  const own = { number: kept?.number ?? 0 }
  expect(await documents.write([{ replace, version: 1, ...own }], over)).toBe(true)
  expect(await documents.write([{ remove: insert, ...own }], over)).toBe(true)
})
