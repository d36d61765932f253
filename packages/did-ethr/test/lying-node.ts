import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** What the honest node was asked, and what it said. */
export interface Exchange {
  readonly method: string
  readonly params: readonly unknown[]
  // biome-ignore lint/suspicious/noExplicitAny: a lie may change whatever there is.
  readonly result: any
}

/** A node on loopback that passes everything on, and says what it wants. */
export interface LyingNode {
  readonly url: string
  /** How often it was asked. */
  asked(): number
  /** What it says instead; the honest answer where this returns nothing. */
  lie(story: (exchange: Exchange) => unknown): void
  /** Answers without JSON-RPC. */
  answer(reply: (response: ServerResponse) => void): void
  close(): Promise<void>
}

export async function startLyingNode(honestUrl: string): Promise<LyingNode> {
  let story: (exchange: Exchange) => unknown = () => undefined
  let reply: ((response: ServerResponse) => void) | undefined
  let asked = 0
  const server = createServer(async (request, response) => {
    asked++
    const call = (await json(request)) as Exchange
    if (reply !== undefined) return reply(response)
    const honest = await fetch(honestUrl, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(call),
    })
    const { result } = (await honest.json()) as Exchange
    const said = story({ ...call, result }) ?? result
    response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, result: said }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: () => asked,
    lie: (next) => {
      asked = 0
      reply = undefined
      story = next
    },
    answer: (next) => {
      reply = next
    },
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}
