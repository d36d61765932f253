import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { allowLoopbackHttp, encodeUtf8, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  assertWitnessed,
  createEvidence,
  createLogReader,
  type EvidenceId,
  openLog,
  verifyCheckpoint,
  verifyConsistency,
  verifyEvidence,
  verifyInclusion,
} from '@fidecura/evidence'
import { createCommonResolver, digestOf } from '@fidecura/identity'
import { afterEach, expect, test } from '@jest/globals'
import { openAt } from './open-at.ts'
import { type EvidenceSetting, newKey, operatorsOf } from './processes/evidence-setting.ts'
import { type Line, linesOf, newPath, openForTest, start } from './support.ts'
import { withPostgres } from './with-postgres.ts'

// `npm run evidence-kill -- 30` runs more of them.
const rounds = Number(process.env['FIDECURA_KILL_ROUNDS'] ?? 1)
const origin = 'log.clinic.example/2026'

const resolve = createCommonResolver({
  fetch: async () => new Response(null, { status: 404 }),
})

/** One process, killed and started again, with what each of its lives has said. */
function lively(script: string, ...parameters: readonly string[]) {
  const said: Line[][] = []
  let running: ReturnType<typeof start> | undefined
  const lines = (): readonly Line[] => said.flat()
  const begin = async (...more: readonly string[]): Promise<number> => {
    const child = start(script, ...parameters, ...more)
    running = child
    const own = linesOf(child) as Line[]
    said.push(own)
    await until(() => own.length > 0 || child.exitCode !== null)
    expect(own[0]?.[0]).toBe('serving')
    return Number(own[0]?.[1])
  }
  const kill = async (): Promise<void> => {
    if (running === undefined) return
    const closed = once(running, 'close')
    running.kill('SIGKILL')
    expect(await closed).toEqual([null, 'SIGKILL'])
    running = undefined
  }
  return { begin, kill, lines }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 60_000
  while (!isSo()) {
    if (performance.now() > end) throw new Error('Waited for a minute')
    await pause(5)
  }
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

function leafHashOf(entry: Uint8Array): Uint8Array {
  const hash = createHash('sha256').update(Uint8Array.of(0)).update(entry)
  return new Uint8Array(hash.digest())
}

/** For those who run many. */
function report(figures: {
  readonly deposits: number
  readonly size: number
  readonly seconds: Readonly<Record<string, readonly number[]>>
}): void {
  if (process.env['FIDECURA_KILL_ROUNDS'] === undefined) return
  const catchUp = Object.entries(figures.seconds).map(([name, all]) => {
    const sorted = [...all].sort((a, b) => a - b)
    return [name, { median: sorted[sorted.length >> 1], most: sorted.at(-1), kills: all.length }]
  })
  const line = { ...figures, seconds: undefined, catchUpSeconds: Object.fromEntries(catchUp) }
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Where the processes keep things. */
interface Keeping {
  /** A file or database of its own for each of them. */
  readonly newPlace: () => Promise<string>
  /** Itself killed in its turn. */
  readonly server?: { kill(): Promise<void>; start(): Promise<void> }
}

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close()
})

async function killInTurn({ newPlace, server }: Keeping): Promise<void> {
  const ownPlace = await newPlace()
  const names = ['one.example', 'two.example']
  const keys = await Promise.all(names.map(newKey))
  const [log, clinic] = [await newKey(), await newKey()]
  const draft = { origin, log, clinic }
  const witnessesAt = (ports: readonly number[]) =>
    names.map((name, at) => ({ name, key: keys[at] as JsonWebKey, port: ports[at] as number }))
  const places = [await newPlace(), await newPlace()]
  const ports: number[] = []
  // Each gets a port of its own, and keeps it.
  for (const at of names.keys()) {
    const first = lively('witness.ts')
    const none = JSON.stringify({ ...draft, witnesses: witnessesAt([0, 0]) })
    ports.push(await first.begin(none, `${at}`, places[at] as string))
    await first.kill()
  }
  const setting: EvidenceSetting = { ...draft, witnesses: witnessesAt(ports) }
  const json = JSON.stringify(setting)
  const witnesses = names.map((_, at) => lively('witness.ts', json, `${at}`, places[at] as string))
  const sequencer = lively('sequencer.ts', json, ownPlace)
  const deposited = (): readonly Line[] =>
    sequencer.lines().filter(([kind]) => kind === 'deposited')
  const more = async (): Promise<void> => {
    const before = deposited().length
    await until(() => deposited().length > before)
  }
  const all = [...witnesses, sequencer]
  const seconds: Record<string, number[]> = { sequencer: [], witness: [], database: [] }
  const { checkpoints } = await openForTest()
  const { logKey, policy } = await operatorsOf(setting)
  try {
    for (const witness of witnesses) await witness.begin()
    let port = await sequencer.begin('0', 'r0')
    const url = `http://127.0.0.1:${port}`
    const door = { [allowLoopbackHttp]: [url] }
    const fetch = createGuardedFetch(door)
    const place = { url, log: logKey, witnesses: policy, fetch, state: checkpoints, ...door }
    const reader = createLogReader(place)
    await more()
    for (let round = 1; round <= rounds; round++) {
      for (const [at, witness] of witnesses.entries()) {
        await pause(Math.random() * 200)
        await witness.kill()
        await pause(Math.random() * 300)
        const from = performance.now()
        await witness.begin()
        await more()
        seconds['witness']?.push((performance.now() - from) / 1000)
        expect([at, witness.lines().filter(([kind]) => kind === 'split')]).toEqual([at, []])
      }
      if (server !== undefined) {
        await pause(Math.random() * 200)
        await server.kill()
        const from = performance.now()
        await server.start()
        await more()
        seconds['database']?.push((performance.now() - from) / 1000)
      }
      await pause(Math.random() * 200)
      await sequencer.kill()
      const from = performance.now()
      port = await sequencer.begin(`${port}`, `r${round}`)
      await more()
      seconds['sequencer']?.push((performance.now() - from) / 1000)
      // Goes on from everything that this reader has seen, under both witnesses.
      await reader.update()
    }
    const seen = await reader.update()
    await sequencer.kill()

    const last = await openAt(ownPlace)
    opened.push(last)
    const { evidence: store } = last
    const { size, checkpoint: text } = await store.state(origin)
    const newest = await verifyCheckpoint(text ?? '', logKey)
    await assertWitnessed(newest.note, policy)
    const { signers, ask } = await operatorsOf(setting)
    const own = await openLog({ origin, store, signer: signers.log, cosigners: ask })
    const between = await own.proofs.consistency(seen.size, newest.size)
    await verifyConsistency(seen, newest, between)
    const places = new Set<unknown>()
    for (const [, id, place, key] of deposited()) {
      const index = Number(place)
      const [kept] = await store.versions(id as EvidenceId)
      expect(kept).toMatchObject({ index, idempotencyKey: key })
      expect(kept?.content?.digest).toBe(await digestOf(`${key}`))
      const proof = await own.proofs.inclusion(index, newest.size)
      const leafHash = leafHashOf(kept?.entry as Uint8Array)
      await verifyInclusion({ index, size: newest.size, root: newest.root, proof, leafHash })
      places.add(index)
    }
    expect(places.size).toBe(deposited().length)
    const evidence = createEvidence({
      ...{ signer: signers.clinic, log: own, store, clock: systemClock },
    })
    const trust = { logs: [logKey], witnesses: policy, now: systemClock(), resolve }
    for (const [, id, , key] of [deposited()[0], deposited().at(-1)] as Line[]) {
      const proof = await evidence.proofOf(id as EvidenceId, 1, 'depositor')
      await verifyEvidence(proof, { ...trust, content: encodeUtf8(`${key}`) })
    }
    await own.close()
    report({ deposits: deposited().length, size, seconds })
  } finally {
    for (const each of all) await each.kill()
  }
}

test('no deposit is lost and no history forks while sequencer and witnesses are killed in turn', async () => {
  await killInTurn({ newPlace: async () => newPath() })
}, 600_000)

withPostgres('kills on PostgreSQL', (server) => {
  test('nor while the database is, too', async () => {
    await killInTurn({ newPlace: server.newDatabase, server })
  }, 600_000)
})
