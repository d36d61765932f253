import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@fidecura/base'
import type { TreeHead } from '@fidecura/evidence'
import { afterAll, expect, test } from '@jest/globals'
import { createAnchorReader } from '../src/anchor-reader.ts'
import { createAnchoring } from '../src/anchoring.ts'
import { anchored, chainId } from './chain.ts'

// `npm run evidence-kill -- 30` runs more of them.
const rounds = Number(process.env['FIDECURA_KILL_ROUNDS'] ?? 2)
const origin = 'log.hospital.example/2026'
const folder = mkdtempSync(join(tmpdir(), 'fidecura-anvil-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('anchoring catches up with the log after the chain node was killed, whatever the node forgot', async () => {
  const file = join(folder, 'state.json')
  // Each second it writes what it has: what is newer is lost, as in a reorganisation.
  const chain = await anchored(origin, ['--state', file, '--state-interval', '1'])
  try {
    const admitted = Date.now()
    const isKept = (): boolean => existsSync(file) && statSync(file).mtimeMs > admitted
    while (!isKept()) await pause(50)
    // What it begins to write may still be from before.
    await pause(1500)
    let head: TreeHead = { size: 100, root: new Uint8Array(32).fill(1) }
    const place = { chainId, address: chain.address }
    const reader = createAnchorReader({
      ...place,
      transports: [chain.transport],
      quorum: 1,
      finality: { confirmations: 2 },
    })
    const anchoring = createAnchoring({
      ...place,
      ...{ origin, newest: () => head, account: chain.publisher, transport: chain.transport },
      ...{ reader, clock: systemClock, every: { entries: 100, seconds: 3600 } },
    })
    // As a service does: again and again, whatever the last time has brought.
    const stepUntil = async (size: number): Promise<number> => {
      const from = performance.now()
      for (;;) {
        const status = await tried(() => anchoring.step())
        if (status !== undefined && status.final >= size) return (performance.now() - from) / 1000
        await tried(() => chain.client.mine({ blocks: 1 }))
        await pause(20)
      }
    }
    await stepUntil(100)
    const seconds: number[] = []
    for (let round = 1; round <= rounds; round++) {
      // The log goes on while the node is there, while it dies, and while it is away.
      head = { size: head.size + 150, root: new Uint8Array(32).fill(2 * round) }
      await tried(() => anchoring.step())
      if (round % 2 === 0) await tried(() => chain.client.mine({ blocks: 1 }))
      await chain.stop('SIGKILL')
      await expect(anchoring.step()).rejects.toMatchObject({ outcome: 'unknown' })
      head = { size: head.size + 150, root: new Uint8Array(32).fill(2 * round + 1) }
      await expect(anchoring.step()).rejects.toMatchObject({ outcome: 'unknown' })
      const from = performance.now()
      await chain.restart()
      await stepUntil(head.size)
      seconds.push((performance.now() - from) / 1000)
      expect(await reader.read(origin)).toMatchObject(head)
    }
    if (process.env['FIDECURA_KILL_ROUNDS'] !== undefined) {
      const sorted = [...seconds].sort((a, b) => a - b)
      const chain = { median: sorted[sorted.length >> 1], most: sorted.at(-1), kills: rounds }
      process.stdout.write(`${JSON.stringify({ catchUpSeconds: { chain } })}\n`)
    }
  } finally {
    await chain.stop('SIGKILL').catch(() => undefined)
  }
}, 600_000)

/** What is unknown may be otherwise the next time; everything else is a fault. */
async function tried<T>(act: () => Promise<T>): Promise<T | undefined> {
  return act().catch(() => undefined)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
