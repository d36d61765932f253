import { type EpochSeconds, isJsonObject, type JsonObject, parseJsonText } from '@fidecura/base'
import { type Did, IdentityError } from '@fidecura/identity'
import { type EthrDidController, getResolver } from 'ethr-did-resolver'
import type { DidEthrHistory } from './did-ethr-history.ts'
import { parseDidEthr } from './did-ethr-name.ts'
import { inconsistent } from './ethr-node.ts'
import type { KnownNetwork } from './network.ts'

/** A document, and for how long the history says that it is the DID's. */
export interface DocumentAt {
  /** As ethr-did-resolver writes it: accounts and all. */
  readonly source: JsonObject
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds | undefined
}

/**
 * Lets ethr-did-resolver make the document of an instant, out of a history that was checked. It sees
 * no network and no clock: a chain that ends with the last change by then, in a block of that instant.
 *
 * @throws IdentityError `did_deactivated`, `did_document_malformed`; `did_unreachable` (unknown).
 */
export async function documentAt(
  did: Did,
  { at, history, network }: DocumentQuery,
): Promise<DocumentAt> {
  const past = history.changes.filter(({ block }) => block.timestamp <= at)
  const { network: name } = parseDidEthr(did)
  const identifier = did.slice(did.lastIndexOf(':') + 1)
  const height = Math.max(1, history.head.number)
  const chain = recordedChain({ at, past, height, chainId: network.chainId })
  const settings = {
    name,
    chainId: network.chainId,
    registry: network.registry,
    provider: chain as unknown as TheirProvider,
  }
  const id = name === 'mainnet' ? identifier : `${name}:${identifier}`
  const parsed = { did, didUrl: did, id, method: 'ethr' }
  const options = { blockTag: height, accept: 'application/did+json' }
  const ethr = getResolver({ networks: [settings] })['ethr']
  const result = await ethr?.(did, parsed, { resolve: unused }, options)
  if (result?.didDocumentMetadata.deactivated === true) {
    throw new IdentityError('did_deactivated', 'The owner gave the DID up')
  }
  if (result?.didDocument == null) {
    // The contract makes no event that cannot be read; whoever tells of one is wrong.
    throw new IdentityError('did_unreachable', 'An event that cannot be read', {
      outcome: 'unknown',
      cause: inconsistent(),
    })
  }
  return { source: jsonOf(result.didDocument), ...periodOf(history, at) }
}

/** What {@link documentAt} answers. */
export interface DocumentQuery {
  readonly at: EpochSeconds
  readonly history: DidEthrHistory
  readonly network: KnownNetwork
}

type TheirProvider = Exclude<ConstructorParameters<typeof EthrDidController>[4], undefined>

interface Recording {
  readonly at: EpochSeconds
  readonly past: DidEthrHistory['changes']
  readonly height: number
  readonly chainId: number
}

/** As much of a provider as ethr-did-resolver uses. */
function recordedChain({ at, past, height, chainId }: Recording): object {
  const chain = {
    getNetwork: async () => ({ chainId: BigInt(chainId) }),
    getBlock: async (number: number) => ({
      number,
      // Keys lapse by the second, so the second that was asked about counts, not the last block's.
      timestamp: number === height ? Math.floor(at) : timestampOf(past, number),
    }),
    getLogs: async ({ fromBlock }: { readonly fromBlock: bigint }) =>
      past.find(({ block }) => block.number === Number(fromBlock))?.logs ?? [],
    call: async () => {
      const last = past.at(-1)?.block.number ?? 0
      return `0x${last.toString(16).padStart(64, '0')}`
    },
  }
  return Object.assign(chain, { provider: chain })
}

function timestampOf(past: Recording['past'], number: number): number {
  return past.find(({ block }) => block.number === number)?.block.timestamp ?? 0
}

/** A document holds between two events, be it a change of the registry or the lapse of a key. */
function periodOf(
  { changes }: DidEthrHistory,
  at: EpochSeconds,
): Pick<DocumentAt, 'validFrom' | 'validUntil'> {
  const past = changes.filter(({ block }) => block.timestamp <= at)
  const turns = [
    // Before its first change a DID had its first document, for ever.
    0,
    ...changes.map(({ block }) => block.timestamp),
    ...past.flatMap(({ lapses }) => lapses),
  ] as EpochSeconds[]
  const later = turns.filter((turn) => turn > at)
  return {
    validFrom: turns.filter((turn) => turn <= at).reduce(latest),
    validUntil: later.length === 0 ? undefined : later.reduce(earliest),
  }
}

function latest(a: EpochSeconds, b: EpochSeconds): EpochSeconds {
  return a > b ? a : b
}

function earliest(a: EpochSeconds, b: EpochSeconds): EpochSeconds {
  return a < b ? a : b
}

/** Theirs is an object of foreign making; ours is data. */
function jsonOf(document: object): JsonObject {
  try {
    const json = parseJsonText(JSON.stringify(document), { maxBytes: 262_144 })
    if (isJsonObject(json)) return json
  } catch {
    // Refused below.
  }
  throw new IdentityError('did_document_malformed', 'The registry holds no DID document')
}

async function unused(): Promise<never> {
  throw new IdentityError('did_method_unsupported', 'A did:ethr needs no other DID')
}
