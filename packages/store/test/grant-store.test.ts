import { epochSeconds } from '@fidecura/base'
import { createMemoryGrantStore, type GrantStore } from '@fidecura/openid/issuer'
import { grantStoreOf } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { noon, openForTest, whereKept } from './support.ts'

const now = epochSeconds(noon)
const later = epochSeconds(noon + 60)
const code = Object.freeze({ kind: 'code', key: 'k', state: '{"a":1}', expiresAt: later })

const stores: readonly (readonly [string, () => Promise<GrantStore>])[] = [
  ['in memory', async () => createMemoryGrantStore()],
  [whereKept(), async () => grantStoreOf((await openForTest()).documents)],
]

describe.each(stores)('GrantStore %s', (_, open) => {
  test('gives back what it was given, by kind and key', async () => {
    const store = await open()
    expect(await store.insert(code, now)).toBe(true)
    expect(await store.find('code', 'k')).toEqual(code)
    expect(await store.find('token', 'k')).toBeUndefined()
    expect(await store.find('code', 'l')).toBeUndefined()
  })

  test('takes a key once, however many bring it', async () => {
    const store = await open()
    const brought = await Promise.all([1, 2, 3, 4].map(() => store.insert(code, now)))
    expect(brought.filter((isNew) => isNew)).toHaveLength(1)
    expect(await store.insert({ ...code, state: '{}' }, now)).toBe(false)
    expect(await store.find('code', 'k')).toEqual(code)
  })

  test('replaces the state that was read, and no other', async () => {
    const store = await open()
    await store.insert(code, now)
    const replaced = await Promise.all(['x', 'y', 'z'].map((state) => store.replace(code, state)))
    expect(replaced.filter((isDone) => isDone)).toHaveLength(1)
    expect(await store.replace(code, 'w')).toBe(false)
    expect((await store.find('code', 'k'))?.expiresAt).toBe(later)
    expect(await store.replace({ ...code, key: 'l' }, 'w')).toBe(false)
  })

  test('gives an entry to one of those who take it', async () => {
    const store = await open()
    await store.insert(code, now)
    const taken = await Promise.all([1, 2, 3, 4].map(() => store.take('code', 'k')))
    expect(taken.filter((entry) => entry !== undefined)).toEqual([code])
    expect(await store.find('code', 'k')).toBeUndefined()
    expect(await store.insert(code, now)).toBe(true)
  })

  test('gives what was changed meanwhile as it is now', async () => {
    const store = await open()
    await store.insert(code, now)
    const [isDone, taken] = await Promise.all([store.replace(code, 'x'), store.take('code', 'k')])
    expect(taken?.state).toBe(isDone ? 'x' : code.state)
  })
})
