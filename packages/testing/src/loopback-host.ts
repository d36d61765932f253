import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, type Fetch } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { type Did, parseDid } from '@fidecura/identity'

/** A real HTTP listener on loopback for did:web documents, status lists and histories. */
export interface LoopbackHost {
  readonly origin: string
  /** Reaches this origin over plain http, and nothing else but public https. */
  readonly fetch: Fetch
  /** `did:web:127.0.0.1%3A<port>:<path>`. */
  didOf(path: string): Did
  urlOf(path: string): string
  publish(path: string, body: string | Uint8Array, mediaType: string): void
  withdraw(path: string): void
  /** Stops listening: from then on connections are refused, as when the network is down. */
  takeDown(): Promise<void>
  /** Listens again on the same port. */
  bringUp(): Promise<void>
  close(): Promise<void>
}

export async function createLoopbackHost(): Promise<LoopbackHost> {
  const pages = new Map<
    string,
    { readonly body: string | Uint8Array; readonly mediaType: string }
  >()
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '')
    if (page === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': page.mediaType }).end(page.body)
  })
  await listen(server, 0)
  const { port } = server.address() as AddressInfo
  const origin = `http://127.0.0.1:${port}`
  const takeDown = (): Promise<void> => stop(server)
  return {
    origin,
    fetch: createGuardedFetch({ [allowLoopbackHttp]: [origin] }),
    didOf: (path) => parseDid(`did:web:127.0.0.1%3A${port}:${path.replaceAll('/', ':')}`),
    urlOf: (path) => `${origin}/${path}`,
    publish: (path, body, mediaType) => void pages.set(`/${path}`, { body, mediaType }),
    withdraw: (path) => void pages.delete(`/${path}`),
    takeDown,
    bringUp: () => listen(server, port),
    close: takeDown,
  }
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
