import type { Hospital } from '../hospital/hospital.ts'
import { assertOwnHost } from '../http/addressed.ts'
import type { ServiceHandler } from '../http/handler.ts'
import { problemOf, responseOf } from '../http/problem.ts'
import type { Gauge, Metrics } from './metrics.ts'
import { isReady, lookAt, type Readiness } from './readiness.ts'

/** What those who operate a service may ask. */
export interface AdminOptions {
  readonly hospitals: readonly Hospital[]
  readonly metrics: Metrics
  /** Names by which it is called, of no port; addresses and `localhost` need none. */
  readonly hosts?: readonly string[] | undefined
  /** Whether it takes nobody new any more. */
  readonly isStopping: () => boolean
  /** Looks at the sign-in bridge of a hospital that has one. Throws what is wrong with it. */
  readonly signIn?: ((hospital: string) => Promise<void>) | undefined
  /** What else is counted. */
  readonly more?: (() => readonly Gauge[]) | undefined
  /** Of this process. */
  readonly process: () => {
    readonly residentBytes: number
    readonly cpuSeconds: number
    readonly upSeconds: number
  }
}

/**
 * Answers whoever watches over the service, on an address of its own: `/healthz` (the process answers), `/readyz` (stores
 * answer, keys sign, lists are fresh, logs can be read, and people can sign in at platforms), `/metrics`. It tells
 * nothing about anybody, and changes nothing. By a name that is none of its own nobody is answered: `host_unexpected`.
 */
export function createAdminHandler(options: AdminOptions): ServiceHandler {
  const { hospitals, metrics, isStopping, hosts = [], more = () => [] } = options
  const looks = hospitals.map((each) => lookAt(each, options))
  const look = (): Promise<readonly Readiness[]> => Promise.all(looks.map((each) => each()))
  return async (request) => {
    const { pathname } = new URL(request.url)
    try {
      assertOwnHost(request, hosts)
    } catch (error) {
      return responseOf(problemOf(error))
    }
    // Pages of a browser have no business here, whoever led one to this address.
    if (request.method !== 'GET' || request.headers.has('origin')) return textOf(404, 'Not found\n')
    if (pathname === '/healthz') return Response.json({ healthy: true })
    if (pathname === '/readyz') {
      const found = await look()
      const ready = !isStopping() && found.every(isReady)
      const stopping = isStopping() ? { stopping: true } : {}
      return Response.json({ ready, ...stopping, hospitals: found }, { status: ready ? 200 : 503 })
    }
    if (pathname !== '/metrics') return textOf(404, 'Not found\n')
    const gauges = [...gaugesOf(await look(), options), ...byName(more())]
    const text = metrics.text(gauges)
    return textOf(200, text, 'text/plain; version=0.0.4; charset=utf-8')
  }
}

function gaugesOf(found: readonly Readiness[], { process }: AdminOptions): readonly Gauge[] {
  const { residentBytes, cpuSeconds, upSeconds } = process()
  const of = (name: string, help: string, value: number): Gauge => ({ name, help, value })
  const each = (
    name: string,
    help: string,
    look: (one: Readiness) => number | undefined,
  ): readonly Gauge[] =>
    found.flatMap((one) => {
      const value = look(one)
      return value === undefined ? [] : [{ name, help, value, labels: { tenant: one.id } }]
    })
  const ready = ({ store, keys, status, log, signIn }: Readiness): readonly Gauge[] =>
    Object.entries({ store, keys, status, log, sign_in: signIn }).map(([part, code]) => ({
      ...of('fidecura_part_ready', 'Whether a part of a hospital is as it must be.', code ? 0 : 1),
      labels: { part },
    }))
  return [
    ...each('fidecura_ready', 'Whether a hospital can be served.', (one) => (isReady(one) ? 1 : 0)),
    ...found.flatMap((one) =>
      ready(one).map((gauge) => ({ ...gauge, labels: { tenant: one.id, ...gauge.labels } })),
    ),
    ...each(
      'fidecura_status_seconds',
      'How long published lists are good for yet.',
      ({ statusSeconds }) => statusSeconds,
    ),
    ...each(
      'fidecura_log_unwitnessed',
      'Entries of the log that wait for witnesses.',
      ({ unwitnessed }) => unwitnessed,
    ),
    ...each(
      'fidecura_witnesses_answering',
      'Operators of witnesses that answer.',
      ({ witnesses }) => witnesses?.answering,
    ),
    ...each(
      'fidecura_witnesses_quorum',
      'Operators that must sign.',
      ({ witnesses }) => witnesses?.quorum,
    ),
    of('process_resident_memory_bytes', 'Memory of the process.', residentBytes),
    of('process_cpu_seconds', 'CPU time of the process.', cpuSeconds),
    of('fidecura_up_seconds', 'How long the process has run.', upSeconds),
  ]
}

/** Those of one name side by side, as the format wants them. */
function byName(gauges: readonly Gauge[]): readonly Gauge[] {
  return gauges.toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)))
}

function textOf(status: number, text: string, type = 'text/plain; charset=utf-8'): Response {
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' }
  return new Response(text, { status, headers })
}
