import {
  createMemoryWordState,
  type SeenWord,
  type WordState,
  type WordVerdict,
} from '@fidecura/consent'
import { createMemoryRegisterStore, type RegisterStore } from '@fidecura/consent/register'
import { describe, expect, test } from '@jest/globals'
import { clockAt, newPlace, noon, openForTest, statement, whereKept } from './support.ts'

type Ports = { readonly register: RegisterStore; readonly words: WordState }

/** Whoever keeps a port keeps the same promises; those of the disk are tried elsewhere. */
const kept: readonly (readonly [string, () => Promise<Ports>])[] = [
  [whereKept(), () => openForTest()],
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

  test('keeps what was signed beside a statement, once for each person', async () => {
    const { register } = await open()
    await register.append(statement('a'), clockAt(noon))
    const key = JSON.stringify(['digest', 'witness', 'did:key:w'])
    const beside = statement(key, { kind: 'signature', token: 'x.y.z', evidence: '{"role":"r"}' })
    const first = await register.append(beside, clockAt(noon + 1))
    await register.append({ ...beside, token: 'other' }, clockAt(noon + 2))
    const { entries } = await register.snapshot(beside.record ?? '', clockAt(noon + 3))
    expect(entries.slice(1)).toEqual([first])
    expect(first).toMatchObject({ token: 'x.y.z', evidence: '{"role":"r"}' })
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
  const word = {
    register: 'did:key:r',
    record: 'record-1',
    revision: 5,
    asOf: clockAt(noon)(),
    word: 'five',
  }
  const next = { ...word, revision: 6, asOf: clockAt(noon + 1)(), word: 'six' }

  test('remembers the first word, shows it to the judge, and then what the judge calls newer', async () => {
    const { words } = await open()
    const seen: SeenWord[] = []
    const says = (verdict: WordVerdict) => (last: SeenWord) => {
      seen.push(last)
      return verdict
    }
    expect(await words.advance(word, says('older'))).toBe('newer')
    expect(await words.advance(next, says('older'))).toBe('older')
    expect(await words.advance(next, says('same'))).toBe('same')
    expect(await words.advance(next, says('newer'))).toBe('newer')
    expect(await words.advance(word, says('older'))).toBe('older')
    expect(seen).toEqual([word, word, word, next])
    expect(await words.contradictions()).toEqual([])
  })

  test('keeps the first two that contradict one another, and goes on from the first of them', async () => {
    const { words } = await open()
    const seen: SeenWord[] = []
    const accuse = (last: SeenWord): WordVerdict => {
      seen.push(last)
      return 'contradiction'
    }
    await words.advance(word, accuse)
    expect(await words.advance(next, accuse)).toBe('contradiction')
    expect(await words.advance({ ...next, word: 'seven' }, accuse)).toBe('contradiction')
    expect(seen).toEqual([word, word])
    const { register, record } = word
    expect(await words.contradictions()).toEqual([
      { register, record, first: 'five', second: 'six' },
    ])
  })

  test('accuses nobody without both words', async () => {
    const { words } = await open()
    await words.advance({ ...word, word: undefined }, () => 'contradiction')
    expect(await words.advance(next, () => 'contradiction')).toBe('contradiction')
    expect(await words.contradictions()).toEqual([])
  })

  test('keeps what was accepted of losses, and shows it to the judge of that register alone', async () => {
    const { words } = await open()
    const loss = { register: word.register, loss: 'lost', approvals: ['one', 'other'] }
    await words.acceptLoss(loss)
    await words.acceptLoss({ ...loss, approvals: [] })
    await words.acceptLoss({ ...loss, register: 'did:key:s', loss: 'elsewhere' })
    expect(await words.losses()).toContainEqual(loss)
    expect(await words.losses()).toHaveLength(2)
    const seen: (readonly string[])[] = []
    const judge = (_: SeenWord, losses: readonly string[]): WordVerdict => {
      seen.push(losses)
      return 'same'
    }
    await words.advance(word, judge)
    await words.advance(next, judge)
    expect(seen).toEqual([['lost']])
  })

  test('goes on after a loss, with both words and those from before', async () => {
    const { words } = await open()
    const seen: SeenWord[] = []
    const says = (verdict: WordVerdict) => (last: SeenWord) => {
      seen.push(last)
      return verdict
    }
    await words.advance(word, says('same'))
    expect(await words.advance(next, says('after_loss'))).toBe('after_loss')
    await words.advance({ ...next, word: 'seven' }, says('newer'))
    await words.advance({ ...next, word: 'eight' }, says('after_loss'))
    await words.advance(next, says('same'))
    expect(seen).toEqual([
      word,
      { ...next, lost: ['five'] },
      { ...next, word: 'seven', lost: ['five'] },
      { ...next, word: 'eight', lost: ['five', 'seven'] },
    ])
    expect(await words.contradictions()).toMatchObject([{ first: 'five', second: 'six' }])
  })

  test('compares within the step: of many at once each sees the one before', async () => {
    const { words } = await open()
    const seen: number[] = []
    const advance = (revision: number) =>
      words.advance({ ...word, revision }, (last) => {
        seen.push(last.revision)
        return 'newer'
      })
    await Promise.all([1, 2, 3, 4].map(advance))
    expect(seen).toEqual([1, 2, 3])
  })

  test('keeps registers and records apart', async () => {
    const { words } = await open()
    await words.advance(word, () => 'older')
    const others = [
      { ...word, record: 'record-2' },
      { ...word, register: 'did:key:s' },
    ]
    for (const other of others) {
      expect(await words.advance(other, () => 'older')).toBe('newer')
    }
  })
})

test('WordState on SQLite finds words and contradictions again when it is opened anew', async () => {
  const path = await newPlace()
  const first = await openForTest(path)
  const asOf = clockAt(noon)()
  const word = { register: 'did:key:r', record: 'record-1', revision: 5, asOf, word: 'five' }
  await first.words.advance(word, () => 'newer')
  await first.words.advance({ ...word, word: 'other' }, () => 'contradiction')
  await first.close()
  const { words } = await openForTest(path)
  let seen: SeenWord | undefined
  await words.advance(word, (last) => {
    seen = last
    return 'same'
  })
  expect(seen).toEqual(word)
  expect(await words.contradictions()).toMatchObject([{ first: 'five', second: 'other' }])
})
