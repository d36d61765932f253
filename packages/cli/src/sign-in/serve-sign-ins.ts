import type { Clock } from '@fidecura/base'
import type { Gauge, Listening, RateLimits, SeenRequest } from '@fidecura/server'
import { keepSweeping, type Sweeping } from './keep-sweeping.ts'
import { type ListeningSignIn, lookAtSignIn } from './look-at-sign-ins.ts'
import { assertApart, type OpenSignIn } from './open-sign-in.ts'

/** Bridges that listen, and are swept. */
export interface ServedSignIns {
  /** Where each listens, with the port that was found. */
  readonly found: readonly { readonly hospital: string; readonly address: string }[]
  readonly gauges: () => readonly Gauge[]
  /** Looks at the one of a hospital, if it has one. Throws what is wrong with it. */
  readonly look: (hospital: string) => Promise<void>
  /** Finishes what was begun. */
  close(): Promise<void>
}

export interface ServeSignInsOptions {
  readonly clock: Clock
  readonly isBehindProxy: boolean
  readonly rateLimits: Partial<RateLimits> | undefined
  /** Takes a line of the log. */
  readonly log: (line: string) => void
  /** Hears of each request once it is answered. */
  readonly observe?: ((seen: SeenRequest) => void) | undefined
}

/** @throws ServerError `listen_failed`; UsageError: not apart. */
export async function serveSignIns(
  signIns: readonly OpenSignIn[],
  { clock, log, ...options }: ServeSignInsOptions,
): Promise<ServedSignIns> {
  assertApart(signIns)
  const { listenTo } = await import('@fidecura/server')
  const open: Listening[] = []
  const found: { hospital: string; address: string }[] = []
  const listeners: ListeningSignIn[] = []
  const sweepings = new Map<string, Sweeping>()
  const close = async (): Promise<void> => {
    await Promise.all(open.map((each) => each.close()))
    await Promise.all([...sweepings.values()].map((each) => each.stop()))
  }
  try {
    for (const each of signIns) {
      const { hospital, address, bridge, origin } = each
      const milliseconds = (): number => performance.now()
      const listening = await listenTo(bridge.listener, {
        ...{ ...address, ...options, milliseconds, origin, tenant: hospital },
      })
      open.push(listening)
      listeners.push({ hospital, bridge, host: address.host, port: listening.port })
      found.push({ hospital, address: `${address.host}:${listening.port}` })
      sweepings.set(hospital, keepSweeping(each, { clock, log }))
    }
  } catch (error) {
    await close()
    throw error
  }
  return {
    found,
    look: (hospital) => lookAtSignIn(listeners, hospital),
    gauges: () => [...sweepings].flatMap(([tenant, each]) => gaugesOf(tenant, each, clock)),
    close,
  }
}

function gaugesOf(tenant: string, { state }: Sweeping, clock: Clock): readonly Gauge[] {
  const { swept, at } = state()
  const labels = { tenant }
  const gauge = (name: string, help: string, value: number): Gauge => ({
    name,
    help,
    value,
    labels,
  })
  const age = at === undefined ? [] : [clock() - at]
  return [
    gauge('fidecura_sign_ins', 'People who are signed in at platforms.', swept.live),
    gauge(
      'fidecura_sign_ins_untold',
      'Sign-ins that ended, of which a platform could not be told yet.',
      swept.untold,
    ),
    ...age.map((seconds) =>
      gauge('fidecura_sign_in_sweep_seconds', 'How long ago all were verified again.', seconds),
    ),
  ]
}
