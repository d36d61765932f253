import { encodeUtf8, epochSeconds } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { openLog } from '../src/log/log.ts'
import { createMemoryLogStore } from '../src/log/memory-log-store.ts'
import type { Cosigners } from '../src/log/publisher.ts'
import { formatCheckpoint } from '../src/note/checkpoint.ts'
import { cosign } from '../src/note/cosignature.ts'
import { formatNote, signNote } from '../src/note/signed-note.ts'

const origin = 'log.clinic.example/2026'
const signer = await generateSigner({ algorithm: 'EdDSA' })
const own = await generateSigner({ algorithm: 'EdDSA' })

describe('openLog', () => {
  test('takes the checkpoint of another process that was faster for its own', async () => {
    let signed = 0
    let slow = Promise.resolve()
    // As a witness does, which signs nothing smaller than what it signed last.
    const witness: Cosigners = {
      cosign: async ({ text }, { size }) => {
        const waiting = slow
        slow = Promise.resolve()
        await waiting
        if (size < signed) throw new Error('409')
        signed = size
        const at = epochSeconds(1_790_000_000)
        return [await cosign(text, { name: 'w.example', signer: own, at })]
      },
    }
    const store = createMemoryLogStore<number>()
    const options = { origin, store, signer }
    const one = await openLog({ ...options, cosigners: witness })
    const two = await openLog({ ...options, cosigners: witness })
    let go = (): void => undefined
    slow = new Promise<void>((resolve) => {
      go = resolve
    })
    const first = one.add(encodeUtf8('first'), 1)
    while ((await store.state(origin)).size === 0) await new Promise((r) => setTimeout(r, 1))
    const second = await two.add(encodeUtf8('second'), 2)
    go()
    expect(await first).toEqual({ index: 0, checkpoint: second.checkpoint })
    await Promise.all([one.close(), two.close()])
  })

  test('takes no checkpoint for its own that its entries do not lead to', async () => {
    const store = createMemoryLogStore<number>()
    const other = { origin, size: 1, root: new Uint8Array(32) }
    const checkpoint = formatNote(await signNote(formatCheckpoint(other), { name: origin, signer }))
    let isOther = false
    const changed = {
      ...store,
      state: async (name: string) => {
        const state = await store.state(name)
        return isOther ? { ...state, checkpoint } : state
      },
    }
    const down: Cosigners = {
      cosign: async () => {
        throw new Error('down')
      },
    }
    const log = await openLog({ origin, store: changed, signer, cosigners: down })
    isOther = true
    await expect(log.add(encodeUtf8('first'), 1)).rejects.toThrow('down')
    await log.close()
  })

  test('takes nothing in of somebody who had stopped waiting', async () => {
    const store = createMemoryLogStore<number>()
    const options = { origin, store, signer }
    const log = await openLog({ ...options, cosigners: 'nobody' })
    const added = log.add(encodeUtf8('first'), 1, { signal: AbortSignal.abort() })
    await expect(added).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    await log.close()
    expect(await store.state(origin)).toMatchObject({ size: 0 })
  })
})
