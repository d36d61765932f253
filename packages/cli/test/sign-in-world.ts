import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, type Clock, epochSeconds, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { signInTransaction } from '@fidecura/bridge'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'
import type { Hospital } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { begin, createBrowser, linkIn } from '../../bridge/test/world.ts'
import { newKeeping } from '../../server/test/kept-on.ts'
import { openSignIn, type SignInParts } from '../src/sign-in/open-sign-in.ts'

/** A hospital with its bridge, as `fidecura serve` opens it, twice on one store; a clinic; a wallet. */

/** What is to be closed after each test, also after one that fails. */
export const open: (() => Promise<void>)[] = []

export async function closeAll(): Promise<void> {
  for (const close of open.splice(0).reverse()) await close()
}

export async function createWorld(parts: Partial<SignInParts> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-sign-in-'))
  const keeping = await newKeeping()
  open.push(async () => {
    keeping.giveBack()
    rmSync(folder, { recursive: true })
  })
  const [service, bridgeAt, clinic] = [await listening(), await listening(), await listening()]
  const told: string[] = []
  const redirectUri = `${clinic.origin}/signed-in`
  clinic.server.on('request', async (incoming, outgoing) => {
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    told.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '')
    outgoing.writeHead(204).end()
  })
  const platform = {
    ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['patient', 'practitioner'] as const },
    ...{ redirectUris: [redirectUri], backchannelLogoutUri: `${clinic.origin}/logged-out` },
  }
  const state = { ahead: 0 }
  const clock: Clock = () => epochSeconds(systemClock() + state.ahead)
  const door = { [allowLoopbackHttp]: [service.origin, bridgeAt.origin, clinic.origin] }
  const fetch = createGuardedFetch(door)
  const example = await openExample({
    ...{ folder, origin: service.origin, clock, fetch, ...door },
    store: keeping.store,
    async signer(_, did) {
      return did === undefined ? generateSigner() : generateSigner({ did, fragment: 'key-1' })
    },
    signIn: {
      riverside: { origin: bridgeAt.origin, listen: '127.0.0.1:0', platforms: [platform] },
    },
  })
  open.push(() => example.close())
  const hospital = example.hospitals.get('riverside') as Hospital
  const keys = {
    'sign-in': await generateSigner({ algorithm: 'ES256' }),
    'sign-in-secret': await generateSigner({ algorithm: 'EdDSA' }),
  }
  const openBridge = async (as = hospital, parts: Partial<SignInParts> = {}) => {
    const opened = await openSignIn(as, {
      key: async (name) => keys[name],
      readSecret: () => Promise.reject(new Error('no platform has a secret')),
      ...parts,
    })
    if (opened === undefined) throw new Error('no bridge')
    return opened
  }
  // Two processes, of which the second only sweeps.
  const [first, second] = [await openBridge(hospital, parts), await openBridge(hospital, parts)]
  bridgeAt.server.on('request', first.bridge.listener)
  return {
    openBridge,
    ...{ hospital, first, second, told, state, clock, fetch, door, service, keys },
    bridgeAt,
    world: { origin: bridgeAt.origin, redirectUri },
  }
}

export type World = Awaited<ReturnType<typeof createWorld>>

export async function listening(): Promise<{
  readonly server: Server
  readonly origin: string
  /** Ends it before the test does. */
  close(): Promise<void>
}> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
  open.push(close)
  return { server, origin: `http://127.0.0.1:${port}`, close }
}

/** Somebody whom the hospital has enrolled. */
export async function patient({ hospital }: World, record: string) {
  const signer = await generateSigner()
  const { site, settings, store, clock } = hospital
  const now = clock()
  const issuer = site.issuer({ issued: store.issued })
  const { token, id } = await issuer.issue(
    {
      type: credentialTypes.patientIdentity,
      ...{ subject: signer.did, holderKey: signer.publicKey },
      ...{ issuedAt: now, validFrom: now, validUntil: epochSeconds(now + 86_400) },
      claims: {
        record: { system: settings.recordSystem, value: record },
        ...{ name: 'Pat Example', method: 'in_person' },
      },
    },
    { format: 'dc+sd-jwt' },
  )
  return { held: [{ token, signer }], id }
}

type Held = Parameters<typeof openAuthorizationRequest>[1]['held']

/** Opens in a wallet what a page leads to. */
export async function openRequest(world: World, link: string, held: Held) {
  const { hospital, fetch, clock, door } = world
  const request = await openAuthorizationRequest(link, {
    ...{ held, fetch, clock, resolve: hospital.directory.resolve, ...door },
    transactionTypes: [signInTransaction],
  })
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  return { request, present: () => presentTo(request, { chosen }) }
}

/** Signs somebody in, and gives what the platform got. */
export async function signIn(world: World, held: Held) {
  const browser = createBrowser()
  const { url, finish } = await begin(world.world)
  const page = await browser.follow(url)
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const link = linkIn(asked)
  const { request, present } = await openRequest(world, link, held)
  const { redirectTo = '' } = await present()
  const back = await browser.follow(redirectTo)
  const location = back.headers.get('location') ?? ''
  const tokens = await finish(location)
  return { link, request, location, tokens, sub: tokens.claims()?.sub }
}

export async function suspend({ hospital }: World, id: string): Promise<void> {
  const { site, store } = hospital
  await site.issuer({ issued: store.issued }).suspend(id)
  await site.publisher.refresh()
}
