import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { allowLoopbackHttp, type Clock, epochSeconds, systemClock } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { type SignInBridge, signInTransaction } from '@fidecura/bridge'
import { credentialTypes } from '@fidecura/credentials'
import { generateSigner } from '@fidecura/identity'
import { openAuthorizationRequest, presentTo } from '@fidecura/openid/wallet'
import type { Hospital } from '@fidecura/server'
import { openExample } from '@fidecura/server/example'
import { afterEach, describe, expect, test } from '@jest/globals'
import { begin, createBrowser, linkIn } from '../../bridge/test/world.ts'
import { newKeeping } from '../../server/test/kept-on.ts'
import { keepSweeping } from '../src/sign-in/keep-sweeping.ts'
import { assertApart, openSignIn } from '../src/sign-in/open-sign-in.ts'
import { signInSecretOf } from '../src/sign-in/sign-in-secret.ts'

/** A hospital with its bridge, as `fidecura serve` opens it, twice on one store; a clinic; a wallet. */

const open: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function createWorld() {
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
  const openBridge = async (as = hospital) => {
    const opened = await openSignIn(as, {
      key: async (name) => keys[name],
      readSecret: () => Promise.reject(new Error('no platform has a secret')),
    })
    if (opened === undefined) throw new Error('no bridge')
    return opened
  }
  // Two processes, of which the second only sweeps.
  const [first, second] = [await openBridge(), await openBridge()]
  bridgeAt.server.on('request', first.bridge.listener)
  return {
    openBridge,
    ...{ hospital, first, second, told, state, clock, fetch, door, service, keys },
    world: { origin: bridgeAt.origin, redirectUri },
  }
}

type World = Awaited<ReturnType<typeof createWorld>>

async function listening(): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(async () => {
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  })
  return { server, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** Somebody whom the hospital has enrolled. */
async function patient({ hospital }: World, record: string) {
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

/** Signs somebody in, and gives what the platform got. */
async function signIn(world: World, held: Parameters<typeof openAuthorizationRequest>[1]['held']) {
  const browser = createBrowser()
  const { url, finish } = await begin(world.world)
  const page = await browser.follow(url)
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const link = linkIn(asked)
  const { hospital, fetch, clock, door } = world
  const request = await openAuthorizationRequest(link, {
    ...{ held, fetch, clock, resolve: hospital.directory.resolve, ...door },
    transactionTypes: [signInTransaction],
  })
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  const { redirectTo = '' } = await presentTo(request, { chosen })
  const back = await browser.follow(redirectTo)
  const tokens = await finish(back.headers.get('location') ?? '')
  return { link, request, sub: tokens.claims()?.sub }
}

async function suspend({ hospital }: World, id: string): Promise<void> {
  const { site, store } = hospital
  await site.issuer({ issued: store.issued }).suspend(id)
  await site.publisher.refresh()
}

describe('the bridge of a hospital', () => {
  test('signs its people in by the hospital’s word, and out as soon as it takes that back', async () => {
    const world = await createWorld()
    const [pat, kim] = [await patient(world, 'R-1'), await patient(world, 'R-2')]
    const { link, request, sub } = await signIn(world, pat.held)
    await signIn(world, kim.held)
    expect(link.startsWith(`${world.service.origin}/riverside/patient/?client_id=`)).toBe(true)
    expect(request.asker).toMatchObject({ did: world.hospital.site.did })
    await expect(world.second.bridge.sweep()).resolves.toEqual({ live: 2, ended: 0, untold: 0 })

    await suspend(world, pat.id)
    // As old as a status may be.
    world.state.ahead += 31
    const swept = await Promise.all([world.first.bridge.sweep(), world.second.bridge.sweep()])
    for (const { live, untold } of swept) expect([live, untold]).toEqual([1, 0])
    expect(world.told.length).toBeGreaterThan(0)
    for (const token of world.told) {
      const [, payload = ''] = token.split('.')
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ sub })
    }
    const later = await Promise.all([world.first.bridge.sweep(), world.second.bridge.sweep()])
    expect(later).toEqual([
      { live: 1, ended: 0, untold: 0 },
      { live: 1, ended: 0, untold: 0 },
    ])
  })

  test('judges by the roots of now, when one is taken away while it is open', async () => {
    const world = await createWorld()
    const { hospital } = world
    const { did } = await generateSigner()
    const roots = hospital.settings.roots.map((root) => ({ ...root, did }))
    let { settings } = hospital
    const changing = await world.openBridge({
      ...hospital,
      get settings() {
        return settings
      },
    })
    await signIn(world, (await patient(world, 'R-1')).held)
    expect(await changing.bridge.sweep()).toMatchObject({ live: 1 })
    settings = { ...settings, roots }
    expect(await changing.bridge.sweep()).toMatchObject({ live: 0, ended: 1 })
  })

  test('knows the platforms of now, which administrators have changed in whatever process', async () => {
    const { hospital, openBridge, world } = await createWorld()
    let { settings } = hospital
    let ordered = settings
    const bridgeOf = () =>
      openBridge({
        ...hospital,
        // What is heard, is heard of the store: whoever has ordered it sits at another process.
        publications: {
          ...hospital.publications,
          async hear() {
            settings = ordered
          },
        },
        get settings() {
          return settings
        },
      })
    const { server, origin } = await listening()
    server.on('request', (await bridgeOf()).bridge.listener)
    const ask = async (platform: string) => {
      const url = new URL('/auth', origin)
      for (const [name, value] of Object.entries({
        ...{ client_id: platform, response_type: 'code', scope: 'openid patient' },
        ...{ redirect_uri: world.redirectUri, state: 's', nonce: 'n' },
        ...{ code_challenge: 'A'.repeat(43), code_challenge_method: 'S256' },
      })) {
        url.searchParams.set(name, value)
      }
      return (await fetch(url, { redirect: 'manual' })).status
    }
    const { signIn } = settings
    if (signIn === undefined) throw new Error('no bridge')
    const [clinic] = signIn.platforms
    if (clinic === undefined) throw new Error('no platform')
    const other = { ...clinic, id: 'other', name: 'Lakeside Clinic' }
    const order = (...platforms: (typeof clinic)[]) => {
      ordered = { ...settings, signIn: { ...signIn, platforms } }
    }
    expect([await ask('clinic'), await ask('other')]).toEqual([303, 400])
    order(clinic, other)
    expect([await ask('clinic'), await ask('other')]).toEqual([303, 303])
    order(other)
    expect([await ask('clinic'), await ask('other')]).toEqual([400, 303])
    // What cannot be opened lets nobody in at a platform of before, and what can be is there again.
    order({ ...clinic, redirectUris: ['http://clinic.example/'] })
    expect([await ask('clinic'), await ask('other')]).toEqual([503, 503])
    order(clinic)
    expect([await ask('clinic'), await ask('other')]).toEqual([303, 400])
  })

  test('signs nobody in by a store that was put back and that nobody has confirmed', async () => {
    const { hospital, openBridge } = await createWorld()
    const { changes } = hospital
    let at: number | undefined
    const restored = await openBridge({
      ...hospital,
      changes: { ...changes, restoredAt: () => at },
    })
    const { server, origin } = await listening()
    server.on('request', restored.bridge.listener)
    const ask = async () => (await fetch(`${origin}/.well-known/openid-configuration`)).status
    expect(await ask()).toBe(200)
    at = 1
    expect(await ask()).toBe(503)
  })

  test('knows the same people after a start with the same keys, and nobody with others', async () => {
    const { keys } = await createWorld()
    const secret = await signInSecretOf(keys['sign-in-secret'])
    expect(secret).toHaveLength(32)
    expect(await signInSecretOf(keys['sign-in-secret'])).toEqual(secret)
    expect(await signInSecretOf(await generateSigner({ algorithm: 'EdDSA' }))).not.toEqual(secret)
    await expect(signInSecretOf(keys['sign-in'])).rejects.toMatchObject({ code: 'file_unexpected' })
  })
})

test.each([
  ['one origin', { origin: 'https://a.example' }, '/signIn/origin'],
  ['one address', { address: { host: '127.0.0.1', port: 8482 } }, '/signIn/listen'],
])('assertApart refuses two bridges at %s', (_, same, place) => {
  const at = (port: number) => ({
    ...{ hospital: 'riverside', origin: `https://${port}.example` },
    ...{ address: { host: '127.0.0.1', port }, bridge: {} as SignInBridge, ...same },
  })
  expect(() => assertApart([at(1), at(2)])).toThrow(
    expect.objectContaining({ code: 'settings_malformed', place }),
  )
})

describe('keepSweeping', () => {
  test('waits longer after each failure, says so about nobody, and goes on', async () => {
    const lines: string[] = []
    let calls = 0
    const swept = { live: 3, ended: 0, untold: 1 }
    const done = new Promise<void>((resolve) => {
      const sweep = async () => {
        calls++
        if (calls <= 2) throw new Error('Pat Example cannot be reached')
        if (calls === 4) resolve()
        return swept
      }
      const check = () => Promise.resolve()
      const bridge = { sweep, check, listener: (() => undefined) as RequestListener }
      const options = { clock: systemClock, log: (line: string) => void lines.push(line) }
      const sweeping = keepSweeping(
        { hospital: 'riverside', bridge },
        { ...options, everyMilliseconds: 5 },
      )
      open.push(async () => {
        expect(sweeping.state()).toMatchObject({ swept, at: expect.any(Number) })
        await sweeping.stop()
      })
    })
    await done
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { level: 'error', tenant: 'riverside', task: 'sign_in_sweep', retrySeconds: 0.01 },
      { level: 'error', code: 'service_failed', retrySeconds: 0.02 },
      { level: 'warn', untold: 1 },
    ])
    expect(lines.join('')).not.toContain('Pat')
  })
})
