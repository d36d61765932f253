import { once } from 'node:events'
import { digestOf } from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { expect, test } from '@jest/globals'
import type { PostgresServer } from './postgres-server.ts'
import { type Line, linesOf, newPlace, onFiles, openForTest, start } from './support.ts'

// `npm run evidence-kill -- 30` kills two in each of thirty.
const rounds = Number(process.env['FIDECURA_KILL_ROUNDS'] ?? 2)
const names = Array.from({ length: 2 * rounds }, (_, n) => `clerk-${n}`)

onFiles(() => {
  test('a store holds every acknowledged act after its process was killed, time and again', async () => {
    await holdWhileKilled(rounds)
  }, 240_000)
})

/** @param server - Killed, too, in the midst of each round. */
export async function holdWhileKilled(howOften: number, server?: PostgresServer): Promise<void> {
  const path = await newPlace()
  // What many would make at once is made in another test.
  await (await openForTest(path)).close()
  const acknowledged: Line[] = []
  for (let round = 0; round < howOften; round++) {
    // Two share it, so one dies while the other may be in the midst of a step.
    const pair = names.slice(2 * round, 2 * round + 2)
    const lines = (await runAndKill(path, pair, server)).flat()
    await server?.start()
    acknowledged.push(...lines)
    const store = await openForTest(path)
    await expectHeld(store, lines)
    await store.close()
  }
  // The death of a later process takes nothing from the earlier ones.
  await expectHeld(await openForTest(path), acknowledged)
  const kinds = new Set(acknowledged.map(([kind]) => kind))
  expect(kinds).toEqual(new Set(['issued', 'received', 'suspended']))
}

async function runAndKill(
  path: string,
  pair: readonly string[],
  server: PostgresServer | undefined,
): Promise<readonly (readonly Line[])[]> {
  const clerks = pair.map((name) => start('clerk.ts', path, name))
  const lines = clerks.map(linesOf)
  const closed = clerks.map((clerk) => once(clerk, 'close'))
  for (const [n, clerk] of clerks.entries()) {
    if (lines[n]?.length === 0) await once(clerk.stdout as NodeJS.ReadableStream, 'data')
  }
  const pause = () => new Promise((resolve) => setTimeout(resolve, Math.random() * 120))
  await pause()
  await server?.kill()
  for (const [n, clerk] of clerks.entries()) {
    clerk.kill('SIGKILL')
    const [code, signal] = (await closed[n]) ?? []
    // One whose database is gone may have ended by itself.
    if (server === undefined) expect([code, signal]).toEqual([null, 'SIGKILL'])
    await pause()
  }
  for (const each of lines) expect(each.length).toBeGreaterThan(0)
  return lines
}

async function expectHeld(store: Store, lines: readonly Line[]): Promise<void> {
  const received = await entriesOf(store)
  for (const [kind, first, second, third] of lines) {
    if (kind === 'received') {
      expect(received.get(Number(first))).toBe(second)
    } else if (kind === 'issued') {
      const credential = await store.issued.find(`${first}`, `${second}`)
      expect(await digestOf(credential?.token ?? '')).toBe(third)
    } else {
      const changes = await store.issued.changesOf(`${first}`)
      const change = changes.find(({ sequence }) => sequence === second)
      expect(change).toMatchObject({ index: third, value: 'suspended' })
    }
  }
}

/** Digests by sequence, of all the clerks. */
async function entriesOf(store: Store): Promise<ReadonlyMap<number, string>> {
  const found = new Map<number, string>()
  for (const name of names) {
    const record = JSON.stringify(['https://hospital.example/records', name])
    const { entries } = await store.register.snapshot(record, () => 0 as never)
    for (const { sequence, kind, digest, token } of entries) {
      // What is there is whole: the digest is that of the bytes kept, and somebody is to hear of it.
      expect(await digestOf(token ?? '')).toBe(digest)
      const heard = await store.register.outbox.of(digest)
      if (kind === 'statement') expect(heard[0]).toMatchObject({ sequence, change: 'registered' })
      found.set(sequence, digest)
    }
  }
  return found
}
