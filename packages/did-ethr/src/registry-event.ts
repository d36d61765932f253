import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { inconsistent } from './ethr-node.ts'
import type { EventLog } from './node-answers.ts'

/** What the order and the period of a document need of an event; ethr-did-resolver reads the rest. */
export interface RegistryEvent {
  /** In which block the registry noted something about the account before; 0 for never. */
  readonly previousChange: number
  /** The first second after the validity of a key or service, if that has an end. */
  readonly lapse: EpochSeconds | undefined
  /** A key longer than any: ethr-did-resolver takes time that grows with its square to write it in base58. */
  readonly isOversizedKey: boolean
}

/**
 * Reads an event of the contract of ERC-1056.
 *
 * @throws DidEthrError `node_answer_inconsistent`: not one of its three.
 */
export function readEvent({ topics, data }: EventLog): RegistryEvent {
  const words = wordCounts[topics[0] ?? '']
  if (words === undefined || topics.length !== 2 || data.length < 2 + words * 64) {
    throw inconsistent()
  }
  const previous = wordAt(data, words - 1)
  if (previous > BigInt(Number.MAX_SAFE_INTEGER)) throw inconsistent()
  return {
    previousChange: Number(previous),
    lapse: words === 4 ? lapseOf(wordAt(data, 2)) : undefined,
    isOversizedKey: words === 4 && data.length > maxKeyDigits && data.startsWith(publicKeyName, 2),
  }
}

// In hex, with the words around the key.
const maxKeyDigits = 2048
// How the names of such attributes begin: `did/pub/`.
const publicKeyName = '6469642f7075622f'

/** How many words come before the attribute's value: the last is the previous change. */
const wordCounts: Readonly<Record<string, 2 | 4>> = {
  // DIDOwnerChanged(address indexed,address,uint256)
  '0x38a5a6e68f30ed1ab45860a4afb34bcb2fc00f22ca462d249b8a8d40cda6f7a3': 2,
  // DIDDelegateChanged(address indexed,bytes32,address,uint256,uint256)
  '0x5a5084339536bcab65f20799fcc58724588145ca054bd2be626174b27ba156f7': 4,
  // DIDAttributeChanged(address indexed,bytes32,bytes,uint256,uint256)
  '0x18ab6b2ae3d64306c00ce663125f2bd680e441a098de1635bd7ad8b0d44965e4': 4,
}

function wordAt(data: string, index: number): bigint {
  return BigInt(`0x${data.slice(2 + index * 64, 66 + index * 64)}`)
}

/** The resolver takes a key through the whole second that it is valid to; 0 revokes. */
function lapseOf(validTo: bigint): EpochSeconds | undefined {
  if (validTo === 0n || validTo >= lastInstant) return undefined
  return epochSeconds(Number(validTo) + 1)
}

// Keys without an end are written as the largest number that the registry can hold.
const lastInstant = 253_402_300_799n
