import { generateSigner } from '@fidecura/identity'
import { afterEach, describe, expect, test } from '@jest/globals'
import { begin, createBrowser } from '../../bridge/test/world.ts'
import { auditEventOf } from '../../monitor/src/index.ts'
import {
  closeAll,
  createWorld,
  openRequest,
  patient,
  signIn,
  suspend,
  type World,
} from './sign-in-world.ts'

afterEach(closeAll)

/** What the hospital's log has, the oldest first. */
async function written({ hospital }: World) {
  const page = await hospital.store.audit.all({ limit: 100 })
  return page.map(({ act }) => act).reverse()
}

/** Has a wallet asked, and nothing more. */
async function beginOnly({ world }: World, browser = createBrowser()) {
  const page = await browser.follow((await begin(world)).url)
  const asked = await browser.follow(`${page.url}/ask`, { device: 'other' })
  return { browser, url: page.url, status: asked.status, asked }
}

describe('signing in at a platform', () => {
  test('is written down when it begins, when somebody is signed in, and when a suspension ends it: by DID and platform alone', async () => {
    const world = await createWorld()
    const pat = await patient(world, 'R-1')
    const did = pat.held[0]?.signer.did
    const before = await written(world)
    await signIn(world, pat.held)
    await suspend(world, pat.id)
    world.state.ahead += 31
    // Two processes find it at once, and it has ended once.
    await Promise.all([world.first.bridge.sweep(), world.second.bridge.sweep()])
    await world.first.bridge.sweep()
    const acts = (await written(world)).slice(before.length)
    const [begun, done, ended, ...more] = acts.filter(({ kind }) => /sign/.test(kind))
    expect(more).toEqual([])
    const [platform, task] = begun?.objects ?? []
    expect(platform).toEqual({ type: 'Device', id: 'clinic' })
    expect(task).toMatchObject({ type: 'Task' })
    expect(begun).toMatchObject({ kind: 'begin_sign_in', outcome: 'done', client: '127.0.0.1' })
    expect(begun?.actor).toBeUndefined()
    expect(done).toMatchObject({ kind: 'sign_in', outcome: 'done', actor: { did } })
    expect(ended).toMatchObject({ kind: 'sign_out', outcome: 'done', code: 'status_suspended' })
    expect(ended?.actor).toBeUndefined()
    expect(done?.objects).toEqual([platform, task])
    expect(ended?.objects).toEqual([platform, task, { type: 'Patient', id: did }])
    const events = [begun, done, ended].map((act) => act && auditEventOf(act))
    expect(events.map((event) => event?.['subtype'])).toMatchObject([
      [{ code: 'begin_sign_in' }],
      [{ code: '110122' }],
      [{ code: '110123' }],
    ])
    expect(JSON.stringify(acts)).not.toMatch(/Pat Example|R-1|Hillview/)
  })

  test('is written down when it is declined, and once however often that page is asked for', async () => {
    const world = await createWorld()
    const { browser, url } = await beginOnly(world)
    await browser.go(`${url}/ask`, { device: 'other' })
    const kept = new Map(browser.jar)
    for (let times = 0; times < 2; times++) {
      for (const [name, value] of kept) browser.jar.set(name, value)
      await browser.go(`${url}/cancel`, {})
    }
    const acts = (await written(world)).filter(({ kind }) => /sign/.test(kind))
    expect(acts.map(({ kind, outcome, code }) => [kind, outcome, code])).toEqual([
      ['begin_sign_in', 'done', undefined],
      ['sign_in', 'refused', 'access_denied'],
    ])
  })

  test('is written down once where what was shown does not do, with the code and nobody’s name', async () => {
    const world = await createWorld()
    const pat = await patient(world, 'R-1')
    await suspend(world, pat.id)
    world.state.ahead += 31
    const { browser, url } = await beginOnly(world)
    const [, kept] = [...browser.jar].find(([name]) => name.endsWith(' fidecura_wallet')) ?? []
    const link = decodeURIComponent(kept?.value.split('|')[2] ?? '')
    const { present } = await openRequest(world, link, pat.held)
    await expect(present()).rejects.toMatchObject({ code: 'openid_refused' })
    for (let times = 0; times < 2; times++) {
      expect((await browser.go(`${url}/wait`)).status).toBe(200)
    }
    const acts = (await written(world)).filter(({ kind }) => kind === 'sign_in')
    expect(acts).toMatchObject([{ outcome: 'refused', code: 'status_suspended' }])
    expect(acts[0]?.actor).toBeUndefined()
  })

  test('does not make the log grow without end for somebody who begins and never ends', async () => {
    const refusals = { burst: 3, perMinute: 0.001 }
    const world = await createWorld({ rateLimits: { refusals } })
    const statuses: number[] = []
    for (let times = 0; times < 6; times++) statuses.push((await beginOnly(world)).status)
    expect(statuses).toEqual([200, 200, 200, 429, 429, 429])
    const code = 'rate_limited'
    const page = await (await beginOnly(world)).asked.text()
    expect(page).toContain(code)
    expect(page).toContain('Wait a minute')
    const begun = (await written(world)).filter(({ kind }) => kind === 'begin_sign_in')
    expect(begun).toHaveLength(3)
  })

  test('costs nobody anything who is signed in: a hospital shares one address', async () => {
    const refusals = { burst: 1, perMinute: 0.001 }
    const world = await createWorld({ rateLimits: { refusals } })
    const pat = await patient(world, 'R-1')
    for (let times = 0; times < 3; times++) await signIn(world, pat.held)
    expect((await beginOnly(world)).status).toBe(200)
    expect((await beginOnly(world)).status).toBe(429)
  })

  test('is not done where it cannot be written down', async () => {
    const world = await createWorld()
    const { hospital, openBridge } = world
    const pat = await patient(world, 'R-1')
    // The same id for two acts: the log takes the first, and refuses the second in the step that it comes with.
    const audited: typeof hospital.store.audited = (act) =>
      hospital.store.audited({ ...act, id: '6a1f6d6e-0000-4000-8000-000000000001' })
    const store = { ...hospital.store, audited }
    const unable = await openBridge({ ...hospital, store })
    world.bridgeAt.server.removeAllListeners('request')
    world.bridgeAt.server.on('request', unable.bridge.listener)
    await expect(signIn(world, pat.held)).rejects.toBeDefined()
    await expect(world.first.bridge.sweep()).resolves.toMatchObject({ live: 0 })
  })
})

describe('openSignIn', () => {
  test.each([
    ['sign-in', 'ES256', 'signer'],
    ['sign-in-secret', 'EdDSA', 'secret'],
  ] as const)(
    'refuses to begin with another key %s than the one that the store knows',
    async (name, algorithm, place) => {
      const world = await createWorld()
      const { openBridge, keys, hospital } = world
      const other = await generateSigner({ algorithm })
      const key = async (asked: keyof typeof keys) => (asked === name ? other : keys[asked])
      await expect(openBridge(hospital, { key })).rejects.toMatchObject({
        code: 'bridge_keys_differ',
        place,
      })
      await expect(openBridge(hospital)).resolves.toBeDefined()
    },
  )
})
