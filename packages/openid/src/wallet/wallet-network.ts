import {
  allowLoopbackHttp,
  type Clock,
  type Fetch,
  fetchBytes,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import type { ResolveDid } from '@fidecura/identity'
import { malformed } from '../errors.ts'
import { doorOf } from '../members.ts'

/** How a wallet reaches issuers. */
export interface WalletNetwork {
  /** On a server `createGuardedFetch` of `@fidecura/base/node`, which refuses private addresses; a page's own `fetch` in a browser. */
  readonly fetch: Fetch
  /** Finds who signed an issuer's metadata. */
  readonly resolve: ResolveDid
  readonly clock: Clock
  readonly signal?: AbortSignal | undefined
  /** Exact origins such as `http://127.0.0.1:8080`. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

const maxBytes = 262_144

/** @throws BaseError those of `fetchBytes`. */
export async function getBytes(
  url: string,
  accept: string,
  network: WalletNetwork,
): Promise<Uint8Array> {
  const { fetch, signal } = network
  return await fetchBytes(url, { fetch, signal, accept, maxBytes, ...doorOf(network) })
}

/** @throws OpenIdError `openid_message_malformed`. */
export function readAnswer(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, { maxBytes, maxDepth: 24 })
  } catch (error) {
    throw malformed('', error)
  }
}
