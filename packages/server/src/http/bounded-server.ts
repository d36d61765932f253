import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { ServerError } from '../errors.ts'
import { type Problem, problemOf } from './problem.ts'

/** How long whoever calls may take. */
export interface ServerBounds {
  /** For the head of a request, from the connection on. Default 10,000. */
  readonly headersMilliseconds?: number
  /** For a whole request. Default 15,000. */
  readonly requestMilliseconds?: number
  /** How long a connection may be on which nothing moves, such as of who asks and never reads. Default 60,000. */
  readonly idleMilliseconds?: number
}

/**
 * A server that nobody keeps busy by being slow, and that answers with a problem (RFC 9457) also what is no HTTP at all.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9112 | RFC 9112}
 */
export function boundedServer(
  listener: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  bounds: ServerBounds = {},
): Server {
  const { headersMilliseconds: headersTimeout = 10_000, idleMilliseconds = 60_000 } = bounds
  const { requestMilliseconds: requestTimeout = 15_000 } = bounds
  const options = {
    ...{ headersTimeout, requestTimeout, keepAliveTimeout: 30_000, maxHeaderSize: 16_384 },
    // Node looks every 30 seconds, unless told to: a bound of ten would be one of forty.
    connectionsCheckingInterval: Math.min(1000, headersTimeout),
    // Said by whoever listens, as everything else that is wrong with a request.
    requireHostHeader: false,
  }
  const server = createServer(options, (incoming, outgoing) => {
    // None, or two of which a web server in front may have looked at the other.
    if (hostsOf(incoming) === 1) listener(incoming, outgoing)
    else answer(outgoing, malformed(400))
  })
  server.maxConnections = 1024
  server.setTimeout(idleMilliseconds)
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    refuse(socket, problemOfParser(error.code ?? ''))
  })
  server.on('connect', (_, socket) => refuse(socket, malformed(400)))
  server.on('checkExpectation', (_, outgoing) => answer(outgoing, malformed(417)))
  return server
}

function hostsOf({ rawHeaders }: IncomingMessage): number {
  return rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host').length
}

/** What is wrong with a request that the parser did not take. */
function problemOfParser(code: string): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problemWith('request_too_large', 'More than a head may have', 431)
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return problemWith('request_too_large', 'More than a chunk may say', 413)
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problemWith('request_malformed', 'Not sent in time', 408)
    default:
      return malformed(400)
  }
}

function malformed(status: number): Problem {
  return problemWith('request_malformed', 'Not HTTP as it is taken here', status)
}

function problemWith(
  code: 'request_malformed' | 'request_too_large',
  title: string,
  status: number,
): Problem {
  return { ...problemOf(new ServerError(code, title)), status }
}

const headers = {
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  connection: 'close',
} as const

function answer(outgoing: ServerResponse, problem: Problem): void {
  const body = JSON.stringify(problem)
  outgoing.writeHead(problem.status, { ...headers, 'content-length': body.length })
  outgoing.end(body)
}

/** Answers on what may be no HTTP, unless something is on its way already, and ends it. */
function refuse(socket: Duplex & { readonly _httpMessage?: unknown }, problem: Problem): void {
  const begun = socket._httpMessage as { readonly headersSent?: boolean } | null | undefined
  if (!socket.writable || begun?.headersSent === true) return void socket.destroy()
  const body = JSON.stringify(problem)
  const head = [
    `HTTP/1.1 ${problem.status} ${reasons[problem.status] ?? 'Bad Request'}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${body.length}`,
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}

const reasons: Readonly<Record<number, string>> = {
  408: 'Request Timeout',
  413: 'Content Too Large',
  431: 'Request Header Fields Too Large',
}
