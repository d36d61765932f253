import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from '@jest/globals'
import { newPath, openForTest, startWriter } from './support.ts'

const list = 'https://cardiology.example/status/1'
const issuer = 'did:web:cardiology.example'

type Line = readonly [string, string | number, string | number | boolean]

function linesOf(process: ChildProcess): Line[] {
  const lines: Line[] = []
  let rest = ''
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) lines.push(JSON.parse(part) as Line)
  })
  return lines
}

test('two processes share one file: no number twice, no gap, one winner each', async () => {
  const path = newPath()
  const rounds = 60
  const writers = ['a', 'b'].map((name) => startWriter(path, name, `${rounds}`))
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

test('holds every acknowledged write after its writer was killed, thirty times over', async () => {
  const path = newPath()
  const acknowledged: Line[] = []
  for (let kill = 0; kill < 30; kill++) {
    const writer = startWriter(path, `w${kill}`, 'forever')
    const lines = linesOf(writer)
    const closed = once(writer, 'close')
    await once(writer.stdout as NodeJS.ReadableStream, 'data')
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 60))
    writer.kill('SIGKILL')
    expect(await closed).toEqual([null, 'SIGKILL'])
    expect(lines.length).toBeGreaterThan(0)
    acknowledged.push(...lines)
    const store = await openForTest(path)
    await expectHeld(store, lines)
    await store.close()
  }
  await expectHeld(await openForTest(path), acknowledged)
}, 180_000)

async function expectHeld(
  store: Awaited<ReturnType<typeof openForTest>>,
  lines: readonly Line[],
): Promise<void> {
  const changes = new Map((await store.issued.changesOf(list)).map((c) => [c.sequence, c]))
  expect([...changes.keys()]).toEqual(Array.from(changes, (_, n) => n + 1))
  for (const [kind, name, value] of lines) {
    if (kind === 'registered') {
      const entry = await store.register.find('statement', `${name}`)
      expect(entry).toMatchObject({ sequence: value, digest: `d-${name}`, token: name })
    } else if (kind === 'stamped') {
      expect(await store.register.find('stamp', `${name}`)).toMatchObject({ digest: value })
    } else if (kind === 'issued') {
      const credential = await store.issued.find(issuer, `${name}`)
      expect(credential).toMatchObject({ token: name, status: { list, index: value } })
    } else if (kind === 'suspended') {
      expect(changes.get(Number(value))).toMatchObject({ index: name, value: 'suspended' })
    } else {
      const again = { tenant: 't', audience: 'a', nonce: `${name}`, expiresAt: 0 as never }
      expect(await store.replay.insert(again)).toBe(false)
    }
  }
}
