import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, type Clock, epochSeconds } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner, parseDid, thumbprintOf } from '@fidecura/identity'
import { startPortal } from '../../examples/clinic-portal/src/index.ts'
import { openSignIn } from '../../packages/cli/src/sign-in/open-sign-in.ts'
import type { HospitalService } from './hospital-service.ts'

/** Where a bridge and a portal will be: the hospital's apps may call them. */
export interface PortalPlaces {
  /** Of the portal. */
  readonly origin: string
  readonly origins: readonly string[]
  readonly bridge: Listener
}

/** Somebody else's clinic, at which people of the hospital sign in. */
export interface HospitalPortal {
  readonly origin: string
  /**
   * Ends who holds nothing any more, as the service does every fifteen seconds.
   *
   * @returns How many it was this time: the lists that it knows may be a second old.
   */
  sweep(): Promise<number>
  close(): Promise<void>
}

export async function openPortalPlaces(): Promise<PortalPlaces> {
  const [bridge, portal] = [await openListener(), await openListener()]
  // The portal listens by itself, once it is started.
  await portal.close()
  return { origin: portal.origin, bridge, origins: [bridge.origin, portal.origin] }
}

export async function startHospitalPortal(
  { origin: home, example }: HospitalService,
  { origin, origins, bridge }: PortalPlaces,
  clock: Clock,
): Promise<HospitalPortal> {
  const hospital = example.hospitals.get('riverside')
  if (hospital === undefined) throw new Error('No hospital')
  const { site, settings, store } = hospital
  const service = home.replace('localhost', '127.0.0.1')
  const door = { [allowLoopbackHttp]: [...origins, service, home] }
  const platform = {
    ...{ id: 'clinic', name: 'Hillview Clinic', redirectUris: [`${origin}/signed-in`] },
    ...{ backchannelLogoutUri: `${origin}/signed-out` },
    scopes: ['patient', 'practitioner', 'profile', 'record'] as const,
  }
  const signIn = { origin: bridge.origin, listen: '127.0.0.1:0', platforms: [platform] }
  let ahead = 0
  const bridgeClock = () => epochSeconds(clock() + ahead)
  const parts = { settings: { ...settings, signIn }, clock: bridgeClock }
  const keys = {
    'sign-in': await generateSigner({ algorithm: 'ES256' }),
    'sign-in-secret': await generateSigner({ algorithm: 'EdDSA' }),
  }
  const opened = await openSignIn(
    { ...hospital, ...parts, fetch: createGuardedFetch(door) },
    { key: async (name) => keys[name], readSecret: () => Promise.reject(new Error('none')) },
  )
  if (opened === undefined) throw new Error('No bridge')
  bridge.answerBy(opened.bridge.listener)

  const { host, port } = new URL(origin)
  const did = parseDid(`did:web:${host.replace(':', '%3A')}`)
  const signer = await generateSigner({ did, fragment: 'key-1' })
  const { token: accreditation } = await site.issuer(store).issue(
    {
      type: credentialTypes.issuingAccreditation,
      ...{ subject: did, validFrom: clock(), validUntil: epochSeconds(clock() + 86_400) },
      claims: {
        ...{ name: platform.name, types: [], depth: 0 },
        keys: [await thumbprintOf(signer.publicKey)],
      },
    },
    { format: 'vc+jwt' },
  )
  const portal = await startPortal({
    ...{ name: platform.name, origin, signer, clock, ...door },
    listen: { host: '127.0.0.1', port: Number(port) },
    signIn: { issuer: bridge.origin, clientId: platform.id },
    hospital: {
      ...{ did: site.did, name: settings.name, roots: settings.roots },
      bundleUrl: `${service}/riverside/api/v1/trust-bundle`,
      bundleSigner: site.signer.publicKey,
      walletUrl: `${home}/riverside/patient/`,
    },
    accreditation: { accreditation, chain: site.chain },
  })
  return {
    origin,
    async sweep() {
      // What was looked at before is soon too old; a list of now just is not.
      ahead = 29
      return (await opened.bridge.sweep()).ended
    },
    close: portal.close,
  }
}

interface Listener {
  readonly origin: string
  answerBy(listener: RequestListener): void
  close(): Promise<void>
}

async function openListener(): Promise<Listener> {
  let answer: RequestListener = (_, outgoing) => void outgoing.writeHead(503).end()
  const server = createServer((incoming, outgoing) => answer(incoming, outgoing))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    answerBy: (listener) => {
      answer = listener
    },
    async close() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}
