import type { Listening, ServiceOptions } from '@fidecura/server'
import type { Services } from '../context.ts'

/** What is served, and where. */
export interface Serving extends Omit<ServiceOptions, 'milliseconds'> {
  readonly host: string
  readonly port: number
  readonly isBehindProxy?: boolean
}

/** Serves until the process is stopped, and finishes what it has begun. */
export async function serveUntilStopped(
  { environment, output, messages }: Services,
  { host, port, isBehindProxy = false, ...options }: Serving,
  announce: (listening: Listening) => void,
): Promise<void> {
  const { createServiceHandler, keepDelivering, listen } = await import('@fidecura/server')
  const handle = createServiceHandler({ ...options, milliseconds: () => performance.now() })
  const listening = await listen(handle, { host, port, isBehindProxy })
  const stopDelivering = keepDelivering(options.hospitals)
  try {
    const stopped = environment.untilStopped()
    announce(listening)
    await stopped
    output.progress(messages.service.stopping)
  } finally {
    await listening.close()
    await stopDelivering()
  }
}
