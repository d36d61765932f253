import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { ServerError } from '../errors.ts'
import type { ServiceHandler } from './service.ts'

/** Where to listen, and what stands in front. */
export interface ListenOptions {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /**
   * A web server in front names the caller last in `X-Forwarded-For`, as it must overwrite or extend what
   * the caller sent. Without one, whoever calls could say where they call from.
   */
  readonly isBehindProxy?: boolean
  /** How long a connection may be on which nothing moves, such as of who asks and never reads. Default 60,000. */
  readonly idleMilliseconds?: number
}

/** A service that listens. */
export interface Listening {
  /** With the port that was found where 0 was asked for. */
  readonly port: number
  /**
   * Takes nobody new, and ends at once every connection on which it answers nothing. It finishes what it has begun,
   * and ends what does not end within ten seconds.
   */
  close(): Promise<void>
}

const graceMs = 10_000

/**
 * Listens over plain HTTP, for a web server in front of it that has the certificate.
 *
 * @throws {@link ServerError} `listen_failed`.
 */
export async function listen(handle: ServiceHandler, options: ListenOptions): Promise<Listening> {
  const { host, port, isBehindProxy = false, idleMilliseconds = 60_000 } = options
  const answer = getRequestListener(
    (request, env) => {
      const { incoming } = env as { readonly incoming: IncomingMessage }
      return handle(request, callerOf(incoming, isBehindProxy))
    },
    { overrideGlobalObjects: false },
  )
  const limits = { requestTimeout: 15_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 }
  const server = createServer({ ...limits, maxHeaderSize: 16_384 }, answer)
  server.maxConnections = 1024
  server.setTimeout(idleMilliseconds)
  const sockets = new Set<Socket>()
  const answering = new Map<ServerResponse, Socket>()
  let isClosing = false
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('request', ({ socket }, response) => {
    answering.set(response, socket)
    response.once('close', () => {
      answering.delete(response)
      // What was answered is on its way; whoever would ask more comes to another process.
      if (isClosing && ![...answering.values()].includes(socket)) socket.end()
    })
  })
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch {
    throw new ServerError('listen_failed', 'Nobody can listen there')
  }
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = once(server, 'close')
      server.close()
      isClosing = true
      const busy = new Set(answering.values())
      // Also those who were never heard of, whom Node would wait for.
      for (const socket of sockets) if (!busy.has(socket)) socket.destroy()
      const rest = setTimeout(() => {
        for (const socket of sockets) socket.destroy()
      }, graceMs)
      await closed
      clearTimeout(rest)
    },
  }
}

function callerOf({ headers, socket }: IncomingMessage, isBehindProxy: boolean): string {
  const direct = socket.remoteAddress ?? 'unknown'
  if (!isBehindProxy) return direct
  const forwarded = headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').at(-1)
  const address = last?.trim() ?? ''
  return /^[\da-f.:]{2,45}$/i.test(address) ? address : direct
}
