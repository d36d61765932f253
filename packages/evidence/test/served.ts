import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'

/** A real server for a handler that speaks Request and Response. */
export async function served(handler: (request: Request) => Promise<Response>) {
  const server = createServer((incoming, outgoing) => {
    void (async () => {
      const answer = await handler(await requestOf(incoming))
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers))
      outgoing.end(new Uint8Array(await answer.arrayBuffer()))
    })()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const door = { [allowLoopbackHttp]: [origin] }
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    })
  return { origin, door, fetch: createGuardedFetch(door), close }
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Uint8Array[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method = 'GET', url = '/' } = incoming
  const body = method === 'POST' ? { body: Buffer.concat(chunks) } : {}
  return new Request(`http://127.0.0.1${url}`, { method, ...body })
}
