import { encodeBase64url, type JsonValue, joinBytes, parseJson } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { problemOf, ServerProblem } from './problem.ts'

/** Where the service is, and as whom it is asked. */
export interface ClientOptions {
  /** Of the API, such as `/riverside/api/v1`, or with an origin before it. */
  readonly base: string
  /** That of the browser. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** That of now, if somebody is signed in. */
  readonly session?: () => string | undefined
}

/** What one call may be told. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  /** Of a write that is tried again: the one of the first time. Default: a new one. */
  readonly idempotencyKey?: string | undefined
}

/** What a call asks for. */
interface Asked {
  readonly query?: object | undefined
  readonly body?: unknown
}

export type Ask = <T>(
  method: 'GET' | 'POST',
  path: string,
  asked?: Asked,
  options?: CallOptions,
) => Promise<T>

/** Asks the service. Its answers are trusted as far as the service is: whatever counts is signed. */
export function createAsk({ base, fetch, session }: ClientOptions): Ask {
  return async <T>(
    method: 'GET' | 'POST',
    path: string,
    { query = {}, body }: Asked = {},
    { signal, idempotencyKey }: CallOptions = {},
  ): Promise<T> => {
    const token = session?.()
    const isWrite = method === 'POST'
    const headers = {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(isWrite ? { 'content-type': 'application/json' } : {}),
      ...(isWrite ? { 'idempotency-key': idempotencyKey ?? newIdempotencyKey() } : {}),
    }
    const init: RequestInit = {
      ...{ method, headers, redirect: 'error', credentials: 'omit', cache: 'no-store' },
      ...(isWrite ? { body: JSON.stringify(body ?? {}) } : {}),
      ...(signal === undefined ? {} : { signal }),
    }
    const { status, bytes } = await send(fetch, `${base}${path}${queryOf(query)}`, init)
    const json = bytes === undefined ? undefined : read(bytes)
    if (status < 200 || status > 299) throw problemOf(status, json)
    if (json === undefined)
      throw new ServerProblem('answer_malformed', { status, outcome: 'unknown' })
    return json as T
  }
}

/** For a write that may have to be tried again, such as one that waits for the network. */
export function newIdempotencyKey(): string {
  return encodeBase64url(randomBytes(24))
}

/** @returns `bytes` undefined: more than anything here answers. */
async function send(
  fetch: ClientOptions['fetch'],
  url: string,
  init: RequestInit,
): Promise<{ readonly status: number; readonly bytes: Uint8Array | undefined }> {
  try {
    const response = await fetch(url, init)
    return { status: response.status, bytes: await readAtMost(response, maxBytes) }
  } catch (error) {
    // A fetch that signs in again, and is refused, says so itself.
    if (ServerProblem.is(error)) throw error
    const code = init.signal?.aborted === true ? 'aborted' : 'server_unreachable'
    throw new ServerProblem(code, { status: 0, outcome: 'unknown' })
  }
}

const maxBytes = 16 * 1_048_576

/** Whatever follows is read by nobody: whoever answers without end must not fill the memory of who asked. */
async function readAtMost({ body }: Response, most: number): Promise<Uint8Array | undefined> {
  const reader = body?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const part = await reader?.read()
    if (part === undefined || part.done) return joinBytes(parts)
    length += part.value.length
    if (length > most) {
      // Not waited for: it may never be let go.
      reader?.cancel().catch(() => undefined)
      return undefined
    }
    parts.push(part.value)
  }
}

function read(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parseJson(bytes, { maxBytes })
  } catch {
    return undefined
  }
}

function queryOf(query: object): string {
  const members = Object.entries(query).filter(([, value]) => value !== undefined)
  if (members.length === 0) return ''
  return `?${new URLSearchParams(members.map(([name, value]) => [name, String(value)]))}`
}
