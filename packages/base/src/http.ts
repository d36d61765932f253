import { joinBytes } from './bytes.ts'
import { BaseError } from './errors.ts'
import { abortedError, untilAborted } from './until-aborted.ts'

/**
 * The network, as the caller lends it. `globalThis.fetch` fits in a browser; on a server use
 * `createGuardedFetch` of `@fidecura/base/node`, which looks at the address connected to.
 */
export type Fetch = (url: string, init: FetchInit) => Promise<Response>

/** What a {@link Fetch} is asked to honour. */
export interface FetchInit {
  readonly headers: Readonly<Record<string, string>>
  readonly redirect: 'manual'
  readonly signal: AbortSignal
  /** Absent: GET. */
  readonly method?: 'POST'
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/**
 * Lets the origins that it maps to be fetched over plain http. For tests and demonstrations.
 *
 * @deprecated Not going away. Struck through so that reviewers stop here.
 */
export const allowLoopbackHttp: unique symbol = Symbol('allowLoopbackHttp')

/** How {@link fetchBytes} reaches out, and where it stops. */
export interface FetchBytesOptions {
  readonly fetch: Fetch
  /** Media types for the Accept header. */
  readonly accept: string
  /** Default 1 MiB, counted after decompression. */
  readonly maxBytes?: number
  /** From the call to the last byte. Default 10,000. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Exact origins such as `http://127.0.0.1:8080`; their hosts must be loopback addresses. */
  readonly [allowLoopbackHttp]?: readonly string[]
}

/**
 * Gets one resource over https, without credentials, redirects or an endless body.
 *
 * @throws {@link BaseError} `http_url_refused`, `http_address_refused`, `http_redirect_refused`,
 *   `http_too_large`, `http_not_found` (failed); `http_unreachable`, `http_timeout`, `http_status`,
 *   `aborted` (unknown).
 */
export async function fetchBytes(url: string, options: FetchBytesOptions): Promise<Uint8Array> {
  return exchange(url, {}, options)
}

/** What is sent, and how the other side is to read it. */
export interface PostTextOptions extends FetchBytesOptions {
  readonly contentType: string
}

/**
 * Posts a text under the rules of {@link fetchBytes}; whoever answers with 200, 202 or 204 has it.
 *
 * @throws {@link BaseError} those of `fetchBytes`.
 */
export async function postText(
  url: string,
  body: string,
  { contentType, ...options }: PostTextOptions,
): Promise<Uint8Array> {
  return exchange(url, { 'content-type': contentType }, options, body)
}

/** What a server said, whatever it was. */
export interface HttpAnswer {
  readonly status: number
  readonly body: Uint8Array
  /** Of the answer, by its name in whatever case. A page sees only what the other origin exposes. */
  header(name: string): string | null
}

/** What is sent beside what {@link postText} sends. */
export interface PostForAnswerOptions extends PostTextOptions {
  /** Further headers, such as `authorization`. They are the caller's to keep from other origins. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * As {@link postText}, for protocols in which other answers mean something, too. It is for the caller to
 * look at the status.
 *
 * @throws {@link BaseError} those of `fetchBytes` but `http_status` and `http_not_found`.
 */
export async function postForAnswer(
  url: string,
  body: string,
  { contentType, headers, ...options }: PostForAnswerOptions,
): Promise<HttpAnswer> {
  const sent = { ...headers, 'content-type': contentType }
  return answerOf(url, sent, options, assertNotRedirected, body)
}

async function exchange(
  url: string,
  more: Readonly<Record<string, string>>,
  options: FetchBytesOptions,
  body?: string,
): Promise<Uint8Array> {
  const statuses = body === undefined ? onlyOk : received
  const judge = (response: Response): void => assertOk(response, statuses)
  return (await answerOf(url, more, options, judge, body)).body
}

async function answerOf(
  url: string,
  more: Readonly<Record<string, string>>,
  options: FetchBytesOptions,
  judge: (response: Response) => void,
  body?: string,
): Promise<HttpAnswer> {
  assertAllowedUrl(url, options)
  const { signal, stop } = deadline(options)
  const post = body === undefined ? {} : ({ method: 'POST', body } as const)
  // Not as a method of the options: the `fetch` of a browser wants to be nobody's but the page's.
  const { fetch } = options
  try {
    const headers = { accept: options.accept, ...more }
    const asked = fetch(url, { headers, redirect: 'manual', signal, ...post })
    const response = await beforeAbort(asked, signal)
    judge(response)
    const bytes = await readBody(response, options.maxBytes ?? 1_048_576, signal)
    const header = (name: string): string | null => response.headers.get(name)
    return { status: response.status, body: bytes, header }
  } catch (error) {
    if (BaseError.is(error)) throw error
    // Whatever the network layer says may quote the URL; only the kind of failure goes on.
    if (options.signal?.aborted === true) {
      throw abortedError()
    }
    if (signal.aborted)
      throw new BaseError('http_timeout', 'No answer in time', { outcome: 'unknown' })
    throw new BaseError('http_unreachable', 'No connection', { outcome: 'unknown' })
  } finally {
    stop()
  }
}

/**
 * Lets https URLs without credentials and fragments pass, and loopback origins that are listed exactly.
 *
 * @throws {@link BaseError} `http_url_refused`.
 */
export function assertAllowedUrl(
  url: string,
  options: Pick<FetchBytesOptions, typeof allowLoopbackHttp> = {},
): void {
  const loopbackOrigins = options[allowLoopbackHttp] ?? []
  const parsed = parseUrl(url)
  const secure = parsed?.protocol === 'https:'
  const development =
    parsed !== undefined && isLoopback(parsed) && loopbackOrigins.includes(parsed.origin)
  const plain = parsed?.username === '' && parsed.password === '' && !url.includes('#')
  if ((secure || development) && plain) return
  throw new BaseError('http_url_refused', 'Not an https URL without credentials and fragment')
}

/** Not by canParse: once compiled, Node's says yes to hosts that are too long, and the parser refuses them. */
function parseUrl(url: string): URL | undefined {
  try {
    return new URL(url)
  } catch {
    return undefined
  }
}

function isLoopback({ hostname, protocol }: URL): boolean {
  return protocol === 'http:' && (/^127\.\d+\.\d+\.\d+$/.test(hostname) || hostname === '[::1]')
}

function deadline(options: FetchBytesOptions): { signal: AbortSignal; stop: () => void } {
  const controller = new AbortController()
  const abort = (): void => controller.abort()
  const timer = setTimeout(abort, options.timeoutMs ?? 10_000)
  options.signal?.addEventListener('abort', abort, { once: true })
  if (options.signal?.aborted === true) abort()
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer)
      options.signal?.removeEventListener('abort', abort)
    },
  }
}

/** A fetch that ignores the signal would otherwise hold the caller past the deadline. */
async function beforeAbort(asked: Promise<Response>, signal: AbortSignal): Promise<Response> {
  try {
    // Which kind of end it was, whoever catches this sees by the signals.
    return await untilAborted(asked, signal, () => new Error('aborted'))
  } catch (error) {
    // Nobody reads an answer that comes too late.
    asked.then(({ body }) => body?.cancel()).catch(() => undefined)
    throw error
  }
}

const onlyOk = [200]
const received = [200, 202, 204]

function assertOk(response: Response, statuses: readonly number[]): void {
  if (statuses.includes(response.status)) return
  assertNotRedirected(response)
  response.body?.cancel().catch(() => undefined)
  if (response.status === 404 || response.status === 410) {
    throw new BaseError('http_not_found', 'No such resource')
  }
  throw new BaseError('http_status', 'The server did not answer with 200', { outcome: 'unknown' })
}

function assertNotRedirected(response: Response): void {
  // A browser hides a redirect behind status 0.
  const isHidden = response.type === 'opaqueredirect'
  if (!isHidden && (response.status < 300 || response.status >= 400)) return
  response.body?.cancel().catch(() => undefined)
  throw new BaseError('http_redirect_refused', 'Redirected')
}

async function readBody(
  response: Response,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const reader = response.body?.getReader()
  const chunks: Uint8Array[] = []
  let length = 0
  // A body that ignores the signal would otherwise hold the caller past the deadline.
  const cancel = (): void => void reader?.cancel().catch(() => undefined)
  signal.addEventListener('abort', cancel, { once: true })
  try {
    for (;;) {
      const chunk = await reader?.read()
      if (signal.aborted) throw new Error('aborted')
      if (chunk === undefined || chunk.done) return joinBytes(chunks)
      length += chunk.value.length
      if (length > maxBytes) throw new BaseError('http_too_large', 'More bytes than the limit')
      chunks.push(chunk.value)
    }
  } finally {
    signal.removeEventListener('abort', cancel)
    cancel()
  }
}
