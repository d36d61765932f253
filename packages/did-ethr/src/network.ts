import { withChecksum } from './account-address.ts'
import { DidEthrError } from './errors.ts'
import type { DidEthrJsonRpc } from './json-rpc.ts'

/** One chain, and the registry on it. ERC-1056. */
export interface DidEthrNetwork {
  /** As it stands in the DID. Without one, the chain id in hex does; `mainnet` also stands for none. */
  readonly name?: string
  /** What the node must say that its chain is. EIP-695. */
  readonly chainId: number
  /** Address of the contract, in lower case or with its checksum. No default: see the list of the method. */
  readonly registry: string
  /** A node that the operator trusts: it can hide changes, see README. */
  readonly rpc: DidEthrJsonRpc
  /** How old the newest block may be. Default 300. Chains that make no empty blocks need more. */
  readonly maxLagSeconds?: number
}

type NetworkName = Pick<DidEthrNetwork, 'name' | 'chainId'>

/** A network that was looked at. */
export interface KnownNetwork extends DidEthrNetwork {
  /** Lower case. */
  readonly registry: string
  readonly maxLagSeconds: number
}

/** The networks of a resolver, by every name that a DID may use for them. */
export type NetworkTable = ReadonlyMap<string, KnownNetwork>

/**
 * Looks at every network once, before anything is resolved.
 *
 * @throws {@link DidEthrError} `network_malformed`; also for two of one name.
 */
export function networkTable(networks: readonly DidEthrNetwork[]): NetworkTable {
  const table = new Map<string, KnownNetwork>()
  for (const network of networks) {
    const known = knownNetwork(network)
    for (const name of namesOf(known)) {
      if (table.has(name)) throw malformed()
      table.set(name, known)
    }
  }
  return table
}

/** @throws {@link DidEthrError} `network_malformed`. */
export function knownNetwork(network: DidEthrNetwork): KnownNetwork {
  const { registry: address, maxLagSeconds = 300 } = namedNetwork(network)
  const lag = Number.isFinite(maxLagSeconds) && maxLagSeconds > 0
  if (!lag || !isAddress(address)) throw malformed()
  return Object.freeze({ ...network, registry: address.toLowerCase(), maxLagSeconds })
}

/**
 * What a network is called, without what it takes to ask it.
 *
 * @throws {@link DidEthrError} `network_malformed`.
 */
export function namedNetwork<Named extends NetworkName>(network: Named): Named {
  const { name, chainId } = network
  const named = name === undefined || (namePattern.test(name) && !name.startsWith('0x'))
  const counted = Number.isSafeInteger(chainId) && chainId > 0
  // The name that stands for none must not lead to another chain.
  const honest = name !== 'mainnet' || chainId === 1
  if (!named || !counted || !honest) throw malformed()
  return network
}

/** As the first of them stands in a new DID. */
export function namesOf({ name, chainId }: NetworkName): readonly string[] {
  const hex = `0x${chainId.toString(16)}`
  return name === undefined ? [hex] : [name, hex]
}

/** In lower case, or with the checksum of EIP-55, which a mistyped address fails. */
export function isAddress(text: string): boolean {
  if (!/^0x[\da-fA-F]{40}$/.test(text)) return false
  const lower = text.toLowerCase()
  return text === lower || text === withChecksum(lower)
}

// Names with a colon, such as rsk:testnet, are in use.
const namePattern = /^[a-z0-9][a-z0-9-]{0,31}(?::[a-z0-9-]{1,32})?$/

function malformed(): DidEthrError {
  return new DidEthrError('network_malformed', 'Not a network of did:ethr, or named twice')
}
