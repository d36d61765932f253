import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, type Clock, type Fetch, systemClock } from '@fidecura/base'
import { generateSigner } from '@fidecura/identity'
import { createServiceHandler, keepDelivering, listen, type ServiceHandler } from '@fidecura/server'
import { type Example, openExample } from '@fidecura/server/example'

/** The two hospitals of the example, on loopback, with the apps that a test has built. */
export interface HospitalService {
  readonly origin: string
  readonly example: Example
  close(): Promise<void>
}

const noNetwork: Fetch = () => Promise.reject(new TypeError('There is no network here'))

/**
 * @param clock - Of the service; browsers have one of their own.
 * @param walletOrigins - Whom the app of patients may call besides.
 * @param roots - Whose certificates the app of patients takes.
 */
export async function serveHospitals(
  apps: { readonly patient?: string; readonly console?: string },
  clock: Clock = systemClock,
  walletOrigins: readonly string[] = [],
  roots?: readonly string[],
): Promise<HospitalService> {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-hospitals-'))
  // Its names have the port in them, so somebody must listen before it is opened.
  let handle: ServiceHandler = async () => new Response(null, { status: 503 })
  const listening = await listen((request, client) => handle(request, client), {
    ...{ host: 'localhost', port: 0 },
  })
  const origin = `http://localhost:${listening.port}`
  // Wallets reach loopback by its number alone.
  const byNumber = `http://127.0.0.1:${listening.port}`
  const door = { [allowLoopbackHttp]: [origin, byNumber, ...walletOrigins] }
  const example = await openExample({
    ...{ folder, origin, clock, fetch: noNetwork, ...door },
    ...(walletOrigins.length > 0 && {
      wallet: { riverside: { origins: walletOrigins, ...(roots && { roots }) } },
    }),
    signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
    noteSigner: () => generateSigner({ algorithm: 'EdDSA' }),
  })
  const hospitals = [...example.hospitals.values()]
  const { directory } = example
  const milliseconds = () => performance.now()
  handle = createServiceHandler({ origin, hospitals, directory, apps, milliseconds })
  const stopDelivering = keepDelivering(hospitals, { everyMilliseconds: 1000 })
  return {
    ...{ origin, example },
    async close() {
      await stopDelivering()
      await listening.close()
      await example.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
