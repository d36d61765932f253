import { epochSeconds } from '@fidecura/base'
import { createMemorySessionStore, type SessionStore } from '@fidecura/openid/verifier'
import { sessionStoreOf } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { noon, openForTest, whereKept } from './support.ts'

const now = epochSeconds(noon)
const later = epochSeconds(noon + 60)
const first = Object.freeze({ id: 's', version: 1, expiresAt: later, content: '{"v":1}' })
const second = Object.freeze({ ...first, version: 2, content: '{"v":2}' })

const stores: readonly (readonly [string, () => Promise<SessionStore>])[] = [
  ['in memory', async () => createMemorySessionStore()],
  [whereKept(), async () => sessionStoreOf((await openForTest()).documents)],
]

describe.each(stores)('SessionStore %s', (_, open) => {
  test('gives back what it was given', async () => {
    const store = await open()
    expect(await store.insert(first, now)).toBe(true)
    expect(await store.find('s')).toEqual(first)
    expect(await store.find('t')).toBeUndefined()
  })

  test('takes an id once, however many bring it', async () => {
    const store = await open()
    const brought = await Promise.all([1, 2, 3, 4].map(() => store.insert(first, now)))
    expect(brought.filter((isNew) => isNew)).toHaveLength(1)
    expect(await store.insert({ ...first, content: '{}' }, now)).toBe(false)
    expect(await store.find('s')).toEqual(first)
  })

  test('replaces the version before, and no other', async () => {
    const store = await open()
    expect(await store.replace(second)).toBe(false)
    await store.insert(first, now)
    expect(await store.replace({ ...second, version: 3 })).toBe(false)
    expect(await store.replace({ ...second, version: 1 })).toBe(false)
    const answers = ['x', 'y', 'z'].map((content) => ({ ...second, content }))
    const replaced = await Promise.all(answers.map((answer) => store.replace(answer)))
    expect(replaced.filter((isDone) => isDone)).toHaveLength(1)
    expect(await store.find('s')).toMatchObject({ version: 2, expiresAt: later })
  })

  test('removes the version that is named, for one of those who ask', async () => {
    const store = await open()
    await store.insert(first, now)
    expect(await store.remove('s', 2)).toBe(false)
    const removed = await Promise.all([1, 2, 3].map(() => store.remove('s', 1)))
    expect(removed.filter((isDone) => isDone)).toHaveLength(1)
    expect(await store.find('s')).toBeUndefined()
    expect(await store.replace(second)).toBe(false)
  })

  test('forgets what has expired', async () => {
    const store = await open()
    await store.insert(first, now)
    await store.insert({ ...first, id: 't', expiresAt: epochSeconds(noon + 120) }, later)
    expect(await store.find('s')).toBeUndefined()
    expect(await store.find('t')).toBeDefined()
  })
})
