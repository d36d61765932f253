import { type Clock, encodeHex, untilAborted } from '@fidecura/base'
import type { TreeHead } from '@fidecura/evidence'
import {
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  defineChain,
  type Hex,
  type Transport,
} from 'viem'
import type { AnchorReader, ChainCallOptions } from './anchor-reader.ts'
import { checkpointAnchorAbi } from './checkpoint-anchor-artefact.ts'
import { ChainError } from './errors.ts'
import { logIdOf } from './log-id.ts'

/** Who anchors which log, where, and how often. */
export interface AnchoringOptions {
  readonly origin: string
  /** The newest checkpoint that was published, or `undefined` before the first. */
  readonly newest: () => TreeHead | undefined
  /** Of the publisher: viem's `privateKeyToAccount`, or one that asks an HSM. */
  readonly account: Account
  /** Of the node that transactions go to. */
  readonly transport: Transport
  readonly reader: AnchorReader
  readonly chainId: number
  readonly address: Address
  readonly clock: Clock
  /** What makes an anchor due: so many entries more, or so many seconds with one more at least. */
  readonly every: { readonly entries: number; readonly seconds: number }
  /** Sends a transaction again, with a higher fee, that is not in a block by then. Default: 60. */
  readonly stuckAfterSeconds?: number
}

/** How far anchoring has come. */
export interface AnchoringState {
  /** Leaves of the newest checkpoint that the chain has for good. */
  readonly final: number
  /** Leaves of the one that it has, and may still lose. */
  readonly latest: number
  /** Leaves of the newest checkpoint that was published. */
  readonly published: number
  /** A transaction is on its way. */
  readonly isPending: boolean
}

/** Anchors one log. What is done is read from the chain each time, so nothing is lost with a process. */
export interface Anchoring {
  /**
   * Looks at the chain, and sends what is due. To be called again and again, by a timer: whoever calls while a step
   * is under way waits for that one.
   *
   * @throws {@link ChainError} `chain_quorum_missing`, `chain_disagrees`, `anchor_not_sent` (all unknown);
   *   `anchor_publisher_wrong`; BaseError `aborted` (unknown): the step itself goes on.
   */
  step(options?: ChainCallOptions): Promise<AnchoringState>
}

interface Sent {
  readonly nonce: number
  readonly size: number
  readonly at: number
  readonly maxFeePerGas: bigint
  readonly maxPriorityFeePerGas: bigint
}

/** More than twice what it costs. Not estimated: a node does that behind what waits already, where the tree has grown. */
const gasLimit = 120_000n

/**
 * Makes what anchors a log. One process at a time.
 *
 * @throws {@link ChainError} `chain_policy_invalid`: `every` or `stuckAfterSeconds` is no count, or none that makes
 *   anything due.
 */
export function createAnchoring(options: AnchoringOptions): Anchoring {
  const { origin, account, transport, reader, chainId, address, clock, every } = options
  const { stuckAfterSeconds = 60 } = options
  // Written to need truth: a NaN fails every comparison, and nothing would ever be due.
  if (!(every.entries >= 1 && every.seconds >= 0 && stuckAfterSeconds >= 0)) {
    throw new ChainError('chain_policy_invalid', 'Not how often to anchor')
  }
  const chain = defineChain({
    id: chainId,
    name: 'evm',
    nativeCurrency: { name: 'ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [] } },
  })
  const client = createPublicClient({ chain, transport })
  const wallet = createWalletClient({ account, chain, transport })
  let sent: Sent | undefined
  // Of the first step that saw entries which are not anchored.
  let waitingSince: number | undefined

  async function latestSize(log: Hex): Promise<number> {
    const [size, , , publisher] = await client.readContract({
      address,
      abi: checkpointAnchorAbi,
      functionName: 'anchorOf',
      args: [log],
    })
    if (publisher.toLowerCase() !== account.address.toLowerCase()) {
      throw new ChainError('anchor_publisher_wrong', 'Another account publishes this log')
    }
    return Number(size)
  }

  async function send(log: Hex, { size, root }: TreeHead, now: number): Promise<void> {
    const nonce = await client.getTransactionCount({ address: account.address })
    const before = sent?.nonce === nonce ? sent : undefined
    if (before !== undefined && now - before.at < stuckAfterSeconds) return
    const fees = await client.estimateFeesPerGas()
    const at = before === undefined ? fees : raised(before, fees)
    const { maxFeePerGas, maxPriorityFeePerGas } = at
    await wallet.writeContract({
      address,
      abi: checkpointAnchorAbi,
      functionName: 'anchor',
      args: [log, BigInt(size), `0x${encodeHex(root)}`],
      nonce,
      gas: gasLimit,
      maxFeePerGas,
      maxPriorityFeePerGas,
    })
    sent = { nonce, size, at: now, maxFeePerGas, maxPriorityFeePerGas }
  }

  async function step(): Promise<AnchoringState> {
    const log = await logIdOf(origin)
    const final = (await reader.read(origin)).size
    const now = clock()
    const newest = options.newest()
    const published = newest?.size ?? 0
    return asked(async () => {
      const latest = await latestSize(log)
      if (sent !== undefined && latest >= sent.size) sent = undefined
      waitingSince = published > latest ? (waitingSince ?? now) : undefined
      const isDue =
        waitingSince !== undefined &&
        (published - latest >= every.entries || now - waitingSince >= every.seconds)
      if (newest !== undefined && (isDue || sent !== undefined) && published > latest) {
        await send(log, newest, now)
      }
      return Object.freeze({ final, latest, published, isPending: sent !== undefined })
    })
  }

  // Two at once would send two transactions of one nonce.
  let running: Promise<AnchoringState> | undefined
  return Object.freeze({
    step: ({ signal }: ChainCallOptions = {}) => {
      running ??= step().finally(() => {
        running = undefined
      })
      return untilAborted(running, signal)
    },
  })
}

/** What a node says may quote its own URL, with an access key in it. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (ChainError.is(error)) throw error
    throw new ChainError('anchor_not_sent', 'The node did not take it', { outcome: 'unknown' })
  }
}

/** A node takes another transaction in the place of one for an eighth more at least. */
function raised(
  before: Sent,
  now: { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint },
): { readonly maxFeePerGas: bigint; readonly maxPriorityFeePerGas: bigint } {
  const more = (fee: bigint, current: bigint): bigint => {
    const eighth = (fee * 9n) / 8n + 1n
    return eighth > current ? eighth : current
  }
  return {
    maxFeePerGas: more(before.maxFeePerGas, now.maxFeePerGas),
    maxPriorityFeePerGas: more(before.maxPriorityFeePerGas, now.maxPriorityFeePerGas),
  }
}
