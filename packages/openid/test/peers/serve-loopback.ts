import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A real server on loopback in front of a function of `Request` and `Response`. */
export interface LoopbackServer {
  readonly origin: string
  answerWith(handle: (request: Request) => Promise<Response>): void
  close(): Promise<void>
}

export async function serveLoopback(): Promise<LoopbackServer> {
  let handle = async (_: Request): Promise<Response> => new Response('', { status: 404 })
  const server = createServer((incoming, outgoing) => {
    const answer = async (): Promise<void> => {
      const response = await handle(await requestOf(incoming, origin))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(new Uint8Array(await response.arrayBuffer()))
    }
    answer().catch(() => outgoing.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origin,
    answerWith: (other) => {
      handle = other
    },
    async close() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function requestOf(incoming: IncomingMessage, origin: string): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk as Buffer)
  const { method = 'GET', url = '/', headers } = incoming
  const named = Object.entries(headers).map(([name, value]) => [name, `${value}`] as const)
  const body = method === 'GET' || method === 'HEAD' ? {} : { body: Buffer.concat(chunks) }
  return new Request(`${origin}${url}`, {
    method,
    headers: [...named.map(([a, b]) => [a, b] as [string, string])],
    ...body,
  })
}
