import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { type Line, linesOf, newPlace, openForTest, start } from './support.ts'

const list = 'https://cardiology.example/status/1'

test('two processes share one store: no number twice, no gap, one winner each', async () => {
  const path = await newPlace()
  const rounds = 60
  // Made before: here, many make it at the same time elsewhere.
  await (await openForTest(path)).close()
  const writers = ['a', 'b'].map((name) => start('writer.ts', path, name, `${rounds}`))
  const lines = writers.map(linesOf)
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'close'))[0]))
  expect(codes).toEqual([0, 0])
  const said = lines.flat()
  const of = (name: string): Line[] => said.filter(([kind]) => kind === name)

  const store = await openForTest(path)
  const { entries } = await store.register.snapshot('r', () => 0 as never)
  expect(entries).toHaveLength(2 * rounds)
  const stamps = await Promise.all(
    Array.from({ length: rounds }, (_, n) => store.register.find('stamp', `${n}`)),
  )
  const sequences = [...entries, ...stamps].map((entry) => entry?.sequence ?? 0)
  expect(sequences.sort((a, b) => a - b)).toEqual(
    Array.from({ length: 3 * rounds }, (_, n) => n + 1),
  )
  // Whoever stamped second was told of the first.
  for (const [, round, digest] of of('stamped')) {
    expect(digest).toBe(stamps[Number(round)]?.digest)
  }
  expect(new Set(of('issued').map(([, , index]) => index)).size).toBe(2 * rounds)
  expect(of('replay').filter(([, , fresh]) => fresh)).toHaveLength(rounds)
  const changes = await store.issued.changesOf(list)
  expect(changes.map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: 2 * rounds }, (_, n) => n + 1),
  )
}, 60_000)
