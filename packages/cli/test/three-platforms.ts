import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, type Clock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { signInTransaction } from '@fidecura/bridge'
import { createHttpStatusSource, createVerifier } from '@fidecura/credentials'
import { createCommonResolver, generateSigner } from '@fidecura/identity'
import { openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'
import {
  createLabHandler,
  createServiceHandler,
  type Hospital,
  inviteFirst,
  type LabDesk,
  listen,
  listenTo,
} from '@fidecura/server'
import { exampleCodes, exampleRegister, issueAtClaim, openExample } from '@fidecura/server/example'
import { freePort } from '../../../test/free-port.ts'
import { claim, heldFor, type Person, type Place, personAt } from '../../../test/person.ts'
import { begin, createBrowser, linkIn } from '../../bridge/test/world.ts'
import { openSignIn } from '../src/sign-in/open-sign-in.ts'

/** Somebody of the staff, signed in at the hospital, at another hospital, and at a platform. */
export interface SignedIn {
  readonly name: string
  /** Who still takes them for what they showed. */
  holds(): Promise<Readonly<Record<Where, boolean>>>
}

/** Who has to refuse whom the hospital suspends. */
export type Where = 'the hospital' | 'another hospital' | 'a platform' | 'a laboratory'

/**
 * A hospital and another one, its sign-in bridge, a platform, and a laboratory that has never heard of either, each on a
 * listener of its own, with the ages of status that are theirs by default.
 */
export async function openThreePlatforms(clock: Clock) {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-platforms-'))
  const [servicePort, bridgePort, platformPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const originOf = (port: number): string => `http://127.0.0.1:${port}`
  const origin = originOf(servicePort)
  const issuer = originOf(bridgePort)
  const redirectUri = `${originOf(platformPort)}/signed-in`
  const door = { [allowLoopbackHttp]: [origin, issuer, originOf(platformPort)] }
  const host = '127.0.0.1'
  const milliseconds = (): number => performance.now()
  const fetchGuarded = createGuardedFetch(door)
  const platform = {
    ...{ id: 'clinic', name: 'Hillview Clinic', scopes: ['practitioner'] as const },
    ...{
      redirectUris: [redirectUri],
      backchannelLogoutUri: `${originOf(platformPort)}/logged-out`,
    },
  }
  const example = await openExample({
    ...{ folder, origin, clock, fetch: fetchGuarded, ...door },
    signer: (_, did) => generateSigner(did === undefined ? {} : { did, fragment: 'key-1' }),
    signIn: { riverside: { origin: issuer, listen: `${host}:0`, platforms: [platform] } },
  })
  const hospital = example.hospitals.get('riverside') as Hospital
  const hospitals = [...example.hospitals.values()]
  const rate = { burst: 1_000_000, perMinute: 10_000_000 }
  const rateLimits = {
    ...{ address: rate, refusals: rate, shared: 10_000, signIn: rate, recovery: rate },
    ...{ verification: rate, reading: rate, other: rate },
  }
  const handle = createServiceHandler({
    ...{ origin, hospitals, directory: example.directory, milliseconds, rateLimits },
  })
  const service = await listen(handle, { host, port: servicePort })

  const keys = {
    'sign-in': await generateSigner({ algorithm: 'ES256' }),
    'sign-in-secret': await generateSigner({ algorithm: 'EdDSA' }),
  }
  const signIn = await openSignIn(hospital, {
    key: async (name) => keys[name],
    readSecret: () => Promise.reject(new Error('no platform has a secret')),
    rateLimits,
  })
  if (signIn === undefined) throw new Error('no bridge')
  const { bridge } = signIn
  const bridgeAt = await listenTo(bridge.listener, {
    ...{ host, port: bridgePort, milliseconds, origin: issuer },
    ...{ isBehindProxy: true, headersMilliseconds: 500, requestMilliseconds: 1000 },
  })

  const loggedOut = new Set<string>()
  const platformServer = createServer(async (incoming, outgoing) => {
    const parts: Buffer[] = []
    for await (const part of incoming) parts.push(part as Buffer)
    const token = new URLSearchParams(Buffer.concat(parts).toString()).get('logout_token') ?? ''
    const { sub } = JSON.parse(
      Buffer.from(token.split('.')[1] ?? 'e30', 'base64url').toString(),
    ) as { readonly sub?: string }
    if (sub !== undefined) loggedOut.add(sub)
    outgoing.writeHead(204).end()
  })
  platformServer.listen(platformPort, host)
  await once(platformServer, 'listening')

  // As `serve --verify-only --online` makes it, with the one door that lets plain HTTP through on loopback.
  const { settings } = hospital
  const verifier = createVerifier({
    ...{ roots: settings.roots, clock },
    resolve: createCommonResolver({ fetch: fetchGuarded, ...door }),
    status: createHttpStatusSource({ fetch: fetchGuarded, ...door }),
  })
  const words = { report: () => '', problem: ({ code }: { readonly code: string }) => code }
  const health = { roots: settings.roots.length, registers: 0, samples: false }
  const desk: LabDesk = { verifier, chain: [], health: health as LabDesk['health'] }
  const labHandle = createLabHandler({ desk: async () => desk, words, hosts: [host] })
  const lab = await listen(labHandle, { host, port: 0 })

  const placeOf = (tenant: string): Place => ({
    ...{ origin, tenant, clock },
    audience: example.hospitals.get(tenant)?.audience ?? '',
    fetch: (path, init) => fetch(`${origin}${path}`, init),
  })
  let next = 0
  const appoint = async (purposes: readonly string[]): Promise<Person & { name: string }> => {
    const name = `Dr ${++next} Example`
    const row = {
      ...{ name, profession: exampleCodes.physician, specialties: [exampleCodes.cardiology] },
      ...{ jurisdiction: 'CN', licensedUntil: '2099-12-31', purposes },
      registration: { system: exampleRegister, value: `P-${next}` },
    }
    const invited = { department: 'cardiology', row, [issueAtClaim]: true } as const
    const { code } = await inviteFirst(hospital, invited)
    const bare = await personAt(placeOf('riverside'))
    await bare.signIn()
    const { id } = await claim(bare, code)
    const person = await personAt(placeOf('riverside'), {
      ...(await heldFor(bare, id)),
      signer: bare.signer,
    })
    await person.signIn()
    return { ...person, name }
  }
  const secretary = await appoint(['HSYSADMIN'])

  return {
    bridge,
    ports: { service: servicePort, bridge: bridgePort, laboratory: lab.port },
    store: join(folder, 'riverside', 'store.sqlite'),
    /** Appoints somebody who signs in everywhere. */
    async signInEverywhere(): Promise<SignedIn> {
      const doctor = await appoint(['TREAT'])
      const { signer, credentials, chain, name } = doctor
      const elsewhere = await personAt(placeOf('hillside'), { signer, credentials, chain })
      await elsewhere.signIn()
      const { finish, url } = await begin(
        { origin: issuer, redirectUri },
        {
          scope: 'openid practitioner',
        },
      )
      const browser = createBrowser()
      const page = await browser.follow(url)
      const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
      const request = await openAuthorizationRequest(linkIn(asked), {
        ...{ held: credentials.map((token) => ({ token, signer })), fetch: fetchGuarded, clock },
        ...{ resolve: example.directory.resolve, transactionTypes: [signInTransaction], ...door },
      })
      const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
      const { redirectTo = '' } = await presentTo(request, { chosen })
      const tokens = await finish((await browser.follow(redirectTo)).headers.get('location') ?? '')
      const { sub = '' } = tokens.claims() ?? {}
      const [role = '', licence = ''] = credentials
      const shown = JSON.stringify({ credential: role, licence, chain })
      const isAt = (person: Person): Promise<boolean> =>
        person.client.session().then(
          () => true,
          () => false,
        )
      return {
        name,
        holds: async () => ({
          'the hospital': await isAt(doctor),
          'another hospital': await isAt(elsewhere),
          'a platform': !loggedOut.has(sub),
          'a laboratory': (await verify(lab.port, shown)) === 200,
        }),
      }
    },
    /** In the console, by its API: resolves once it says that it is done. */
    async suspend(name: string): Promise<void> {
      const { items } = await secretary.client.staff({ limit: 100 })
      const { id = '' } = items.find((each) => each.name === name) ?? {}
      await secretary.client.suspendStaff(id, 'device_lost')
    },
    /** After the clock has moved. */
    async refresh(): Promise<void> {
      await secretary.signIn()
    },
    async close(): Promise<void> {
      for (const each of [service, bridgeAt, lab]) await each.close()
      const closed = once(platformServer, 'close')
      platformServer.close()
      platformServer.closeAllConnections()
      await closed
      await example.close()
      rmSync(folder, { recursive: true })
    },
  }
}

async function verify(port: number, body: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`http://127.0.0.1:${port}/verify`, { method: 'POST', headers, body })
  await answer.arrayBuffer()
  return answer.status
}
