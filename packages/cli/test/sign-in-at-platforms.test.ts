import type { RequestListener } from 'node:http'
import { systemClock } from '@fidecura/base'
import type { SignInBridge } from '@fidecura/bridge'
import { generateSigner } from '@fidecura/identity'
import { afterEach, describe, expect, test } from '@jest/globals'
import { keepSweeping } from '../src/sign-in/keep-sweeping.ts'
import { assertApart } from '../src/sign-in/open-sign-in.ts'
import { signInSecretOf } from '../src/sign-in/sign-in-secret.ts'
import {
  closeAll,
  createWorld,
  listening,
  open,
  patient,
  signIn,
  suspend,
} from './sign-in-world.ts'

afterEach(closeAll)

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
