import { setTimeout as wait } from 'node:timers/promises'
import { generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { EvidenceError } from '../src/errors.ts'
import { type LogOptions, openLog } from '../src/log/log.ts'
import type { LogStore } from '../src/log/log-store.ts'
import { createMemoryLogStore } from '../src/log/memory-log-store.ts'
import type { Cosigners } from '../src/log/publisher.ts'
import { hashLeaf } from '../src/merkle/hash.ts'
import { verifyConsistency } from '../src/merkle/verify-consistency.ts'
import { verifyInclusion } from '../src/merkle/verify-inclusion.ts'
import { verifyCheckpoint } from '../src/note/checkpoint.ts'
import { noteKeyOf } from '../src/note/note-key.ts'

const origin = 'log.clinic.example/2026'
const signer = await generateSigner({ algorithm: 'EdDSA' })
const key = await noteKeyOf(origin, 'log', signer.publicKey)
const entryOf = (n: number): Uint8Array => new TextEncoder().encode(`entry ${n}`)

type Changes = Partial<LogOptions<number>>
const open = async (changes: Changes = {}) => {
  const store = changes.store ?? createMemoryLogStore<number>()
  const log = await openLog({ origin, store, signer, cosigners: 'nobody', ...changes })
  return { store, log }
}
const quorumMissing = (): EvidenceError =>
  new EvidenceError('witness_quorum_missing', 'Fewer than must', { outcome: 'unknown' })

describe('openLog', () => {
  test('gives every entry a place and a checkpoint that covers it', async () => {
    const { log } = await open({ maxBatch: 100 })
    const entries = Array.from({ length: 1000 }, (_, n) => entryOf(n))
    const added = await Promise.all(entries.map((entry, n) => log.add(entry, n)))
    expect(new Set(added.map(({ index }) => index)).size).toBe(1000)
    for (const [n, { index, checkpoint }] of added.entries()) {
      if (n % 37 > 0) continue
      const { size, root } = await verifyCheckpoint(checkpoint.text, key)
      const leafHash = await hashLeaf(entries[n] as Uint8Array)
      const proof = await log.proofs.inclusion(index, size)
      await verifyInclusion({ index, size, root, leafHash, proof })
    }
    await log.close()
  })

  test('shows one history: each checkpoint is a beginning of the next', async () => {
    const { log } = await open()
    let before = await verifyCheckpoint((await log.add(entryOf(0), 0)).checkpoint.text, key)
    for (let n = 1; n < 40; n++) {
      const after = await verifyCheckpoint((await log.add(entryOf(n), n)).checkpoint.text, key)
      await verifyConsistency(before, after, await log.proofs.consistency(before.size, after.size))
      before = after
    }
    await log.close()
  })

  test('keeps entries, records and the checkpoint before it acknowledges', async () => {
    const { log, store } = await open()
    const { index, checkpoint } = await log.add(entryOf(1), 1)
    expect(await store.state(origin)).toEqual({ size: index + 1, checkpoint: checkpoint.text })
    expect(await store.readEntries(origin, 0, 9)).toEqual([entryOf(1)])
    await log.close()
  })

  test('goes on where a process was stopped, and covers what that left without a checkpoint', async () => {
    const store = createMemoryLogStore<number>()
    const stopped: LogStore<number> = {
      ...store,
      publish: async () => {
        throw new Error('stopped here')
      },
    }
    const { log: first } = await open({ store: stopped })
    await expect(first.add(entryOf(0), 0)).rejects.toThrow('stopped here')
    await first.close()
    expect(await store.state(origin)).toEqual({ size: 1, checkpoint: undefined })
    const { log: second } = await open({ store })
    expect(await second.covered(0)).toMatchObject({ size: 1 })
    expect(await second.add(entryOf(1), 1)).toMatchObject({ index: 1 })
    await second.close()
  })

  test('refuses a store that an old backup was put back into', async () => {
    const { log, store } = await open()
    await log.add(entryOf(0), 0)
    await log.close()
    const old = { ...store, state: async () => ({ ...(await store.state(origin)), size: 0 }) }
    await expect(open({ store: old })).rejects.toMatchObject({ code: 'log_rolled_back' })
  })

  test('refuses a store with other entries than those that it showed', async () => {
    const { log, store } = await open()
    await log.add(entryOf(0), 0)
    await log.close()
    const other = await open()
    await other.log.add(entryOf(1), 1)
    await other.log.close()
    const changed = { ...other.store, state: () => store.state(origin) }
    await expect(open({ store: changed })).rejects.toMatchObject({ code: 'log_rolled_back' })
  })

  test('calls no log another one because its store gave no answer', async () => {
    const { log, store } = await open()
    await log.add(entryOf(0), 0)
    const { checkpoint } = await store.state(origin)
    await log.add(entryOf(1), 1)
    await log.close()
    let reads = 0
    const failing: LogStore<number> = {
      ...store,
      state: async () => ({ size: 2, checkpoint }),
      readTile: async (...asked) => {
        // The first is of the edge that the next entry goes to.
        if (++reads > 1) throw new Error('gone away')
        return store.readTile(...asked)
      },
    }
    await expect(open({ store: failing })).rejects.toThrow('gone away')
  })

  test('refuses a key that is not of Ed25519', async () => {
    const other = await generateSigner({ algorithm: 'ES256' })
    await expect(open({ signer: other })).rejects.toMatchObject({ code: 'note_key_malformed' })
  })

  test('lets two processes append to one store without losing or doubling an entry', async () => {
    const { store, log: first } = await open({ maxBatch: 7 })
    const { log: second } = await open({ store, maxBatch: 5 })
    const logs = [first, second] as const
    const adding = Array.from({ length: 60 }, (_, n) =>
      logs[n % 2 === 0 ? 0 : 1].add(entryOf(n), n),
    )
    const indices = (await Promise.all(adding)).map(({ index }) => index)
    expect(new Set(indices)).toEqual(new Set(Array(60).keys()))
    const { size, checkpoint } = await store.state(origin)
    expect(size).toBe(60)
    expect(await verifyCheckpoint(checkpoint as string, key)).toMatchObject({ size: 60 })
    await first.close()
    await second.close()
  })
})

describe('add', () => {
  test('acknowledges nothing that not enough witnesses signed, and does so once they do', async () => {
    let isDown = true
    const cosigners: Cosigners = {
      cosign: async () => {
        if (isDown) throw quorumMissing()
        return []
      },
    }
    const { log, store } = await open({ cosigners })
    const code = 'witness_quorum_missing'
    await expect(log.add(entryOf(0), 0)).rejects.toMatchObject({ code, outcome: 'unknown' })
    expect(log.published()).toBeUndefined()
    expect(await store.state(origin)).toEqual({ size: 1, checkpoint: undefined })
    isDown = false
    expect(await log.covered(0)).toMatchObject({ size: 1 })
    await log.close()
  })

  test('tries by itself to publish what failed', async () => {
    let failures = 1
    const cosigners: Cosigners = {
      cosign: async () => {
        if (failures-- > 0) throw quorumMissing()
        return []
      },
    }
    const { log } = await open({ cosigners })
    await expect(log.add(entryOf(0), 0)).rejects.toMatchObject({ code: 'witness_quorum_missing' })
    for (let n = 0; n < 100 && log.published() === undefined; n++) await wait(20)
    expect(log.published()).toMatchObject({ size: 1 })
    await log.close()
  })

  test('rejects whoever waits when the store fails, and goes on with the next', async () => {
    const store = createMemoryLogStore<number>()
    let failures = 1
    const failing: LogStore<number> = {
      ...store,
      append: async (...args) => {
        if (failures-- > 0) throw new Error('disk full')
        return store.append(...args)
      },
    }
    const { log } = await open({ store: failing })
    await expect(log.add(entryOf(0), 0)).rejects.toThrow('disk full')
    expect(await log.add(entryOf(1), 1)).toMatchObject({ index: 0 })
    await log.close()
  })

  test('goes on from what is durable where the store failed after it had kept an entry', async () => {
    const store = createMemoryLogStore<number>()
    let failures = 1
    const failing: LogStore<number> = {
      ...store,
      append: async (...args) => {
        await store.append(...args)
        if (failures-- > 0) throw new Error('connection lost')
      },
    }
    const { log } = await open({ store: failing })
    await expect(log.add(entryOf(0), 0)).rejects.toThrow('connection lost')
    expect(await log.add(entryOf(1), 1)).toMatchObject({ index: 1, checkpoint: { size: 2 } })
    await log.close()
  })

  test('takes those into one step who come one after the other', async () => {
    const steps: number[] = []
    const store = createMemoryLogStore<number>()
    const counted: LogStore<number> = {
      ...store,
      append: (at, size, leaves, tiles) => {
        steps.push(leaves.length)
        return store.append(at, size, leaves, tiles)
      },
    }
    const { log } = await open({ store: counted })
    const adding: Promise<unknown>[] = []
    for (let n = 0; n < 20; n++) {
      adding.push(log.add(entryOf(n), n))
      // As the callbacks of signatures come, each in a turn of its own.
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(adding)
    expect(steps.length).toBeLessThan(10)
    await log.close()
  })

  test('refuses more than may wait, and what is too large', async () => {
    const { log } = await open({ maxWaiting: 2, maxBatch: 1 })
    const code = 'entry_too_large'
    await expect(log.add(new Uint8Array(65_536), 0)).rejects.toMatchObject({ code })
    const adding = [0, 1, 2].map((n) => log.add(entryOf(n), n))
    const settled = await Promise.allSettled(adding)
    const refused = settled.filter(({ status }) => status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'log_busy', outcome: 'unknown' } }])
    await log.close()
  })

  test('stops waiting when its caller does', async () => {
    const cosigners: Cosigners = { cosign: () => wait(300, []) }
    const { log } = await open({ cosigners })
    const signal = AbortSignal.timeout(20)
    const code = 'aborted'
    await expect(log.add(entryOf(0), 0, { signal })).rejects.toMatchObject({ code })
    await log.close()
    expect(log.published()).toMatchObject({ size: 1 })
  })

  test('takes nothing after it was closed', async () => {
    const { log } = await open()
    await log.close()
    await expect(log.add(entryOf(0), 0)).rejects.toMatchObject({ code: 'log_closed' })
  })

  test('keeps an entry as it was when it was handed in', async () => {
    const { log, store } = await open()
    const entry = entryOf(1)
    const adding = log.add(entry, 1)
    entry.fill(0)
    await adding
    expect(await store.readEntries(origin, 0, 1)).toEqual([entryOf(1)])
    await log.close()
  })
})
