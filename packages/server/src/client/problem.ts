import { CodedError, isJsonObject, type JsonValue, type Outcome } from '@fidecura/base'

/** What a service answered instead of what it was asked for. `code` is its own, or one of a package below it. */
export class ServerProblem extends CodedError<string> {
  static override readonly name = 'ServerProblem'
  /** The HTTP status; 0: there was no answer. */
  readonly status: number

  constructor(
    code: string,
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
