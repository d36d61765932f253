import type { EpochSeconds } from '@fidecura/base'
import { IdentityError } from '@fidecura/identity'
import { type EthrNode, inconsistent } from './ethr-node.ts'
import type { Block, EventLog } from './node-answers.ts'
import { type RegistryEvent, readEvent } from './registry-event.ts'

/** All that the registry noted about one account, oldest first. */
export interface DidEthrHistory {
  readonly head: Block
  readonly changes: readonly DidEthrChangeSet[]
}

/** What it noted in one block. */
interface DidEthrChangeSet {
  readonly block: Block
  readonly logs: readonly EventLog[]
  /** When keys and services of this block lapse: the first second without them. */
  readonly lapses: readonly EpochSeconds[]
}

/** How much is read. */
export interface DidEthrHistoryLimits {
  readonly maxEvents: number
}

// The owner pays for each byte once, and every resolver reads it for ever after. The changes of some
// hundred keys of the usual length fit.
const maxHexDigits = 2 * 65_536

/**
 * Follows the registry's notes back to the first. Each names the block of the one before, so a node
 * cannot leave out one in the middle, or one of several in a block other than the last.
 *
 * @throws DidEthrError as `openNode`; IdentityError `did_log_too_large`: more events than the limit,
 *   more than 64 KiB of them, or a key of more than a KiB.
 */
export async function fetchHistory(
  node: EthrNode,
  address: string,
  { maxEvents }: DidEthrHistoryLimits,
): Promise<DidEthrHistory> {
  const changes: DidEthrChangeSet[] = []
  let events = 0
  let digits = 0
  let next = node.head
  let number = await node.lastChange(address)
  while (number > 0) {
    const { block, logs } = await node.changesIn(number, address)
    events += logs.length
    for (const { data } of logs) digits += data.length
    if (events > maxEvents || digits > maxHexDigits) throw tooLarge()
    // Blocks of one second are made by some chains.
    if (block.timestamp > next.timestamp) throw inconsistent()
    if (block.number === next.number && block.hash !== next.hash) throw inconsistent()
    const read = logs.map(readEvent)
    if (read.some(({ isOversizedKey }) => isOversizedKey)) throw tooLarge()
    const previous = previousBlock(read, number)
    changes.unshift({ block, logs, lapses: read.flatMap(({ lapse }) => lapse ?? []) })
    next = block
    number = previous
  }
  return { head: node.head, changes }
}

/** A DID whose history is longer than anybody should have to read. */
function tooLarge(): IdentityError {
  return new IdentityError('did_log_too_large', 'More events or bytes than the limit')
}

/** The first event of a block names an older block, the others name the block itself. */
function previousBlock(events: readonly RegistryEvent[], number: number): number {
  const [first, ...others] = events
  if (first === undefined || first.previousChange >= number) throw inconsistent()
  if (others.some(({ previousChange }) => previousChange !== number)) throw inconsistent()
  return first.previousChange
}
