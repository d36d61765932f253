import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { wrongOption } from './options.ts'
import { UsageError } from './usage-error.ts'

/** Where to listen. */
export interface Address {
  readonly host: string
  readonly port: number
}

/** `HOST:PORT`, as `--listen` has it. */
export function readAddress(text: string): Address {
  const [, host = '', digits = ''] = /^(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(text) ?? []
  const port = Number(digits)
  if (host === '' || port > 65_535) throw wrongOption('--listen', '127.0.0.1:8480')
  return { host: host.replace(/^\[|\]$/g, ''), port }
}

/**
 * A server for what anybody may fetch, which nobody keeps busy by asking drop by drop, or by never reading.
 *
 * @param idleMs - After which a connection ends on which nothing moves. A request has ten seconds at most.
 */
export function createListener(answer: RequestListener, idleMs = 30_000): Server {
  const requestTimeout = Math.min(10_000, idleMs)
  // Node looks every 30 seconds, unless told to: a bound of ten would be one of forty.
  const connectionsCheckingInterval = Math.min(1000, requestTimeout)
  const limits = { requestTimeout, headersTimeout: requestTimeout, connectionsCheckingInterval }
  const server = createServer({ ...limits, maxHeaderSize: 8192 }, answer)
  server.maxConnections = 1024
  server.setTimeout(idleMs)
  return server
}

/**
 * Begins to listen.
 *
 * @returns The address, with the port that was found where 0 was asked for.
 * @throws UsageError `usage`: nobody can listen there.
 */
export async function listenOn(server: Server, { host, port }: Address): Promise<string> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch {
    throw new UsageError('usage', 'In use already, or not for you to listen at', {
      place: '--listen',
    })
  }
  const found = server.address() as AddressInfo
  const name = found.family === 'IPv6' ? `[${found.address}]` : found.address
  return `${name}:${found.port}`
}

/** Answers whoever is being answered, and nobody else. */
export async function stopListening(server: Server): Promise<void> {
  const closed = once(server, 'close')
  server.close()
  server.closeIdleConnections()
  await closed
}
