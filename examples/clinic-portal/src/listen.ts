import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { Readable } from 'node:stream'
import type { ReadableStream } from 'node:stream/web'
import type { PortalOptions } from './portal-options.ts'

/** Serves a function of `Request` and `Response` by the server of Node. */
export async function listen(
  { origin, listen: { host, port, behindProxy = false } }: Pick<PortalOptions, 'origin' | 'listen'>,
  answer: (request: Request, client: string) => Promise<Response>,
): Promise<() => Promise<void>> {
  const server = createServer(
    { requestTimeout: 20_000, headersTimeout: 10_000 },
    (incoming, outgoing) => {
      reply(incoming, outgoing).catch(() => void outgoing.destroy())
    },
  )
  // Also what is no request of the web, such as TRACE, is a promise that fails: thrown here it would end the process.
  const reply = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> =>
    send(await answer(requestOf(incoming, origin), callerOf(incoming, behindProxy)), outgoing)
  server.listen(port, host)
  await once(server, 'listening')
  return async () => {
    server.close()
    server.closeAllConnections()
    if (server.listening) await once(server, 'close')
  }
}

/** Where it is stands in the settings: nobody moves it by a header. */
function requestOf(incoming: IncomingMessage, origin: string): Request {
  const { method = 'GET', url = '/' } = incoming
  const headers = new Headers()
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined) headers.set(name, [value].flat().join(', '))
  }
  const hasBody = method !== 'GET' && method !== 'HEAD'
  const body = hasBody ? (Readable.toWeb(incoming) as ReadableStream<Uint8Array>) : null
  const path = url.startsWith('/') ? url : '/'
  return new Request(`${origin}${path}`, { method, headers, body, duplex: 'half' } as RequestInit)
}

/** What the web server in front has added comes last: whatever else stands there anybody may have sent. */
function callerOf({ headers, socket }: IncomingMessage, behindProxy: boolean): string {
  const direct = socket.remoteAddress ?? 'unknown'
  if (!behindProxy) return direct
  const [last = direct] = [headers['x-forwarded-for'] ?? []].flat().join().split(',').slice(-1)
  return isIP(last.trim()) === 0 ? direct : last.trim()
}

async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const body = new Uint8Array(await response.arrayBuffer())
  const headers: Record<string, string | string[]> = Object.fromEntries(response.headers)
  const cookies = response.headers.getSetCookie()
  if (cookies.length > 0) headers['set-cookie'] = cookies
  outgoing.writeHead(response.status, headers)
  outgoing.end(body)
}
