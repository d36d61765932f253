import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerStatusRequest, type StatusHostOptions } from '@fidecura/credentials/switch'
import { type Address, createListener, listenOn, stopListening } from './listening.ts'

/** A listener for status lists. */
export interface StatusServer {
  /** With the port that was found where 0 was asked for. */
  readonly address: string
  /** Answers whoever is being answered, and nobody else. */
  close(): Promise<void>
}

/**
 * Serves status lists over HTTP, for a web server in front of it that has the certificate. A request is
 * told by its path alone, so whatever that server calls us does not matter.
 *
 * @param origin - Of all the lists, as credentials name them.
 * @throws UsageError `usage`: nobody can listen there.
 */
export async function startStatusServer(
  where: Address,
  origin: string,
  options: StatusHostOptions,
): Promise<StatusServer> {
  const server = createListener((request, response) => {
    void respond(request, response, origin, options)
  })
  const address = await listenOn(server, where)
  return { address, close: () => stopListening(server) }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  origin: string,
  options: StatusHostOptions,
): Promise<void> {
  // Nobody needs a body here, and none is waited for.
  request.resume()
  const { method, url = '' } = request
  if (method !== 'GET' && method !== 'HEAD') {
    response.writeHead(405, { allow: 'GET, HEAD' }).end()
    return
  }
  const { status, headers, body } = await answerStatusRequest(`${origin}${url}`, options)
  const length = String(Buffer.byteLength(body))
  response.writeHead(status, { ...headers, 'content-length': length })
  response.end(method === 'HEAD' ? undefined : body)
}
