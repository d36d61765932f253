import { BaseError, deepFreeze, type JsonObject } from '@fidecura/base'
import {
  type Did,
  IdentityError,
  parseDidDocument,
  type ResolveDidOptions,
  type ResolvedDidOfThen,
} from '@fidecura/identity'
import { fetchHistory } from './did-ethr-history.ts'
import { parseDidEthr } from './did-ethr-name.ts'
import { documentAt } from './document-at.ts'
import { openNode } from './ethr-node.ts'
import { withOurKeys } from './key-attribute.ts'
import { type DidEthrNetwork, networkTable } from './network.ts'
import { type TimeLimit, withinTime } from './within-time.ts'

/** Which chains are read, and how much of them. */
export interface DidEthrResolverOptions {
  readonly networks: readonly DidEthrNetwork[]
  /** How many changes of one DID are read. Default 100; each block of them costs two requests. */
  readonly maxEvents?: number
  /** Of one resolution, with all its requests. Default 15,000. */
  readonly timeoutMs?: number
}

/** What a did:ethr resolves to. Deep-frozen. */
export interface ResolvedDidEthr extends ResolvedDidOfThen {
  /**
   * The document as ethr-did-resolver writes it, with the accounts of secp256k1 that `document` names
   * without their keys.
   */
  readonly source: JsonObject
}

/** A `ResolveDid` that also shows the accounts. */
export type ResolveDidEthr = (did: Did, options: ResolveDidOptions) => Promise<ResolvedDidEthr>

/**
 * Makes a resolver that answers with the document of the instant asked about: after the changes in blocks
 * up to then, and with the keys whose validity had not ended. Remembers nothing, which `createResolver` does.
 *
 * A DID that was never changed has its first document, whose only key is the account: on the chain it is absent.
 *
 * @returns Rejects with IdentityError `did_malformed`; `did_method_unsupported`: another method, or a network
 *   that is not listed; `did_deactivated`; `did_log_too_large`; `did_document_malformed`; `did_unreachable`
 *   (unknown), with the reason as its `cause`; and with `aborted` of BaseError.
 * @throws DidEthrError `network_malformed`.
 */
export function createDidEthrResolver(options: DidEthrResolverOptions): ResolveDidEthr {
  const networks = networkTable(options.networks)
  const { maxEvents = 100, timeoutMs = 15_000 } = options
  return async (did, { at, now, signal }) => {
    const name = parseDidEthr(did)
    const network = networks.get(name.network)
    if (network === undefined) {
      throw new IdentityError('did_method_unsupported', 'No node for the network')
    }
    const history = await reachable({ timeoutMs, signal }, async (limit) => {
      const node = await openNode(network, { now, signal: limit })
      return fetchHistory(node, name.address, { maxEvents })
    })
    const { source, validFrom, validUntil } = await documentAt(did, { at, history, network })
    return deepFreeze({
      did,
      document: parseDidDocument(withOurKeys(source), did),
      source,
      resolvedAt: now,
      history: 'known',
      validFrom,
      ...(validUntil === undefined ? {} : { validUntil }),
    })
  }
}

/** What a node does wrong, or not at all, is never the fault of the DID. */
async function reachable<T>(
  limit: TimeLimit,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  try {
    return await withinTime(limit, run)
  } catch (error) {
    if (IdentityError.is(error)) throw error
    const stopped = BaseError.is(error) && error.code === 'aborted'
    if (stopped && limit.signal?.aborted === true) throw error
    throw new IdentityError('did_unreachable', 'The chain could not be read', {
      outcome: 'unknown',
      cause: error,
    })
  }
}
