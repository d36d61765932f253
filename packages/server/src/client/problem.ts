import { CodedError, isJsonObject, type JsonValue, type Outcome } from '@fidecura/base'
import type { ServerErrorCode } from '../errors.ts'

/** What the client says itself. */
export type ClientErrorCode =
  /** `unknown`: no answer came. What was asked for may have been done: ask again with the same idempotency key. */
  | 'server_unreachable'
  /** `unknown`: an answer that is not JSON, or more than 16 MiB. */
  | 'answer_malformed'
  /** `unknown`: the caller stopped waiting. */
  | 'aborted'

/** A code of the service, of the client, or of a package below: what a verifier or register refuses keeps its code. */
export type ServerProblemCode = ServerErrorCode | ClientErrorCode | (string & {})

/** What a service answered instead of what it was asked for, or that it did not answer. */
export class ServerProblem extends CodedError<ServerProblemCode> {
  static override readonly name = 'ServerProblem'
  /** The HTTP status; 0: there was no answer. */
  readonly status: number

  constructor(
    code: ServerProblemCode,
    { status, outcome, place }: { status: number; outcome: Outcome; place?: string | undefined },
  ) {
    super(code, 'The service did not do it', { outcome, place })
    this.status = status
  }
}

/** RFC 9457. A web server in front of ours may answer without one. */
export function problemOf(status: number, body: JsonValue | undefined): ServerProblem {
  const said = isJsonObject(body) ? body : {}
  const { code, outcome, place } = said
  const isKnown = typeof code === 'string' && /^[a-z][a-z0-9_]{0,63}$/.test(code)
  return new ServerProblem(isKnown ? code : 'service_failed', {
    status,
    outcome: isKnown && outcome === 'failed' ? 'failed' : 'unknown',
    ...(typeof place === 'string' && place.length <= 256 ? { place } : {}),
  })
}
