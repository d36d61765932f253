import type { RateLimits, ServiceOptions, ServiceSettings } from '@fidecura/server'
import type { Services } from '../context.ts'
import { type Address, readAddress } from '../listening.ts'

/** What is served, and where. */
export interface Serving extends Omit<ServiceOptions, 'milliseconds' | 'observe'> {
  readonly host: string
  readonly port: number
  readonly isBehindProxy?: boolean
  /** Where health and metrics are. Absent: nowhere. */
  readonly admin?: Address | undefined
  /** Whether each request is a line on standard error. */
  readonly isLogged?: boolean
}

/** Where it listens, with the ports that were found. */
export interface Served {
  readonly address: string
  readonly admin: string | undefined
}

/** How a service of these settings runs. */
export function runningOf({
  listen,
  admin,
  behindProxy,
  log,
  rateLimits,
}: ServiceSettings): Address & {
  readonly admin: Address | undefined
  readonly isBehindProxy: boolean
  readonly isLogged: boolean
  readonly rateLimits: RateLimits
} {
  return {
    ...{ ...readAddress(listen), isBehindProxy: behindProxy, isLogged: log === 'json', rateLimits },
    admin: admin === undefined ? undefined : readAddress(admin),
  }
}

/** Serves until the process is stopped, and finishes what it has begun. */
export async function serveUntilStopped(
  { environment, output, messages }: Services,
  { host, port, isBehindProxy = false, admin, isLogged = false, ...options }: Serving,
  announce: (served: Served) => void,
): Promise<void> {
  const server = await import('@fidecura/server')
  const { createMetrics, createRequestLog, createServiceHandler, keepDelivering, listen } = server
  const metrics = createMetrics()
  const logged = createRequestLog(environment.clock, (line) => environment.stderr.write(line))
  const handle = createServiceHandler({
    ...options,
    milliseconds: () => performance.now(),
    observe: (seen) => {
      metrics.observe(seen)
      if (isLogged) logged(seen)
    },
  })
  let isStopping = false
  const watch = server.createAdminHandler({
    ...{ hospitals: options.hospitals, metrics, isStopping: () => isStopping },
    process: () => ({
      residentBytes: process.memoryUsage.rss(),
      cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      upSeconds: process.uptime(),
    }),
  })
  const watched = admin === undefined ? undefined : await listen(watch, admin)
  const listening = await listen(handle, { host, port, isBehindProxy }).catch(async (error) => {
    await watched?.close()
    throw error
  })
  const stopDelivering = keepDelivering(options.hospitals)
  try {
    const stopped = environment.untilStopped()
    announce({
      address: `${host}:${listening.port}`,
      admin: watched === undefined ? undefined : `${admin?.host}:${watched.port}`,
    })
    await stopped
    // Whoever sends requests here hears of it before the last one is answered.
    isStopping = true
    output.progress(messages.service.stopping)
  } finally {
    await listening.close()
    await stopDelivering()
    await watched?.close()
  }
}
