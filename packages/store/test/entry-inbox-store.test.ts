import { epochSeconds } from '@fidecura/base'
import {
  createMemoryEntryInboxStore,
  type EntryInboxStore,
  type InboxAnswer,
  type NewInboxEntry,
} from '@fidecura/consent/entries'
import { describe, expect, test } from '@jest/globals'
import { newPlace, noon, openForTest, whereKept } from './support.ts'

const stores: readonly (readonly [string, () => Promise<EntryInboxStore>])[] = [
  [whereKept(), async () => (await openForTest()).inbox],
  ['in memory', async () => createMemoryEntryInboxStore()],
]

const receivedAt = epochSeconds(noon)
const entry = (name: string, record = 'record-1'): NewInboxEntry =>
  Object.freeze({ entry: name, record, token: `token of ${name}`, receivedAt })
const said = (verdict: InboxAnswer['verdict'], confirmation: string): InboxAnswer =>
  Object.freeze({ verdict, confirmation, answeredAt: epochSeconds(noon + 1) })

describe.each(stores)('EntryInboxStore %s', (_, open) => {
  test('gives back what it was given, and the first of one digest', async () => {
    const inbox = await open()
    const more = { ...entry('a'), name: 'Pat Example' }
    const added = await inbox.add(more, 9)
    expect(added).toEqual({ ...entry('a'), number: 1, answer: undefined })
    expect(await inbox.add({ ...entry('a'), token: 'other' }, 9)).toEqual(added)
    expect(await inbox.find('a')).toEqual(added)
    expect(await inbox.find('b')).toBeUndefined()
    expect(Object.isFrozen(await inbox.find('a'))).toBe(true)
  })

  test('shows what waits in one record, in order, from a number on', async () => {
    const inbox = await open()
    for (const each of [entry('a'), entry('x', 'record-2'), entry('b'), entry('c')]) {
      await inbox.add(each, 9)
    }
    const names = async (after: number, limit: number) =>
      (await inbox.waiting('record-1', after, limit)).map((each) => each.entry)
    expect(await names(0, 9)).toEqual(['a', 'b', 'c'])
    expect(await names(0, 2)).toEqual(['a', 'b'])
    const [, , third] = await inbox.waiting('record-1', 0, 9)
    expect(await names((third?.number ?? 0) - 1, 9)).toEqual(['c'])
    await inbox.answer('b', said('confirmed', 'yes'))
    expect(await names(0, 9)).toEqual(['a', 'c'])
  })

  test('adds nothing where so many wait, in this record alone', async () => {
    const inbox = await open()
    await inbox.add(entry('a'), 1)
    expect(await inbox.add(entry('b'), 1)).toBeUndefined()
    expect(await inbox.find('b')).toBeUndefined()
    expect(await inbox.add(entry('a'), 1)).toMatchObject({ number: 1 })
    expect(await inbox.add(entry('x', 'record-2'), 1)).toBeDefined()
    await inbox.answer('a', said('confirmed', 'yes'))
    expect(await inbox.add(entry('b'), 1)).toBeDefined()
  })

  test('keeps the first answer, but for a dispute of what was confirmed', async () => {
    const inbox = await open()
    await inbox.add(entry('a'), 9)
    const first = said('confirmed', 'first')
    expect(await inbox.answer('a', first)).toMatchObject({ answer: first })
    expect(await inbox.answer('a', said('confirmed', 'second'))).toMatchObject({ answer: first })
    const dispute = said('disputed', 'third')
    expect(await inbox.answer('a', dispute)).toMatchObject({ answer: dispute })
    expect(await inbox.answer('a', said('disputed', 'fourth'))).toMatchObject({ answer: dispute })
    expect(await inbox.answer('a', said('confirmed', 'fifth'))).toMatchObject({ answer: dispute })
    expect(await inbox.find('a')).toMatchObject({ answer: dispute })
    expect(await inbox.answer('none', dispute)).toBeUndefined()
  })

  test('takes one of several that come at once into the last place', async () => {
    const inbox = await open()
    const all = await Promise.all(['a', 'b', 'c'].map((name) => inbox.add(entry(name), 1)))
    expect(all.filter((added) => added !== undefined)).toHaveLength(1)
  })
})

test('EntryInboxStore on SQLite finds everything again when it is opened anew', async () => {
  const path = await newPlace()
  const first = await openForTest(path)
  await first.inbox.add(entry('a'), 9)
  await first.inbox.add(entry('b'), 9)
  await first.inbox.answer('a', said('disputed', 'no'))
  await first.close()
  const { inbox } = await openForTest(path)
  expect(await inbox.find('a')).toMatchObject({ answer: { confirmation: 'no' } })
  expect(await inbox.waiting('record-1', 0, 9)).toMatchObject([{ entry: 'b' }])
})
