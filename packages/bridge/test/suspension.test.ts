import { setTimeout } from 'node:timers/promises'
import { epochSeconds } from '@fidecura/base'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose'
import * as openid from 'openid-client'
import { createSignInBridge, type SignInBridgeOptions, type SignInEvent } from '../src/index.ts'
import { createWorld, signIn, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})
afterEach(() => world.end())

/** Somebody who is signed in, and what the platform can still learn of them. */
async function signedIn(index = 11) {
  const { tokens, config } = await signIn(world, await world.patient(`R-${index}`, index))
  const sub = tokens.claims()?.sub ?? ''
  return { sub, ask: () => openid.fetchUserInfo(config, tokens.access_token, sub) }
}

describe('sweep', () => {
  test('ends by back-channel logout who was suspended, and nobody else', async () => {
    const [gone, other] = [await signedIn(11), await signedIn(12)]
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 2, ended: 0, untold: 0 })
    world.state.revoked.push(11)
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 1, ended: 1, untold: 0 })
    const keys = createRemoteJWKSet(new URL(`${world.origin}/jwks`))
    const [token = '', ...more] = world.told
    expect(more).toEqual([])
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...{ issuer: world.origin, audience: 'clinic', algorithms: ['ES256'] },
    })
    expect(protectedHeader.typ).toBe('logout+jwt')
    expect(payload).toMatchObject({
      sub: gone.sub,
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    })
    expect(payload).not.toHaveProperty('nonce')
    await expect(gone.ask()).rejects.toMatchObject({ status: 401 })
    await expect(other.ask()).resolves.toMatchObject({ sub: other.sub })
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 1, ended: 0, untold: 0 })
  })

  test('ends a practitioner whose licence falls', async () => {
    await signIn(world, await world.doctor({ index: 21 }), { scope: 'openid practitioner' })
    world.state.revoked.push(22)
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toMatchObject({ ended: 1 })
  })

  test('tells a platform later that could not be told, and ends it here at once', async () => {
    const { ask } = await signedIn()
    world.clinic.isUp = false
    world.state.revoked.push(11)
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 0, ended: 0, untold: 1 })
    await expect(ask()).rejects.toMatchObject({ status: 401 })
    world.clinic.isUp = true
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 0, ended: 1, untold: 0 })
    expect(world.told).toHaveLength(1)
  })

  test('bears a minute in which nobody knows, and no more', async () => {
    await signedIn()
    world.state.isReachable = false
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    world.state.isReachable = true
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    world.state.isReachable = false
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    world.state.ahead += 20
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 1 })
    world.state.ahead += 40
    await expect(world.bridge.sweep()).resolves.toMatchObject({ live: 0, ended: 1 })
  })

  test('passes over what was kept under another secret', async () => {
    await signedIn()
    const [now, id] = [world.clock(), 'of-another-secret']
    const body = { sealed: 'AAAA' }
    const insert = {
      kind: 'bridge.sign-in',
      id,
      state: 'live',
      expiresAt: epochSeconds(now + 60),
      body,
    }
    await world.store.documents.write([{ insert }], now)
    world.state.revoked.push(11)
    world.state.ahead += 2
    await expect(world.bridge.sweep()).resolves.toEqual({ live: 0, ended: 1, untold: 1 })
  })
})

/** Another process on the same store, which judges anybody only once something has happened meanwhile. */
async function otherProcess(
  change: Partial<SignInBridgeOptions>,
  meanwhile: () => Promise<unknown> = async () => undefined,
) {
  const written: SignInEvent[] = []
  const { options, store } = world
  const bridge = await createSignInBridge({
    ...options,
    audited: (event) => ({
      ...store.documents,
      async write(changes, now) {
        const isWritten = await store.documents.write(changes, now)
        if (isWritten) written.push(event)
        return isWritten
      },
    }),
    verifier: {
      ...options.verifier,
      async verifyCredential(token, call) {
        await meanwhile()
        return await options.verifier.verifyCredential(token, call)
      },
    },
    ...change,
  })
  return { bridge, written }
}

describe('sweep in several processes', () => {
  test('leaves nothing untold of what another one has ended meanwhile', async () => {
    await signedIn()
    world.state.revoked.push(11)
    world.state.ahead += 2
    const { bridge } = await otherProcess({}, () => world.bridge.sweep())
    await expect(bridge.sweep()).resolves.toMatchObject({ live: 0, untold: 0 })
    expect(world.told).toHaveLength(1)
  })

  test('writes down the end of what another one has only found unknown meanwhile', async () => {
    const { ask } = await signedIn()
    const { state } = world
    state.ahead += 2
    let isFirst = true
    const { bridge, written } = await otherProcess({}, async () => {
      if (!isFirst) return
      isFirst = false
      state.isReachable = false
      await world.bridge.sweep()
      state.isReachable = true
      state.revoked.push(11)
      state.ahead += 2
    })
    await expect(bridge.sweep()).resolves.toEqual({ live: 0, ended: 1, untold: 0 })
    expect(written).toMatchObject([{ kind: 'ended', code: 'status_revoked' }])
    await expect(ask()).rejects.toMatchObject({ status: 401 })
  })

  test('ends whoever is signed in at what is no platform any more, after a minute in which it could be a new one', async () => {
    const { ask, sub } = await signedIn()
    const platforms = world.platforms.filter(({ id }) => id !== 'clinic')
    const { bridge, written } = await otherProcess({ platforms })
    await expect(bridge.sweep()).resolves.toEqual({ live: 1, ended: 0, untold: 0 })
    world.state.ahead += 20
    await expect(bridge.sweep()).resolves.toEqual({ live: 1, ended: 0, untold: 0 })
    await expect(ask()).resolves.toMatchObject({ sub })
    world.state.ahead += 40
    await expect(bridge.sweep()).resolves.toEqual({ live: 0, ended: 1, untold: 0 })
    expect(written).toMatchObject([{ kind: 'ended', code: 'bridge_platform_unknown' }])
    // Nobody knows any more where it would be told.
    expect(world.told).toEqual([])
    await expect(ask()).rejects.toMatchObject({ status: 401 })
  })
})

describe('sweep with a platform that does not answer', () => {
  const log: string[] = []
  let slow: World
  beforeEach(async () => {
    log.length = 0
    slow = await createWorld({ bridge: { fetch: answer } })
  })
  afterEach(() => slow.end())

  /** The laboratory answers after the clinic, and takes six seconds of everybody’s clock. */
  async function answer(_: unknown, init?: RequestInit): Promise<Response> {
    const token = new URLSearchParams(String(init?.body)).get('logout_token') ?? ''
    const platform = String(decodeJwt(token).aud)
    log.push(platform)
    if (platform === 'clinic') return new Response(null, { status: 204 })
    const { signal } = init ?? {}
    while (!log.includes('clinic') && signal?.aborted !== true) await setTimeout(10)
    slow.state.ahead += 6
    log.push(`${platform} fails`)
    throw new TypeError('fetch failed')
  }

  test('tells the others at once, and it for ten seconds', async () => {
    for (const index of [11, 12, 13]) {
      const held = await slow.patient(`R-${index}`, index)
      await signIn(slow, held, { platform: 'laboratory' })
    }
    await signIn(slow, await slow.patient('R-14', 14))
    slow.state.revoked.push(11, 12, 13, 14)
    slow.state.ahead += 2
    await expect(slow.bridge.sweep()).resolves.toEqual({ live: 0, ended: 1, untold: 3 })
    const [fails, asked] = ['laboratory fails', 'laboratory']
    expect(log).toEqual([asked, 'clinic', fails, asked, fails])
  })
})
