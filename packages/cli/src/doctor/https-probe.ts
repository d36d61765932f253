import { request } from 'node:https'
import type { TLSSocket } from 'node:tls'

/** What a web server said of itself. */
export interface ProbedServer {
  /** Of HTTP: from 500 on nobody is behind it, or something is broken. */
  readonly status: number
  /** Whether its certificate is that of a known authority, for this name. */
  readonly isTrusted: boolean
  /** Milliseconds since the epoch. */
  readonly certificateUntil: number | undefined
  /** What its clock shows, from the header `Date`. */
  readonly date: number | undefined
}

const timeoutMs = 8000

/**
 * Asks for the root of an origin of one’s own, and takes any answer. Nothing is believed of it: an untrusted server is
 * asked all the same, to be able to say that it is untrusted.
 *
 * @returns `undefined`: nobody answers.
 */
export function probeHttps(origin: string): Promise<ProbedServer | undefined> {
  return new Promise((done) => {
    const asked = request(
      origin,
      { method: 'HEAD', rejectUnauthorized: false, timeout: timeoutMs, agent: false },
      (response) => {
        const socket = response.socket as TLSSocket
        const until = Date.parse(socket.getPeerCertificate().valid_to)
        const date = Date.parse(response.headers.date ?? '')
        response.resume()
        done({
          status: response.statusCode ?? 0,
          isTrusted: socket.authorized,
          certificateUntil: Number.isNaN(until) ? undefined : until,
          date: Number.isNaN(date) ? undefined : date,
        })
      },
    )
    asked.on('timeout', () => asked.destroy())
    asked.on('error', () => done(undefined))
    asked.end()
  })
}
