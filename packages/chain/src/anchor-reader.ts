import { decodeHex, type EpochSeconds, epochSeconds, untilAborted } from '@fidecura/base'
import type { TreeHead } from '@fidecura/evidence'
import { type Address, createPublicClient, type PublicClient, type Transport } from 'viem'
import { checkpointAnchorAbi } from './checkpoint-anchor-artefact.ts'
import { ChainError } from './errors.ts'
import { logIdOf } from './log-id.ts'

/** Which contract on which chain, and whom to believe about it. */
export interface AnchorReaderOptions {
  /** Of nodes of distinct operators, such as viem's `http(url)`. */
  readonly transports: readonly Transport[]
  /** How many of them must say the same. */
  readonly quorum: number
  readonly chainId: number
  readonly address: Address
  /** When a block counts: where the chain says so itself, or after so many more. QBFT: 0. */
  readonly finality: Finality
}

/** `finalized`: by the chain's own word. */
export type Finality = 'finalized' | { readonly confirmations: number }

/** The newest checkpoint of a log that a chain has for good. */
export interface Anchor extends TreeHead {
  /** Of the block that it came with. */
  readonly anchoredAt: EpochSeconds
  readonly publisher: Address
  /** The block that was read. */
  readonly block: bigint
}

/** What one call to a chain may be told. */
export interface ChainCallOptions {
  /** Ends the waiting: the nodes may still answer to nobody. */
  readonly signal?: AbortSignal | undefined
}

/** Reads anchors without believing any single node. */
export interface AnchorReader {
  /**
   * What is anchored of a log, in a block that stays.
   *
   * @returns A size of 0 where nothing is.
   * @throws {@link ChainError} `chain_quorum_missing`, `chain_disagrees` (both unknown); BaseError `aborted` (unknown).
   */
  read(origin: string, options?: ChainCallOptions): Promise<Anchor>
}

/**
 * Makes a reader.
 *
 * @throws {@link ChainError} `chain_policy_invalid`.
 */
export function createAnchorReader(options: AnchorReaderOptions): AnchorReader {
  const { transports, quorum, chainId, address, finality } = options
  if (!Number.isSafeInteger(quorum) || quorum < 1 || quorum > transports.length) {
    throw new ChainError('chain_policy_invalid', 'A quorum of the end points')
  }
  assertFinality(finality)
  const clients = transports.map((transport) => createPublicClient({ transport }))

  async function finalBlock(client: PublicClient): Promise<bigint> {
    if ((await client.getChainId()) !== chainId) throw new Error('another chain')
    if (finality === 'finalized') return (await client.getBlock({ blockTag: 'finalized' })).number
    const newest = await client.getBlockNumber({ cacheTime: 0 })
    const block = newest - BigInt(finality.confirmations)
    return block < 0n ? 0n : block
  }

  async function readAt(client: PublicClient, block: bigint, origin: string) {
    const { hash } = await client.getBlock({ blockNumber: block })
    const [size, root, anchoredAt, publisher] = await client.readContract({
      address,
      abi: checkpointAnchorAbi,
      functionName: 'anchorOf',
      args: [await logIdOf(origin)],
      blockNumber: block,
    })
    // The hash too: of two histories of a chain, one will not stay.
    return {
      said: [hash, size, root, anchoredAt, publisher].join(),
      size,
      root,
      anchoredAt,
      publisher,
    }
  }

  async function read(origin: string): Promise<Anchor> {
    const finals = await answered(clients, finalBlock, quorum)
    // As far as a quorum has come: one that lags, or runs ahead, changes nothing.
    const block = finals.map(({ answer }) => answer).sort(descending)[quorum - 1] as bigint
    const reached = finals.filter(({ answer }) => answer >= block).map(({ client }) => client)
    const answers = await answered(reached, (client) => readAt(client, block, origin), quorum)
    const agreed = answers.find(
      ({ answer }) => answers.filter((other) => other.answer.said === answer.said).length >= quorum,
    )
    if (agreed === undefined) {
      throw new ChainError('chain_disagrees', 'The end points differ', { outcome: 'unknown' })
    }
    const { size, root, anchoredAt, publisher } = agreed.answer
    return Object.freeze({
      size: Number(size),
      root: decodeHex(root.slice(2)) as Uint8Array,
      anchoredAt: epochSeconds(anchoredAt),
      publisher,
      block,
    })
  }

  return Object.freeze({
    read: (origin: string, { signal }: ChainCallOptions = {}) => untilAborted(read(origin), signal),
  })
}

/** JavaScript callers have no types, and what is no number would look as if no end point had answered. */
function assertFinality(finality: Finality | undefined): void {
  if (finality === 'finalized') return
  const confirmations = finality?.confirmations
  if (Number.isSafeInteger(confirmations) && (confirmations as number) >= 0) return
  throw new ChainError('chain_policy_invalid', 'Not when a block counts')
}

/** What those said who said something. What the others threw may quote a URL with an access key. */
async function answered<T>(
  clients: readonly PublicClient[],
  ask: (client: PublicClient) => Promise<T>,
  quorum: number,
): Promise<readonly { readonly client: PublicClient; readonly answer: T }[]> {
  const all = await Promise.allSettled(
    clients.map(async (client) => ({ client, answer: await ask(client) })),
  )
  const answers = all.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  if (answers.length >= quorum) return answers
  throw new ChainError('chain_quorum_missing', 'Too few end points answered', {
    outcome: 'unknown',
  })
}

function descending(a: bigint, b: bigint): number {
  return a < b ? 1 : a > b ? -1 : 0
}
