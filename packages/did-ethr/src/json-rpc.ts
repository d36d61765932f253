import {
  type allowLoopbackHttp,
  BaseError,
  encodeUtf8,
  type FetchInit,
  fetchBytes,
  isJsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { DidEthrError } from './errors.ts'

/**
 * Asks a node one thing. `request` of an EIP-1193 provider does so, but for the signal; the array is
 * mutable because theirs is.
 */
export type DidEthrJsonRpc = (
  call: { readonly method: string; readonly params: JsonValue[] },
  options: { readonly signal: AbortSignal },
) => Promise<unknown>

/** What {@link DidEthrPostFetch} is asked to honour. */
export interface DidEthrPostInit extends FetchInit {
  readonly method: 'POST'
  readonly body: Uint8Array<ArrayBuffer>
}

/** The network, as the caller lends it: `globalThis.fetch` fits. */
export type DidEthrPostFetch = (url: string, init: DidEthrPostInit) => Promise<Response>

export interface HttpJsonRpcOptions {
  /** Of the node. May hold an access key, and is in no error. */
  readonly url: string
  readonly fetch: DidEthrPostFetch
  /** Of one answer. Default 1 MiB. */
  readonly maxBytes?: number
  /** Of one answer, from the call to the last byte. Default 5,000. */
  readonly timeoutMs?: number
  /** Exact origins on loopback that may be asked over plain http. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Asks a node over https, one request at a time and without redirects. JSON-RPC 2.0.
 *
 * @returns Rejects with DidEthrError `node_answer_malformed`, `node_error`; BaseError `http_…`, `aborted`.
 */
export function createHttpJsonRpc({ url, fetch, ...limits }: HttpJsonRpcOptions): DidEthrJsonRpc {
  const { maxBytes = 1_048_576, timeoutMs = 5_000, ...doors } = limits
  return async ({ method, params }, { signal }) => {
    const request = { jsonrpc: '2.0', id: 1, method, params }
    const body = encodeUtf8(JSON.stringify(request)) as Uint8Array<ArrayBuffer>
    const bytes = await fetchBytes(url, {
      ...doors,
      accept: 'application/json',
      maxBytes,
      timeoutMs,
      signal,
      fetch: (target, init) => {
        const headers = { ...init.headers, 'content-type': 'application/json' }
        return fetch(target, { ...init, method: 'POST', headers, body })
      },
    })
    return resultOf(bytes, maxBytes)
  }
}

function resultOf(bytes: Uint8Array, maxBytes: number): JsonValue {
  const answer = parsed(bytes, maxBytes)
  if (!isJsonObject(answer) || answer['jsonrpc'] !== '2.0' || answer['id'] !== 1) throw malformed()
  const { result, error } = answer
  // What the node says may quote its own URL, with the key in it.
  if (error !== undefined && error !== null) {
    throw new DidEthrError('node_error', 'The node cannot answer', { outcome: 'unknown' })
  }
  if (result === undefined) throw malformed()
  return result
}

function parsed(bytes: Uint8Array, maxBytes: number): JsonValue {
  try {
    return parseJson(bytes, { maxBytes, maxDepth: 16 })
  } catch (error) {
    if (!BaseError.is(error)) throw error
    throw malformed(error)
  }
}

function malformed(cause?: unknown): DidEthrError {
  return new DidEthrError('node_answer_malformed', 'Not an answer of JSON-RPC', {
    outcome: 'unknown',
    cause,
  })
}
