import { allowedSkewSeconds, type EpochSeconds, type JsonValue } from '@fidecura/base'
import { DidEthrError } from './errors.ts'
import type { KnownNetwork } from './network.ts'
import {
  type Block,
  type EventLog,
  parseBlock,
  parseLogs,
  parseQuantity,
  parseWord,
} from './node-answers.ts'

/** A node, asked about one registry as of one block. */
export interface EthrNode {
  /** The newest block, which everything is asked as of. */
  readonly head: Block
  /** In which block the registry last noted anything about an address; 0 for never. */
  lastChange(address: string): Promise<number>
  /** What it noted in one block, in order, and that block. */
  changesIn(
    block: number,
    address: string,
  ): Promise<{ readonly block: Block; readonly logs: readonly EventLog[] }>
}

/**
 * Asks which chain it is and how far the node has seen it, before it is believed anything.
 *
 * @throws {@link DidEthrError} `chain_id_wrong`, `node_behind`, `node_answer_inconsistent`,
 *   `node_answer_malformed`; what the network's `rpc` throws.
 */
export async function openNode(
  { rpc, chainId, registry, maxLagSeconds }: KnownNetwork,
  { now, signal }: { readonly now: EpochSeconds; readonly signal: AbortSignal },
): Promise<EthrNode> {
  const ask = (method: string, ...params: JsonValue[]): Promise<unknown> =>
    rpc({ method, params }, { signal })

  const blockNamed = async (name: string): Promise<Block> =>
    parseBlock(await ask('eth_getBlockByNumber', name, false))

  if (parseQuantity(await ask('eth_chainId')) !== chainId) {
    throw new DidEthrError('chain_id_wrong', 'The node is on another chain', unknown)
  }
  const head = await blockNamed('latest')
  // Written so that a present which is no number refuses.
  if (!(head.timestamp <= now + allowedSkewSeconds)) throw inconsistent()
  if (!(head.timestamp >= now - maxLagSeconds)) {
    throw new DidEthrError('node_behind', 'The newest block is too old', unknown)
  }

  return {
    head,
    async lastChange(address) {
      const call = { to: registry, data: `${changedSelector}${wordOf(address)}` }
      const answer = await ask('eth_call', call, hexOf(head.number))
      // Where there is no contract, a call succeeds and answers nothing.
      if (answer === '0x') throw inconsistent()
      const block = parseWord(answer)
      if (block > head.number) throw inconsistent()
      return block
    },
    async changesIn(number, address) {
      const name = hexOf(number)
      const topic = `0x${wordOf(address)}`
      const filter = { address: registry, topics: [null, topic], fromBlock: name, toBlock: name }
      const [block, answer] = await Promise.all([blockNamed(name), ask('eth_getLogs', filter)])
      const logs = [...parseLogs(answer)].sort((a, b) => a.logIndex - b.logIndex)
      const belong = logs.every(
        (log, i) =>
          log.address === registry &&
          log.topics[1] === topic &&
          log.blockNumber === number &&
          log.blockHash === block.hash &&
          log.logIndex !== logs[i - 1]?.logIndex,
      )
      if (block.number !== number || !belong) throw inconsistent()
      return { block, logs }
    },
  }
}

const unknown = { outcome: 'unknown' } as const

// The first four bytes of keccak256('changed(address)').
const changedSelector = '0xf96d0f9f'

function wordOf(address: string): string {
  return address.slice(2).padStart(64, '0')
}

function hexOf(number: number): string {
  return `0x${number.toString(16)}`
}

/** The answers cannot all be true. */
export function inconsistent(): DidEthrError {
  return new DidEthrError('node_answer_inconsistent', 'The answers contradict each other', unknown)
}
