import type {
  Listening,
  RateLimits,
  SeenRequest,
  ServiceOptions,
  ServiceSettings,
} from '@fidecura/server'
import type { Services } from '../context.ts'
import { type Address, readAddress } from '../listening.ts'
import type { OpenSignIn } from '../sign-in/open-sign-in.ts'
import { serveSignIns } from '../sign-in/serve-sign-ins.ts'

/** What is served, and where. */
export interface Serving extends Omit<ServiceOptions, 'milliseconds' | 'observe'> {
  readonly host: string
  readonly port: number
  readonly isBehindProxy?: boolean
  /** Where health and metrics are. Absent: nowhere. */
  readonly admin?: Address | undefined
  /** Whether each request is a line on standard error. */
  readonly isLogged?: boolean
  /** Where people sign in at platforms, each at an address of its own. */
  readonly signIns?: readonly OpenSignIn[]
}

/** Where it listens, with the ports that were found. */
export interface Served {
  readonly address: string
  readonly admin: string | undefined
  readonly signIns: readonly { readonly hospital: string; readonly address: string }[]
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
  { host, port, isBehindProxy = false, admin, isLogged = false, signIns = [], ...options }: Serving,
  announce: (served: Served) => void | Promise<void>,
): Promise<void> {
  const server = await import('@fidecura/server')
  const { createMetrics, createRequestLog, createServiceHandler, keepDelivering, listen } = server
  const metrics = createMetrics()
  const { clock } = environment
  const log = (line: string): void => void environment.stderr.write(line)
  const logged = createRequestLog(clock, log)
  const observe = (seen: SeenRequest): void => {
    metrics.observe(seen)
    if (isLogged) logged(seen)
  }
  const handle = createServiceHandler({
    ...{ ...options, observe },
    milliseconds: () => performance.now(),
  })
  let isStopping = false
  const { rateLimits } = options
  const bridges = await serveSignIns(signIns, {
    ...{ clock, isBehindProxy, rateLimits, log, observe },
  })
  const watch = server.createAdminHandler({
    ...{ hospitals: options.hospitals, metrics, isStopping: () => isStopping },
    hosts: [new URL(options.origin).hostname, admin?.host ?? '', ...(options.hosts ?? [])],
    more: bridges.gauges,
    signIn: bridges.look,
    process: () => ({
      residentBytes: process.memoryUsage.rss(),
      cpuSeconds: process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      upSeconds: process.uptime(),
    }),
  })
  const watched: Listening[] = []
  const closeAll = async (): Promise<void> => {
    await bridges.close()
    for (const each of watched) await each.close()
  }
  let listening: Listening
  try {
    if (admin !== undefined) watched.push(await listen(watch, admin))
    listening = await listen(handle, { host, port, isBehindProxy })
  } catch (error) {
    await closeAll()
    throw error
  }
  const stopDelivering = keepDelivering(options.hospitals)
  try {
    const stopped = environment.untilStopped()
    await announce({
      address: `${host}:${listening.port}`,
      admin: watched.map((each) => `${admin?.host}:${each.port}`)[0],
      signIns: bridges.found,
    })
    await stopped
    // Whoever sends requests here hears of it before the last one is answered.
    isStopping = true
    output.progress(messages.service.stopping)
  } finally {
    await listening.close()
    await stopDelivering()
    await closeAll()
  }
}
