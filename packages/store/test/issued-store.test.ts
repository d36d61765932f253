import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  createMemoryIssuedStore,
  type IssuedCredential,
  type IssuedStore,
} from '@fidecura/credentials'
import { describe, expect, test } from '@jest/globals'
import { clockAt, noon, openForTest, whereKept } from './support.ts'

const list = 'https://cardiology.example/status/1'
const now = clockAt(noon)

/** Whoever keeps the port keeps the same promises; those of the disk are tried elsewhere. */
const kept: readonly (readonly [string, () => Promise<{ readonly issued: IssuedStore }>])[] = [
  [whereKept(), () => openForTest()],
  ['in memory', async () => ({ issued: createMemoryIssuedStore() })],
]

function role(id: string, index?: number): IssuedCredential {
  return Object.freeze({
    issuer: 'did:web:cardiology.example',
    id,
    type: 'urn:fidecura:credential:practitioner-role:1',
    token: `token of ${id}`,
    issuedAt: epochSeconds(noon),
    ...(index === undefined ? {} : { status: { list, index } }),
  })
}

describe.each(kept)('IssuedStore.allocate %s', (_kind, open) => {
  test('draws every index of a list once, then says that it is full', async () => {
    const { issued } = await open()
    const drawn = new Set<number>()
    for (let n = 0; n < 64; n++) drawn.add(await issued.allocate(list, 64))
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, n) => n))
    await expect(issued.allocate(list, 64)).rejects.toMatchObject({ code: 'status_list_full' })
  })

  test('makes a list known, and no other', async () => {
    const { issued } = await open()
    expect(await issued.knows(list)).toBe(false)
    await issued.allocate(list, 64)
    expect([await issued.knows(list), await issued.knows(`${list}0`)]).toEqual([true, false])
  })

  test('draws in no order that would tell when', async () => {
    const { issued } = await open()
    const drawn: number[] = []
    for (let n = 0; n < 20; n++) drawn.push(await issued.allocate(list, 131_072))
    expect(drawn).not.toEqual([...drawn].sort((a, b) => a - b))
    expect(Math.max(...drawn)).toBeGreaterThan(20)
  })

  test.each([0, -1, 1.5, Number.NaN, 2 ** 40])('refuses a list of %p entries', async (size) => {
    const { issued } = await open()
    await expect(issued.allocate(list, size)).rejects.toMatchObject({
      code: 'status_list_size_wrong',
    })
  })

  test('refuses another size than the list began with', async () => {
    const { issued } = await open()
    await issued.allocate(list, 64)
    await expect(issued.allocate(list, 128)).rejects.toMatchObject({
      code: 'status_list_size_wrong',
    })
    expect(await issued.allocate(`${list}0`, 1)).toBe(0)
  })
})

describe.each(kept)('IssuedStore.insert %s', (_kind, open) => {
  test('gives back what it was given, and takes the same bytes again', async () => {
    const { issued } = await open()
    const credential = role('a', await issued.allocate(list, 64))
    await issued.insert(credential)
    await issued.insert(credential)
    expect(await issued.find(credential.issuer, 'a')).toEqual(credential)
    await issued.insert(role('b'))
    expect(await issued.find(credential.issuer, 'b')).toEqual(role('b'))
    expect(await issued.find('did:web:other.example', 'a')).toBeUndefined()
  })

  test('refuses other bytes under an id that was used', async () => {
    const { issued } = await open()
    await issued.insert(role('a'))
    await expect(issued.insert({ ...role('a'), token: 'other' })).rejects.toMatchObject({
      code: 'issued_conflict',
    })
    expect(await issued.find(role('a').issuer, 'a')).toEqual(role('a'))
  })

  test('refuses an index that was not drawn, and one of another credential', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    await expect(issued.insert(role('a', (index + 1) % 64))).rejects.toMatchObject({
      code: 'status_index_unknown',
    })
    await issued.insert(role('a', index))
    await expect(issued.insert(role('b', index))).rejects.toMatchObject({
      code: 'status_index_taken',
    })
  })
})

describe.each(kept)('IssuedStore.findAbout %s', (_kind, open) => {
  test('finds what is about a subject, and what nobody knows whom it is about', async () => {
    const { issued } = await open()
    const label = (value: string) => ({ labels: [{ kind: 'subject', value }] as const })
    await issued.insert({ ...role('a'), ...label('did:web:pat.example') })
    await issued.insert({ ...role('b'), ...label('did:web:other.example') })
    await issued.insert({
      ...role('c'),
      labels: [{ kind: 'person', value: 'did:web:pat.example' }],
    })
    await issued.insert(role('d'))
    await issued.insert({
      ...role('e'),
      issuer: 'did:web:else.example',
      ...label('did:web:pat.example'),
    })
    const found = await issued.findAbout('did:web:cardiology.example', 'did:web:pat.example')
    expect(found.map(({ id }) => id).sort()).toEqual(['a', 'd'])
  })
})

describe.each(kept)('IssuedStore.change %s', (_kind, open) => {
  test('writes every change down in order, and one that changes nothing only once', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    const other = await issued.allocate(list, 64)
    const suspended = await issued.change(list, { index, value: 'suspended', reason: 'left' }, now)
    expect(suspended).toEqual({ sequence: 1, index, value: 'suspended', at: noon, reason: 'left' })
    const again = { index, value: 'suspended', reason: 'left' } as const
    expect(await issued.change(list, again, clockAt(noon + 9))).toEqual(suspended)
    await issued.change(list, { index: other, value: 'suspended' }, clockAt(noon + 1))
    await issued.change(list, { index, value: 'valid' }, clockAt(noon + 2))
    expect(await issued.changesOf(list)).toEqual([
      suspended,
      { sequence: 2, index: other, value: 'suspended', at: noon + 1 },
      { sequence: 3, index, value: 'valid', at: noon + 2 },
    ])
  })

  test('writes a second suspension down if its reason is another', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    for (const reason of ['key_lost', 'fraud_suspected']) {
      await issued.change(list, { index, value: 'suspended', reason }, now)
    }
    await issued.change(list, { index, value: 'suspended' }, now)
    const reasons = (await issued.changesOf(list)).map(({ reason }) => reason)
    expect(reasons).toEqual(['key_lost', 'fraud_suspected', undefined])
  })

  test('cannot be backdated by a clock that was set back', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    const other = await issued.allocate(list, 64)
    await issued.change(list, { index, value: 'suspended' }, now)
    const later = await issued.change(list, { index: other, value: 'revoked' }, clockAt(noon - 60))
    expect(later.at).toBe(noon)
  })

  test.each(['valid', 'suspended'] as const)('refuses to make a revoked one %s', async (value) => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    await issued.change(list, { index, value: 'revoked' }, now)
    await expect(issued.change(list, { index, value }, now)).rejects.toMatchObject({
      code: 'status_change_refused',
    })
    expect(await issued.changesOf(list)).toHaveLength(1)
  })

  test('says once when a revocation takes effect', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    const invalidFrom = epochSeconds(noon - 3600)
    const revoked = await issued.change(list, { index, value: 'revoked', invalidFrom }, now)
    expect(revoked).toEqual({ sequence: 1, index, value: 'revoked', at: noon, invalidFrom })
    expect(await issued.change(list, { index, value: 'revoked' }, now)).toEqual(revoked)
  })

  test.each([
    ['an effect after the order', { value: 'revoked', invalidFrom: epochSeconds(noon + 1) }],
    ['no instant', { value: 'revoked', invalidFrom: Number.NaN as EpochSeconds }],
    ['a good value that reaches back', { value: 'valid', invalidFrom: epochSeconds(noon) }],
    ['a sentence for a reason', { value: 'suspended', reason: 'She left us' }],
  ] as const)('refuses %s', async (_, change) => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    await expect(issued.change(list, { index, ...change }, now)).rejects.toMatchObject({
      code: 'status_change_refused',
    })
    expect(await issued.changesOf(list)).toEqual([])
  })

  test('refuses an index that was not drawn', async () => {
    const { issued } = await open()
    const index = await issued.allocate(list, 64)
    const change = { index: (index + 1) % 64, value: 'revoked' } as const
    await expect(issued.change(list, change, now)).rejects.toMatchObject({
      code: 'status_index_unknown',
    })
  })
})
