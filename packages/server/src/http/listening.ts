import { once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ServerError } from '../errors.ts'

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

/** @throws ServerError `listen_failed`. */
export async function listening(
  server: Server,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Listening> {
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
    throw new ServerError('listen_failed', 'In use already, or not for you to listen at', {
      place: `${host.includes(':') ? `[${host}]` : host}:${port}`,
    })
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
