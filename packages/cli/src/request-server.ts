import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import { type Address, createListener, listenOn, stopListening } from './listening.ts'

/** A listener that answers requests. */
export interface RequestServer {
  /** With the port that was found where 0 was asked for. */
  readonly address: string
  /** Answers whoever is being answered, and nobody else. */
  close(): Promise<void>
}

/** What answers. It is told of whom it is by its path alone, for another web server may stand in front. */
export type RequestHandler = (request: Request, path: string) => Promise<Response>

/**
 * Serves a handler over HTTP, for a web server in front of it that has the certificate.
 *
 * @throws UsageError `usage`: nobody can listen there.
 */
export async function startRequestServer(
  address: Address,
  handler: RequestHandler,
  idleMs?: number,
): Promise<RequestServer> {
  const server = createListener((incoming, outgoing) => {
    void respond(incoming, outgoing, handler)
  }, idleMs)
  const found = await listenOn(server, address)
  return { address: found, close: () => stopListening(server) }
}

async function respond(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  handler: RequestHandler,
): Promise<void> {
  let status = 400
  try {
    const request = requestOf(incoming)
    status = 500
    const answer = await handler(request, new URL(request.url).pathname.slice(1))
    const body = new Uint8Array(await answer.arrayBuffer())
    const headers = { ...Object.fromEntries(answer.headers), 'content-length': body.length }
    outgoing.writeHead(answer.status, headers)
    outgoing.end(incoming.method === 'HEAD' ? undefined : body)
  } catch {
    // Whoever asks learns that it failed, and nothing of why.
    if (!outgoing.headersSent) outgoing.writeHead(status)
    outgoing.end()
  }
  incoming.resume()
}

function requestOf(incoming: IncomingMessage): Request {
  const { method = 'GET', url = '' } = incoming
  const body = method === 'POST' ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null
  return new Request(`http://localhost${url}`, { method, body, duplex: 'half' } as RequestInit)
}
