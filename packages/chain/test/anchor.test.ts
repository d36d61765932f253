import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  createMemoryLogStore,
  noteKeyOf,
  openLog,
  type TreeHead,
  verifyCheckpoint,
} from '@fidecura/evidence'
import { generateSigner } from '@fidecura/identity'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { custom, http, type Transport } from 'viem'
import {
  type AnchorReaderOptions,
  type ChainCallOptions,
  createAnchorReader,
} from '../src/anchor-reader.ts'
import { type AnchoringOptions, createAnchoring } from '../src/anchoring.ts'
import { assertAnchored } from '../src/assert-anchored.ts'
import { anchored, chainId } from './chain.ts'

const origin = 'log.hospital.example/2026'
let chain: Awaited<ReturnType<typeof anchored>>
let snapshot: `0x${string}`
beforeAll(async () => {
  chain = await anchored(origin)
}, 60_000)
beforeEach(async () => {
  snapshot = await chain.client.snapshot()
})
afterEach(async () => {
  await chain.client.request({ method: 'anvil_dropAllTransactions' } as never)
  await chain.client.revert({ id: snapshot })
})
afterAll(() => chain.stop())

const rootOf = (byte: number): Uint8Array => new Uint8Array(32).fill(byte)

function readerOf(changes: Partial<AnchorReaderOptions> = {}) {
  const { transport, address } = chain
  const finality = { confirmations: 0 }
  return createAnchorReader({
    transports: [transport],
    quorum: 1,
    chainId,
    address,
    finality,
    ...changes,
  })
}

function anchoringOf(newest: () => TreeHead | undefined, changes: Partial<AnchoringOptions> = {}) {
  let now = epochSeconds(1_800_000_000)
  const anchoring = createAnchoring({
    origin,
    newest,
    account: chain.publisher,
    transport: chain.transport,
    reader: readerOf({ finality: { confirmations: 2 } }),
    chainId,
    address: chain.address,
    clock: (): EpochSeconds => now,
    every: { entries: 100, seconds: 3600 },
    ...changes,
  })
  return {
    step: (options?: ChainCallOptions) => anchoring.step(options),
    later: (seconds: number) => {
      now = epochSeconds(now + seconds)
    },
  }
}

describe('createAnchoring', () => {
  test('anchors by count, and says when the chain has it for good', async () => {
    let head: TreeHead = { size: 99, root: rootOf(1) }
    const { step } = anchoringOf(() => head)
    expect(await step()).toEqual({ final: 0, latest: 0, published: 99, isPending: false })
    head = { size: 100, root: rootOf(2) }
    expect(await step()).toMatchObject({ isPending: true, latest: 0 })
    await chain.client.mine({ blocks: 1 })
    expect(await step()).toMatchObject({ isPending: false, latest: 100, final: 0 })
    await chain.client.mine({ blocks: 2 })
    expect(await step()).toMatchObject({ final: 100 })
    expect(await readerOf().read(origin)).toMatchObject({ size: 100, root: rootOf(2) })
  })

  test('anchors by time, where there is anything new', async () => {
    let head: TreeHead | undefined
    const { step, later } = anchoringOf(() => head)
    later(10_000)
    expect(await step()).toMatchObject({ isPending: false, published: 0 })
    head = { size: 1, root: rootOf(1) }
    expect(await step()).toMatchObject({ isPending: false })
    later(3599)
    expect(await step()).toMatchObject({ isPending: false })
    later(1)
    expect(await step()).toMatchObject({ isPending: true })
    await chain.client.mine({ blocks: 1 })
    later(10_000)
    expect(await step()).toMatchObject({ isPending: false, latest: 1 })
  })

  test('costs 40,000 gas at most, whatever the count', async () => {
    let head: TreeHead = { size: 1000, root: rootOf(1) }
    const { step } = anchoringOf(() => head)
    await step()
    await chain.client.mine({ blocks: 1 })
    head = { size: 900_000_000, root: rootOf(255) }
    await step()
    await chain.client.mine({ blocks: 1 })
    const { transactions } = await chain.client.getBlock()
    const receipt = await chain.client.getTransactionReceipt({
      hash: transactions[0] as `0x${string}`,
    })
    expect(receipt.status).toBe('success')
    expect(Number(receipt.gasUsed)).toBeLessThanOrEqual(40_000)
  })

  test('anchors again what a reorganisation took back', async () => {
    const head: TreeHead = { size: 100, root: rootOf(1) }
    const { step } = anchoringOf(() => head)
    await step()
    await chain.client.mine({ blocks: 1 })
    expect(await step()).toMatchObject({ latest: 100, final: 0 })
    await chain.client.request({ method: 'anvil_reorg', params: [1, []] } as never)
    expect(await readerOf().read(origin)).toMatchObject({ size: 0 })
    expect(await step()).toMatchObject({ latest: 0, isPending: true })
    await chain.client.mine({ blocks: 3 })
    expect(await step()).toMatchObject({ latest: 100, final: 100, isPending: false })
  })

  test('sends once, however often a timer calls while it is at it', async () => {
    const { step } = anchoringOf(() => ({ size: 100, root: rootOf(1) }))
    const states = await Promise.all([step(), step(), step()])
    expect(new Set(states).size).toBe(1)
    expect(
      await chain.client.getTransactionCount({
        address: chain.publisher.address,
        blockTag: 'pending',
      }),
    ).toBe(1 + (await chain.client.getTransactionCount({ address: chain.publisher.address })))
  })

  test('keeps nobody waiting who waits no longer', async () => {
    const never = custom({ request: () => new Promise<never>(() => {}) })
    const reader = readerOf({ transports: [never] })
    const signal = AbortSignal.abort()
    const aborted = { code: 'aborted', outcome: 'unknown' }
    await expect(reader.read(origin, { signal })).rejects.toMatchObject(aborted)
    const { step } = anchoringOf(() => undefined, { reader })
    await expect(step({ signal })).rejects.toMatchObject(aborted)
  })

  test.each([
    ['entries', { every: { entries: Number.NaN, seconds: 60 } }],
    ['a count of none', { every: { entries: 0, seconds: 60 } }],
    ['seconds', { every: { entries: 100, seconds: Number.NaN } }],
    ['a wait', { stuckAfterSeconds: Number.NaN }],
  ])('takes no policy under which nothing is ever due: no number of %s', (_, changes) => {
    expect(() => anchoringOf(() => undefined, changes)).toThrow(
      expect.objectContaining({ code: 'chain_policy_invalid' }),
    )
  })

  test('goes on after an outage, also as a process that knows nothing', async () => {
    const head: TreeHead = { size: 100, root: rootOf(1) }
    let isDown = true
    const flaky: Transport = (options) => {
      const real = http(chain.url, { retryCount: 0 })(options)
      const request = (async (asked: never) => {
        if (isDown) throw new Error('down, with an https://key@node.example in it')
        return real.request(asked)
      }) as typeof real.request
      return { ...real, request }
    }
    const { step } = anchoringOf(() => head, { transport: flaky })
    const refused = { code: 'anchor_not_sent', outcome: 'unknown' }
    await expect(step()).rejects.toMatchObject(refused)
    const error = await step().catch((thrown) => thrown)
    expect(JSON.stringify([error.message, String(error.cause)])).not.toContain('node.example')
    isDown = false
    expect(await step()).toMatchObject({ isPending: true })
    await chain.client.mine({ blocks: 1 })
    expect(await anchoringOf(() => head).step()).toMatchObject({ latest: 100, isPending: false })
  })

  test('sends a transaction again that is stuck, in its own place', async () => {
    const head: TreeHead = { size: 100, root: rootOf(1) }
    const { step, later } = anchoringOf(() => head)
    await step()
    const pending = async () =>
      (await chain.client.getBlock({ blockTag: 'pending', includeTransactions: true })).transactions
    const [first] = await pending()
    await step()
    expect((await pending()).map(({ hash }) => hash)).toEqual([first?.hash])
    later(60)
    await step()
    const [second, ...others] = await pending()
    expect(others).toEqual([])
    expect(second?.nonce).toBe(first?.nonce)
    expect(second?.maxFeePerGas).toBeGreaterThan(first?.maxFeePerGas ?? 0n)
    await chain.client.mine({ blocks: 1 })
    expect(await step()).toMatchObject({ latest: 100, isPending: false })
  })

  test('sends nothing as an account that does not publish this log', async () => {
    const head: TreeHead = { size: 100, root: rootOf(1) }
    const account = await chain.newAccount()
    const { step } = anchoringOf(() => head, { account })
    await expect(step()).rejects.toMatchObject({ code: 'anchor_publisher_wrong' })
  })
})

describe('createAnchorReader', () => {
  const lying = (changes: Readonly<Record<string, unknown>>): Transport => {
    const real = chain.transport({})
    return custom({
      request: async (asked: { method: string }) =>
        asked.method in changes ? changes[asked.method] : real.request(asked as never),
    })
  }
  const silent = (): Transport =>
    custom(
      {
        request: async () => {
          throw new Error('down')
        },
      },
      { retryCount: 0 },
    )

  test('believes no end point alone', async () => {
    await anchorOnce({ size: 100, root: rootOf(1) })
    const liar = lying({ eth_call: `0x${'0'.repeat(63)}9${'0'.repeat(192)}` })
    const two = { transports: [chain.transport, liar], quorum: 2 }
    const refused = { code: 'chain_disagrees', outcome: 'unknown' }
    await expect(readerOf(two).read(origin)).rejects.toMatchObject(refused)
    const three = { transports: [chain.transport, liar, chain.transport], quorum: 2 }
    expect(await readerOf(three).read(origin)).toMatchObject({ size: 100 })
  })

  test('takes no end point of another chain', async () => {
    const two = { transports: [chain.transport, lying({ eth_chainId: '0x1' })], quorum: 2 }
    const refused = { code: 'chain_quorum_missing', outcome: 'unknown' }
    await expect(readerOf(two).read(origin)).rejects.toMatchObject(refused)
  })

  test('goes on without an end point that is down, and one that lags', async () => {
    await anchorOnce({ size: 100, root: rootOf(1) })
    const lagging = lying({ eth_blockNumber: '0x1' })
    const transports = [silent(), chain.transport, lagging, chain.transport]
    expect(await readerOf({ transports, quorum: 2 }).read(origin)).toMatchObject({ size: 100 })
    const down = { transports: [silent(), chain.transport], quorum: 2 }
    await expect(readerOf(down).read(origin)).rejects.toMatchObject({
      code: 'chain_quorum_missing',
    })
  })

  test('reads nothing that may still be taken back', async () => {
    await anchorOnce({ size: 100, root: rootOf(1) })
    const reader = readerOf({ finality: { confirmations: 3 } })
    expect(await reader.read(origin)).toMatchObject({ size: 0 })
    await chain.client.mine({ blocks: 3 })
    expect(await reader.read(origin)).toMatchObject({ size: 100 })
  })

  test('reads what the chain itself calls final', async () => {
    await anchorOnce({ size: 100, root: rootOf(1) })
    await chain.client.mine({ blocks: 200 })
    expect(await readerOf({ finality: 'finalized' }).read(origin)).toMatchObject({ size: 100 })
  })

  test.each([0, 2, 1.5, Number.NaN])('refuses a quorum of %d', (quorum) => {
    const code = 'chain_policy_invalid'
    expect(() => readerOf({ quorum })).toThrow(expect.objectContaining({ code }))
  })

  test.each([undefined, -1, 1.5, Number.NaN, '2'])('refuses %p confirmations', (count) => {
    const code = 'chain_policy_invalid'
    const finality = { confirmations: count as number }
    expect(() => readerOf({ finality })).toThrow(expect.objectContaining({ code }))
  })

  async function anchorOnce({ size, root }: TreeHead): Promise<void> {
    const { step } = anchoringOf(() => ({ size, root }))
    await step()
    await chain.client.mine({ blocks: 1 })
  }
})

describe('assertAnchored', () => {
  test('holds a log to what is anchored, and to nothing beyond', async () => {
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const key = await noteKeyOf(origin, 'log', signer.publicKey)
    const logOf = async (first: string) => {
      const log = await openLog({
        origin,
        store: createMemoryLogStore<null>(),
        signer,
        cosigners: 'nobody',
      })
      const heads: TreeHead[] = []
      for (let n = 0; n < 8; n++) {
        const entry = new TextEncoder().encode(n === 0 ? first : `${n}`)
        heads.push(await verifyCheckpoint((await log.add(entry, null)).checkpoint.text, key))
      }
      return { log, heads }
    }
    const [honest, other] = [await logOf('a'), await logOf('b')]
    const head = honest.heads[4] as TreeHead
    const { step } = anchoringOf(() => head, { every: { entries: 1, seconds: 1 } })
    await step()
    await chain.client.mine({ blocks: 1 })
    const anchor = await readerOf().read(origin)
    expect(anchor.size).toBe(5)
    for (const [at, shown] of honest.heads.entries()) {
      const [older, newer] = [Math.min(5, at + 1), Math.max(5, at + 1)]
      const proof = await honest.log.proofs.consistency(older, newer)
      await assertAnchored(anchor, shown, { index: older - 1, proof })
      for (const index of [older, -1, Number.NaN]) {
        const beyond = assertAnchored(anchor, shown, { index, proof })
        await expect(beyond).rejects.toMatchObject({ code: 'anchor_behind', outcome: 'unknown' })
      }
      const forged = assertAnchored(anchor, other.heads[at] as TreeHead, {
        index: 0,
        proof: await other.log.proofs.consistency(older, newer),
      })
      await expect(forged).rejects.toMatchObject({ code: 'anchor_mismatch' })
    }
  })

  test('does not call a proof of no use another history', async () => {
    const [block, publisher] = [1n, '0x0000000000000000000000000000000000000001'] as const
    const anchor = { size: 1, root: rootOf(1), anchoredAt: epochSeconds(1), publisher, block }
    const proof = [new Uint8Array(31)]
    const anchored = assertAnchored(anchor, { size: 2, root: rootOf(2) }, { index: 0, proof })
    await expect(anchored).rejects.toMatchObject({ code: 'merkle_proof_malformed' })
  })

  test('says nothing of a log that is not anchored', async () => {
    const anchor = await readerOf().read('log.elsewhere.example')
    const nothing = assertAnchored(anchor, { size: 1, root: rootOf(1) }, { index: 0, proof: [] })
    await expect(nothing).rejects.toMatchObject({ code: 'anchor_behind', outcome: 'unknown' })
  })
})
