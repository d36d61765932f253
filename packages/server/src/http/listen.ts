import type { IncomingMessage, ServerResponse } from 'node:http'
import { networkOf } from '@fidecura/base'
import { getRequestListener } from '@hono/node-server'
import { ServerError } from '../errors.ts'
import { assertOwnHost } from './addressed.ts'
import { boundedServer, type ServerBounds } from './bounded-server.ts'
import type { ServiceHandler } from './handler.ts'
import { type Listening, listening } from './listening.ts'
import { problemOf, responseOf, somethingFailed } from './problem.ts'
import { createRateLimiter, type RateLimits } from './rate-limit.ts'
import { type OutsideCall, observedOutside } from './seen-outside.ts'
import type { SeenRequest } from './seen-request.ts'

/** Where to listen, and what stands in front. */
export interface ListenOptions extends ServerBounds {
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  /**
   * A web server in front names the caller last in `X-Forwarded-For`, as it must overwrite or extend what
   * the caller sent. Without one, whoever calls could say where they call from.
   */
  readonly isBehindProxy?: boolean
}

/**
 * Listens over plain HTTP, for a web server in front of it that has the certificate.
 *
 * @throws {@link ServerError} `listen_failed`.
 */
export async function listen(handle: ServiceHandler, options: ListenOptions): Promise<Listening> {
  const { isBehindProxy = false } = options
  const answer = getRequestListener(
    (request, env) => {
      const { incoming } = env as { readonly incoming: IncomingMessage }
      return handle(request, callerOf(incoming, isBehindProxy))
    },
    { overrideGlobalObjects: false, errorHandler: refusalOf },
  )
  return await listening(boundedServer(answer, options), options)
}

/** How often one address may ask a listener. */
export interface ListenToOptions extends ListenOptions {
  readonly rateLimits?: Partial<RateLimits> | undefined
  /** A clock for limits of rate that only goes forward. */
  readonly milliseconds: () => number
  /** Whose name callers use, or an address. Absent: whichever they like. */
  readonly origin?: string | undefined
  /** Hears of each request once it is answered. */
  readonly observe?: ((seen: SeenRequest) => void) | undefined
  /** Whose it is, for those who hear of it. */
  readonly tenant?: string | undefined
}

/**
 * The same for a listener of `node:http`, such as a sign-in bridge has: whoever asks more often than anybody needs is
 * told to come again before it hears of them.
 *
 * @throws {@link ServerError} `listen_failed`.
 */
export async function listenTo(
  listener: (incoming: IncomingMessage, outgoing: ServerResponse, call: OutsideCall) => void,
  options: ListenToOptions,
): Promise<Listening> {
  const { isBehindProxy = false, milliseconds, rateLimits, origin } = options
  const limiter = createRateLimiter(milliseconds, rateLimits)
  const observed = observedOutside(options)
  const server = boundedServer((incoming, outgoing) => {
    const client = callerOf(incoming, isBehindProxy)
    const note = observed(incoming, outgoing)
    try {
      if (origin !== undefined) assertNamed(incoming, origin)
      limiter.take(networkOf(client), limiter.limits.address)
    } catch (error) {
      const { status, headers } = responseOf(problemOf(error))
      note.code = problemOf(error).code
      const body = JSON.stringify(problemOf(error))
      outgoing.writeHead(status, { ...Object.fromEntries(headers), 'content-length': body.length })
      return void outgoing.end(body)
    }
    listener(incoming, outgoing, { client, note })
  }, options)
  return await listening(server, options)
}

/** @throws ServerError `request_malformed`, `host_unexpected`. */
function assertNamed({ headers }: IncomingMessage, origin: string): void {
  const url = `http://${headers.host ?? ''}`
  if (!URL.canParse(url)) throw new ServerError('request_malformed', 'No host', { place: 'Host' })
  const { hostname } = new URL(origin)
  assertOwnHost({ url }, [hostname])
}

/** Of a request that leads nowhere, such as without a host; whatever else is wrong the handler says itself. */
function refusalOf(error: unknown): Response {
  const { name } = (error ?? {}) as { readonly name?: unknown }
  const refused =
    name === 'RequestError'
      ? new ServerError('request_malformed', 'Not HTTP as it is taken here')
      : somethingFailed()
  return responseOf(problemOf(refused))
}

function callerOf({ headers, socket }: IncomingMessage, isBehindProxy: boolean): string {
  const direct = socket.remoteAddress ?? 'unknown'
  if (!isBehindProxy) return direct
  const forwarded = headers['x-forwarded-for']
  const last = (Array.isArray(forwarded) ? forwarded.join() : (forwarded ?? '')).split(',').at(-1)
  const address = last?.trim() ?? ''
  return /^[\da-f.:]{2,45}$/i.test(address) ? address : direct
}
