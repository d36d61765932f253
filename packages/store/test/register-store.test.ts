import {
  createMemoryRegisterStore,
  createMemoryWordState,
  type RegisterStore,
  type WordState,
} from '@fidecura/consent'
import { describe, expect, test } from '@jest/globals'
import { clockAt, noon, openForTest, statement } from './support.ts'

type Ports = { readonly register: RegisterStore; readonly words: WordState }

/** Whoever keeps a port keeps the same promises; those of the disk are tried elsewhere. */
const kept: readonly (readonly [string, () => Promise<Ports>])[] = [
  ['on SQLite', () => openForTest()],
  [
    'in memory',
    async () => ({ register: createMemoryRegisterStore(), words: createMemoryWordState() }),
  ],
]

describe.each(kept)('RegisterStore %s', (_, open) => {
  test('counts from 1 without gaps and gives back what it was given', async () => {
    const { register } = await open()
    const entry = statement('a', { evidence: 'identity' })
    expect(await register.append(entry, clockAt(noon))).toEqual({
      ...entry,
      sequence: 1,
      registeredAt: noon,
    })
    expect(await register.append(statement('b'), clockAt(noon))).toMatchObject({ sequence: 2 })
    expect(await register.find('statement', 'a')).toEqual({
      ...entry,
      sequence: 1,
      registeredAt: noon,
    })
  })

  test('gives back the first entry of a key, whatever comes under it later', async () => {
    const { register } = await open()
    const first = await register.append(statement('a'), clockAt(noon))
    const again = await register.append(statement('a', { digest: 'other' }), clockAt(noon + 9))
    expect(again).toEqual(first)
    expect(await register.append(statement('b'), clockAt(noon + 9))).toMatchObject({ sequence: 2 })
  })

  test('keeps the kinds apart', async () => {
    const { register } = await open()
    await register.append(statement('a'), clockAt(noon))
    const withdrawal = await register.append(statement('a', { kind: 'withdrawal' }), clockAt(noon))
    expect(withdrawal.sequence).toBe(2)
    expect(await register.find('stamp', 'a')).toBeUndefined()
  })

  test('shows everything about one record and nothing about others', async () => {
    const { register } = await open()
    await register.append(statement('a'), clockAt(noon))
    await register.append(statement('b', { record: 'record-2' }), clockAt(noon))
    await register.append(statement('c', { kind: 'withdrawal' }), clockAt(noon + 1))
    await register.append(statement('d', { kind: 'stamp', record: undefined }), clockAt(noon + 2))
    const { asOf, entries } = await register.snapshot('record-1', clockAt(noon + 3))
    expect(asOf).toBe(noon + 3)
    expect(entries.map(({ key, sequence }) => [key, sequence])).toEqual([
      ['a', 1],
      ['c', 3],
    ])
  })

  test('never dates an entry before one that came earlier', async () => {
    const { register } = await open()
    await register.append(statement('a'), clockAt(noon))
    const later = await register.append(statement('b'), clockAt(noon - 3600))
    expect(later.registeredAt).toBe(noon)
  })

  test('never dates an entry before a snapshot that does not hold it', async () => {
    const { register } = await open()
    await register.snapshot('record-1', clockAt(noon))
    const later = await register.append(statement('a'), clockAt(noon - 3600))
    expect(later.registeredAt).toBe(noon)
    expect((await register.snapshot('record-1', clockAt(noon - 1))).asOf).toBe(noon)
    expect(await register.latest()).toBe(noon)
  })

  test('reads the clock within the step, when those before it are done', async () => {
    const { register } = await open()
    const order: string[] = []
    const clock = (name: string) => () => {
      order.push(name)
      return clockAt(noon + order.length)()
    }
    const [a, b, seen] = await Promise.all([
      register.append(statement('a'), clock('a')),
      register.append(statement('b'), clock('b')),
      register.snapshot('record-1', clock('snapshot')),
    ])
    expect([a.registeredAt, b.registeredAt, seen.asOf]).toEqual([noon + 1, noon + 2, noon + 3])
    expect(seen.entries).toHaveLength(2)
    expect(order).toEqual(['a', 'b', 'snapshot'])
  })

  test('keeps what is known of an entry and nothing more, and lets nobody change it', async () => {
    const { register } = await open()
    const more = { ...statement('a'), name: 'Pat Example' }
    const added = await register.append(more, clockAt(noon))
    expect(added).toEqual({ ...statement('a'), sequence: 1, registeredAt: noon })
    expect(Object.isFrozen(added)).toBe(true)
    const { entries } = await register.snapshot('record-1', clockAt(noon))
    expect(entries).toEqual([added])
  })

  test('dates in whole seconds', async () => {
    const { register } = await open()
    const added = await register.append(statement('a'), clockAt(noon + 0.9))
    expect(added.registeredAt).toBe(noon)
    expect((await register.snapshot('record-1', clockAt(noon + 1.9))).asOf).toBe(noon + 1)
  })

  test('keeps nothing when the clock gives no instant', async () => {
    const { register } = await open()
    const broken = () => Number.NaN as ReturnType<ReturnType<typeof clockAt>>
    await expect(register.append(statement('a'), broken)).rejects.toMatchObject({
      code: 'instant_malformed',
    })
    expect(await register.find('statement', 'a')).toBeUndefined()
    expect(await register.latest()).toBeUndefined()
  })
})

describe.each(kept)('WordState %s', (_, open) => {
  const word = { register: 'did:key:r', record: 'record-1', revision: 5, asOf: clockAt(noon)() }

  test('takes words of the same or a higher revision and refuses lower ones', async () => {
    const { words } = await open()
    expect(await words.advance(word)).toBe(true)
    expect(await words.advance(word)).toBe(true)
    expect(await words.advance({ ...word, revision: 4 })).toBe(false)
    expect(await words.advance({ ...word, revision: 6 })).toBe(true)
    expect(await words.advance(word)).toBe(false)
  })

  test('keeps registers and records apart', async () => {
    const { words } = await open()
    await words.advance(word)
    expect(await words.advance({ ...word, record: 'record-2', revision: 1 })).toBe(true)
    expect(await words.advance({ ...word, register: 'did:key:s', revision: 1 })).toBe(true)
  })
})
