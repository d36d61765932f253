import { once } from 'node:events'
import { connect } from 'node:net'
import { ServerError } from '@fidecura/server/client'
import type { OpenSignIn } from './open-sign-in.ts'

/** A bridge, and where it listens. */
export interface ListeningSignIn extends Pick<OpenSignIn, 'hospital' | 'bridge'> {
  readonly host: string
  readonly port: number
}

const waitMs = 2000

/**
 * Looks at the bridge of a hospital, if it has one: whether its key signs, both keys are those that the store knows, and
 * somebody listens.
 *
 * @throws BridgeError `bridge_keys_differ`; ServerError `listen_failed`; those of the key and of the store.
 */
export async function lookAtSignIn(
  open: readonly ListeningSignIn[],
  hospital: string,
): Promise<void> {
  const found = open.find((each) => each.hospital === hospital)
  if (found === undefined) return
  await found.bridge.check({ signal: AbortSignal.timeout(waitMs) })
  const socket = connect({ host: found.host, port: found.port, timeout: waitMs })
  try {
    // A request would be one more line of the log each time that somebody looks.
    await once(socket, 'connect', { signal: AbortSignal.timeout(waitMs) })
  } catch {
    throw new ServerError('listen_failed', 'Nobody answers there', { outcome: 'unknown' })
  } finally {
    socket.destroy()
  }
}
