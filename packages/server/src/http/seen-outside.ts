import type { IncomingMessage, ServerResponse } from 'node:http'
import { encodeHex } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import { methodOf, type RouteNote, type SeenRequest } from './seen-request.ts'

/** What a listener of its own gets beside a request. */
export interface OutsideCall {
  /** The address that it came from. */
  readonly client: string
  /** Where it says which of its routes it was, and by which code it refused: in words that it has chosen itself. */
  readonly note: OutsideNote
}

/** Read once the request is answered. */
export interface OutsideNote extends RouteNote {
  code?: string
}

/** Tells of each request of a listener once it is answered, or broken off, as `observed` does of the service's own. */
export function observedOutside({
  milliseconds,
  tenant,
  observe = () => undefined,
}: {
  readonly milliseconds: () => number
  readonly tenant?: string | undefined
  readonly observe?: ((seen: SeenRequest) => void) | undefined
}): (incoming: IncomingMessage, outgoing: ServerResponse) => OutsideNote {
  return (incoming, outgoing) => {
    const from = milliseconds()
    const id = encodeHex(randomBytes(8))
    const note: OutsideNote = {}
    outgoing.setHeader('x-request-id', id)
    outgoing.once('close', () => {
      const { route = 'other', code } = note
      observe({
        ...{ id, tenant, route, code, method: methodOf(incoming.method ?? '') },
        // Of one that nobody waited for: as web servers write it.
        status: outgoing.headersSent ? outgoing.statusCode : 499,
        milliseconds: milliseconds() - from,
      })
    })
    return note
  }
}
