import type { EpochSeconds } from '@fidecura/base'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Did, parseDid, type ResolveDid, type Signer } from '../../src/index.ts'
import {
  createDidLogMemory,
  createDidWebvhResolver,
  type DidLogMemory,
  deactivateDidLog,
  rotateDidLog,
  updateDidLog,
  type WrittenDidLog,
} from '../../src/index.webvh.ts'
import { create, day, newKey, now } from './desk.ts'

let one: Signer
let two: Signer
let created: WrittenDidLog

beforeAll(async () => {
  ;[one, two] = await Promise.all([newKey(), newKey()])
  created = await create(one)
})

/** A host that serves what it likes, and a resolver that has asked it before. */
function hostOf(log: string, memory?: DidLogMemory) {
  const files = { log }
  const resolve: ResolveDid = createDidWebvhResolver({
    fetch: async () => new Response(files.log),
    ...(memory === undefined ? {} : { memory }),
  })
  const ask = (at: EpochSeconds = now, did: Did = created.did) => resolve(did, { at, now })
  return { files, ask }
}

const rolledBack = { code: 'did_log_rolled_back', outcome: 'failed', place: '/2' }

describe('createDidWebvhResolver', () => {
  test.each<[string, () => Promise<WrittenDidLog>]>([
    [
      'a rotation',
      () =>
        rotateDidLog(created.log, {
          signer: one,
          updateKeys: [two.publicKey],
          versionTime: day(1),
        }),
    ],
    ['the end', () => deactivateDidLog(created.log, { signer: one, versionTime: day(1) })],
  ])('refuses a log from which %s was taken back', async (_, write) => {
    const { log } = await write()
    const { files, ask } = hostOf(log)
    // Whatever the answer was, the log was seen.
    await ask().catch(() => undefined)
    files.log = created.log
    for (const at of [now, day(0.5)]) await expect(ask(at)).rejects.toMatchObject(rolledBack)
    files.log = log
    await expect(ask(day(0.5))).resolves.toMatchObject({ validFrom: day(0) })
  })

  test('refuses another past of the same length, or longer, though each is well signed', async () => {
    const next = { signer: one, versionTime: day(1) }
    const seen = await updateDidLog(created.log, { ...next, ttl: 1 })
    const other = await updateDidLog(created.log, { ...next, ttl: 2 })
    const longer = await updateDidLog(other.log, { signer: one, versionTime: day(2) })
    const { files, ask } = hostOf(seen.log)
    await ask()
    for (const { log } of [other, longer]) {
      files.log = log
      await expect(ask()).rejects.toMatchObject(rolledBack)
    }
  })

  test('takes a log that goes on from what it saw', async () => {
    const { files, ask } = hostOf(created.log)
    await ask()
    const next = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    files.log = next.log
    await expect(ask()).resolves.toMatchObject({ validFrom: day(1) })
  })

  test('remembers in what the caller hands in, beyond its own life', async () => {
    const memory = createDidLogMemory()
    const next = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    await hostOf(next.log, memory).ask()
    await expect(hostOf(created.log, memory).ask()).rejects.toMatchObject(rolledBack)
    await expect(hostOf(created.log).ask()).resolves.toBeDefined()
  })

  test('keeps a memory also where the caller hands in none by name', async () => {
    const next = await updateDidLog(created.log, { signer: one, versionTime: day(1) })
    const files = { log: next.log }
    const resolve = createDidWebvhResolver({
      fetch: async () => new Response(files.log),
      memory: undefined,
    })
    await resolve(created.did, { at: now, now })
    files.log = created.log
    await expect(resolve(created.did, { at: now, now })).rejects.toMatchObject(rolledBack)
  })

  test('remembers nothing of a log that it refused', async () => {
    const memory = createDidLogMemory()
    const next = await updateDidLog(created.log, { signer: one, versionTime: day(1), ttl: 7 })
    const { files, ask } = hostOf(next.log.replace('"ttl":7', '"ttl":8'), memory)
    await expect(ask()).rejects.toMatchObject({ code: 'did_log_hash_wrong' })
    files.log = created.log
    await expect(ask()).resolves.toBeDefined()
  })

  test('knows a DID again that has moved', async () => {
    const portable = await create(one, { portable: true })
    const move = { signer: one, versionTime: day(1), location: 'hospital.example' }
    const moved = await updateDidLog(portable.log, move)
    const { files, ask } = hostOf(moved.log)
    await ask(now, moved.did)
    files.log = portable.log
    await expect(ask(now, portable.did)).rejects.toMatchObject(rolledBack)
  })
})

describe('createDidLogMemory', () => {
  const head = (versionNumber: number) => ({ versionId: `${versionNumber}-Qm`, versionNumber })

  test('never goes back', () => {
    const memory = createDidLogMemory()
    for (const number of [2, 3, 1]) void memory.advance('a', head(number))
    expect(memory.newest('a')).toEqual(head(3))
  })

  test('lets those that are asked about go last', () => {
    const memory = createDidLogMemory({ maxEntries: 2 })
    for (const scid of ['a', 'b']) void memory.advance(scid, head(1))
    void memory.newest('a')
    void memory.advance('c', head(1))
    expect([memory.newest('a'), memory.newest('b')]).toEqual([head(1), undefined])
  })

  test('keeps what is pinned, however many others are asked for', () => {
    const pinned = [parseDid('did:webvh:QmRoot:health-authority.example')]
    const memory = createDidLogMemory({ maxEntries: 2, pinned })
    void memory.advance('QmRoot', head(3))
    for (let n = 0; n < 5000; n++) void memory.advance(`attacker-${n}`, head(1))
    expect(memory.newest('QmRoot')).toEqual(head(3))
    void memory.advance('QmRoot', head(2))
    expect(memory.newest('QmRoot')).toEqual(head(3))
  })

  test('holds no more than it may, and lets the oldest go', () => {
    const memory = createDidLogMemory({ maxEntries: 2 })
    for (const scid of ['a', 'b', 'c']) void memory.advance(scid, head(1))
    expect(['a', 'b', 'c'].map((scid) => memory.newest(scid))).toEqual([
      undefined,
      head(1),
      head(1),
    ])
  })
})
