import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'

/** A request as a function of `Request` takes it. Whoever reads the body bounds it. */
export function webRequestOf(incoming: IncomingMessage, issuer: string): Request {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
  }
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null
  return new Request(`${issuer}${url}`, { method, headers, body, duplex: 'half' } as RequestInit)
}

export async function sendWebResponse(answer: Response, outgoing: ServerResponse): Promise<void> {
  const body = new Uint8Array(await answer.arrayBuffer())
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
  outgoing.end(body)
}
