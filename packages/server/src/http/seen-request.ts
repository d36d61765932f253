import { encodeHex } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import type { ServiceHandler } from './handler.ts'
import { codeOf } from './problem.ts'

/** What is known of a request once it is answered; of whom and of what it was about, nothing. */
export interface SeenRequest {
  /** Random; the answer has it in `x-request-id`, for whoever asks what went wrong. */
  readonly id: string
  /** The hospital. Absent: none that is served here. */
  readonly tenant: string | undefined
  readonly method: string
  /** As it stands in the OpenAPI document, such as `/offers/{id}`; else what kind of file it was. */
  readonly route: string
  readonly status: number
  /** Of a refusal. */
  readonly code: string | undefined
  readonly milliseconds: number
}

/** Where the routes of a request say which they are. */
export interface RouteNote {
  route?: string
}

/** What is asked of the service, by method: a stranger may send any word. */
const methods: readonly string[] = ['GET', 'POST', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH']
/** No word of a stranger's. */
export function methodOf(method: string): string {
  return methods.includes(method) ? method : 'OTHER'
}

const files: readonly string[] = ['patient', 'console', 'log', 'witness', 'status', 'api', 'openid']

/** Tells of each request once it is answered, in words that nobody but this service has chosen. */
export function observed(
  answer: (request: Request, client: string, note: RouteNote) => Promise<Response>,
  options: {
    readonly isTenant: (id: string) => boolean
    readonly milliseconds: () => number
    readonly observe: (seen: SeenRequest) => void
  },
): ServiceHandler {
  const { isTenant, milliseconds, observe } = options
  return async (request, client) => {
    const from = milliseconds()
    const id = encodeHex(randomBytes(8))
    const note: RouteNote = {}
    const response = await answer(request, client, note)
    response.headers.set('x-request-id', id)
    const [, first = '', second = ''] = new URL(request.url).pathname.split('/')
    const tenant = isTenant(first) ? first : undefined
    const kind = tenant !== undefined && files.includes(second) ? second : 'other'
    observe({
      ...{ id, tenant, route: note.route ?? kind, status: response.status },
      ...{ code: codeOf(response), milliseconds: milliseconds() - from },
      method: methodOf(request.method),
    })
    return response
  }
}
