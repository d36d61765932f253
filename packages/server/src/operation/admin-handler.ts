import type { Hospital } from '../hospital/hospital.ts'
import type { ServiceHandler } from '../http/service.ts'
import type { Gauge, Metrics } from './metrics.ts'
import { isReady, type Readiness, readinessOf } from './readiness.ts'

/** What those who operate a service may ask. */
export interface AdminOptions {
  readonly hospitals: readonly Hospital[]
  readonly metrics: Metrics
  /** Whether it takes nobody new any more. */
  readonly isStopping: () => boolean
  /** Of this process. */
  readonly process: () => {
    readonly residentBytes: number
    readonly cpuSeconds: number
    readonly upSeconds: number
  }
}

/**
 * Answers whoever watches over the service, on an address of its own: `/healthz` (the process answers), `/readyz` (stores
 * answer, and lists are fresh), `/metrics`. It tells nothing about anybody, and changes nothing.
 */
export function createAdminHandler(options: AdminOptions): ServiceHandler {
  const { hospitals, metrics, isStopping } = options
  const look = (): Promise<readonly Readiness[]> => Promise.all(hospitals.map(readinessOf))
  return async (request) => {
    const { pathname } = new URL(request.url)
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
    const text = metrics.text(gaugesOf(await look(), options))
    return textOf(200, text, 'text/plain; version=0.0.4; charset=utf-8')
  }
}

function gaugesOf(found: readonly Readiness[], { process }: AdminOptions): readonly Gauge[] {
  const { residentBytes, cpuSeconds, upSeconds } = process()
  const of = (help: string) => (name: string, value: number) => ({ name, help, value })
  return [
    ...found.map((each) => ({
      ...of('Whether stores answer and lists are fresh.')('fidecura_ready', isReady(each) ? 1 : 0),
      labels: { tenant: each.id },
    })),
    ...found.flatMap(({ id, statusSeconds }) =>
      statusSeconds === undefined
        ? []
        : [
            {
              ...of('How long published lists are good for yet.')(
                'fidecura_status_seconds',
                statusSeconds,
              ),
              labels: { tenant: id },
            },
          ],
    ),
    of('Memory of the process.')('process_resident_memory_bytes', residentBytes),
    of('CPU time of the process.')('process_cpu_seconds', cpuSeconds),
    of('How long the process has run.')('fidecura_up_seconds', upSeconds),
  ]
}

function textOf(status: number, text: string, type = 'text/plain; charset=utf-8'): Response {
  const headers = { 'content-type': type, 'x-content-type-options': 'nosniff' }
  return new Response(text, { status, headers })
}
