import { createSignInBridge } from '@fidecura/bridge'
import { presentTo } from '@fidecura/openid/wallet'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { oidcAdapter } from '../src/oidc-adapter.ts'
import { begin, createBrowser, createWorld, linkIn, signIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

/** Up to where the wallet sends the browser back. */
async function upToReturn(held: Parameters<World['openLink']>[1], parameters = {}) {
  const browser = createBrowser()
  const { url, finish, config } = await begin(world, parameters)
  const page = await browser.follow(url)
  const asked = await (await browser.follow(`${page.url}/ask`, { device: 'same' })).text()
  const request = await world.openLink(linkIn(asked), held)
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  return { browser, page, finish, config, answer: () => presentTo(request, { chosen }) }
}

describe('somebody who lures others', () => {
  test('gets nothing of whoever opens their link in a browser of their own', async () => {
    const { answer } = await upToReturn(await world.patient())
    const { redirectTo = '' } = await answer()
    // The victim’s browser comes back, without the attacker’s cookies.
    const there = await createBrowser().follow(redirectTo)
    expect(there.status).toBe(400)
    expect(there.headers.get('location')).toBeNull()
    await expect(there.text()).resolves.toContain('begun in another browser')
  })

  test('reads no interaction from a page of theirs, though wallets of other origins may answer', async () => {
    const from = { origin: 'https://evil.example' }
    const page = await fetch(`${world.origin}/interaction/x`, { headers: from })
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
    const there = await fetch(`${world.origin}/wallet/responses/x`, { method: 'OPTIONS' })
    expect([there.status, there.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
  })

  test('gets nothing with their own cookies as long as they have not the code of the return', async () => {
    const { answer, browser, page } = await upToReturn(await world.patient())
    await answer()
    for (const step of ['return', 'wait', 'return?response_code=guessed']) {
      const there = await browser.follow(`${page.url}/${step}`)
      expect(there.status).toBe(400)
      await expect(there.text()).resolves.toContain('openid_response_code_wrong')
    }
  })

  test('is read as text by whoever has no camera, and warned of there, too', async () => {
    const browser = createBrowser()
    const page = await browser.follow((await begin(world)).url)
    const coded = await (await browser.follow(`${page.url}/ask`, { device: 'other' })).text()
    expect(coded).toContain('/wait?show=text')
    const [, kept] = [...browser.jar].find(([each]) => each.endsWith(' fidecura_wallet')) ?? []
    const shown = await browser.follow(`${page.url}/wait?show=text`)
    const text = await shown.text()
    const [, link = ''] = /<textarea[^>]*>([^<]*)<\/textarea>/.exec(text) ?? []
    const plain = link.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))
    expect(plain).toBe(decodeURIComponent(kept?.value.split('|')[2] ?? ''))
    expect(text).toContain('wants to sign in as you')
    // Nobody copies from a page that is loaded anew.
    expect(text).not.toContain('http-equiv="refresh"')
    expect(shown.headers.get('content-security-policy')).toContain("default-src 'none'")
    // In the same device there is a button, and nothing to read.
    const same = await browser.follow(`${page.url}/ask`, { device: 'same' })
    expect(await same.text()).not.toContain('show=text')
    expect(await (await browser.follow(`${page.url}/wait?show=text`)).text()).not.toContain(
      '<textarea',
    )
  })

  test('cannot make another device do where the platform wants the same', async () => {
    const parameters = { acr_values: 'urn:fidecura:acr:same-device:1' }
    const browser = createBrowser()
    const page = await browser.follow((await begin(world, parameters)).url)
    const text = await page.text()
    expect(text).not.toContain('value="other"')
    expect((await browser.follow(`${page.url}/ask`, { device: 'other' })).status).toBe(400)
    expect((await browser.follow(`${page.url}/ask`, { device: 'same' })).status).toBe(200)
  })

  test('cannot pass another device off as the same by what the browser keeps', async () => {
    const browser = createBrowser()
    const { url, finish } = await begin(world)
    const page = await browser.follow(url)
    await browser.follow(`${page.url}/ask`, { device: 'other' })
    const [name, kept] = [...browser.jar].find(([each]) => each.endsWith(' fidecura_wallet')) ?? []
    const [, session = '', link = ''] = kept?.value.split('|') ?? []
    browser.jar.set(name ?? '', { path: kept?.path ?? '/', value: `same|${session}|${link}` })
    const request = await world.openLink(decodeURIComponent(link), await world.patient())
    const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
    await presentTo(request, { chosen })
    const back = await browser.follow(`${page.url}/wait`)
    const tokens = await finish(back.headers.get('location') ?? '')
    expect(tokens.claims()).toMatchObject({ acr: 'urn:fidecura:acr:cross-device:1' })
  })
})

describe('somebody who was signed in to one platform', () => {
  test('brings what somebody agreed to for it to no other', async () => {
    const [browser, other] = [createBrowser(), createBrowser()]
    const page = await browser.follow((await begin(world)).url)
    await browser.follow(`${page.url}/ask`, { device: 'other' })
    const [name, kept] = [...browser.jar].find(([each]) => each.endsWith(' fidecura_wallet')) ?? []
    const value = kept?.value ?? ''
    const link = decodeURIComponent(value.split('|')[2] ?? '')
    const request = await world.openLink(link, await world.patient())
    const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
    await presentTo(request, { chosen })
    const elsewhere = await other.follow((await begin(world, { platform: 'laboratory' })).url)
    other.jar.set(name ?? '', { path: new URL(elsewhere.url).pathname, value })
    const there = await other.follow(`${elsewhere.url}/wait`)
    expect([there.status, there.headers.get('location')]).toEqual([400, null])
    await expect(there.text()).resolves.toContain('bridge_person_unclear')
  })
})

describe('somebody who was signed in once', () => {
  test('brings what somebody agreed to then to no other sign-in, at the same platform either', async () => {
    const [browser, other] = [createBrowser(), createBrowser()]
    const page = await browser.follow((await begin(world)).url)
    await browser.follow(`${page.url}/ask`, { device: 'other' })
    const [name, kept] = [...browser.jar].find(([each]) => each.endsWith(' fidecura_wallet')) ?? []
    const value = kept?.value ?? ''
    const request = await world.openLink(
      decodeURIComponent(value.split('|')[2] ?? ''),
      await world.patient(),
    )
    const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
    await presentTo(request, { chosen })
    const later = await other.follow((await begin(world)).url)
    other.jar.set(name ?? '', { path: new URL(later.url).pathname, value })
    const there = await other.follow(`${later.url}/wait`)
    expect([there.status, there.headers.get('location')]).toEqual([400, null])
    await expect(there.text()).resolves.toContain('bridge_person_unclear')
  })
})

describe('somebody with credentials that do not do', () => {
  test('is not signed in with one that was revoked', async () => {
    world.state.revoked.push(91)
    // Longer than a list is believed.
    world.state.ahead += 2
    const { answer } = await upToReturn(await world.patient('R-9', 91))
    await expect(answer()).rejects.toMatchObject({ code: 'openid_refused' })
  })

  test('is not signed in by a role beside another licence than the one that it rests on', async () => {
    const [role] = await world.doctor({ licenceOf: 'L-7', index: 31 })
    if (role === undefined) throw new Error('no role')
    const [, other] = await world.doctor({ licenceOf: 'L-8', index: 41, signer: role.signer })
    if (other === undefined) throw new Error('no licence')
    const { answer, browser } = await upToReturn([role, other], {
      scope: 'openid practitioner',
    })
    await expect(
      answer().then(async ({ redirectTo = '' }) => {
        const there = await browser.follow(redirectTo)
        if (there.status === 400) throw Object.assign(new Error(), { code: 'openid_refused' })
      }),
    ).rejects.toMatchObject({ code: 'openid_refused' })
  })
})

describe('oidcAdapter', () => {
  test('uses up once what two have found unused', async () => {
    const { documents } = world.store
    const adapter = oidcAdapter('AuthorizationCode', documents, world.clock)
    await adapter.upsert('a-code', { accountId: 'somebody' }, 60)
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => adapter.consume('a-code')))
    expect(outcomes.map(({ status }) => status).sort()).toEqual([
      ...['fulfilled', 'rejected', 'rejected'],
    ])
    await expect(adapter.find('a-code')).resolves.toMatchObject({ consumed: expect.any(Number) })
  })

  test('finds nothing by what the store itself has', async () => {
    const { documents } = world.store
    const adapter = oidcAdapter('AccessToken', documents, world.clock)
    await adapter.upsert('a-token', { accountId: 'somebody' }, 60)
    const [kept] = await documents.list('bridge.oidc.AccessToken', { limit: 1, now: world.clock() })
    await expect(adapter.find(kept?.id ?? '')).resolves.toBeUndefined()
    await expect(adapter.find('a-token')).resolves.toEqual({ accountId: 'somebody' })
  })
})

describe('somebody with what a platform was sent', () => {
  test('uses no code twice', async () => {
    const { browser, answer, config, finish } = await upToReturn(await world.patient())
    const { redirectTo = '' } = await answer()
    const back = (await browser.follow(redirectTo)).headers.get('location') ?? ''
    const tokens = await finish(back)
    await expect(finish(back)).rejects.toMatchObject({ error: 'invalid_grant' })
    // And what the first was given is taken back: one of the two is a thief.
    const answered = await fetch(config.serverMetadata().userinfo_endpoint ?? '', {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    })
    expect(answered.status).toBe(401)
  })

  test('uses no code at the same time as whom it is for', async () => {
    const { browser, answer, finish } = await upToReturn(await world.patient())
    const { redirectTo = '' } = await answer()
    const back = (await browser.follow(redirectTo)).headers.get('location') ?? ''
    const outcomes = await Promise.allSettled([finish(back), finish(back), finish(back)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('uses no code without the verifier of whoever began', async () => {
    const { browser, answer } = await upToReturn(await world.patient())
    const { redirectTo = '' } = await answer()
    const back = new URL((await browser.follow(redirectTo)).headers.get('location') ?? '')
    const answered = await fetch(`${world.origin}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        ...{ grant_type: 'authorization_code', client_id: 'clinic' },
        code: back.searchParams.get('code') ?? '',
        redirect_uri: world.redirectUri,
        code_verifier: 'x'.repeat(43),
      }),
    })
    await expect(answered.json()).resolves.toMatchObject({ error: 'invalid_grant' })
  })

  test('asks without PKCE, for another page or for more than the platform may, in vain', async () => {
    const attempts: readonly (readonly [string, string | undefined])[] = [
      ['code_challenge', undefined],
      ['redirect_uri', 'https://evil.example/'],
      ['redirect_uri', `${world.redirectUri}/..`],
      ['response_type', 'id_token'],
    ]
    for (const [name, value] of attempts) {
      // One that has a secret: without one, every provider wants PKCE.
      const url = new URL((await begin(world, { platform: 'laboratory' })).url)
      if (value !== undefined) url.searchParams.set(name, value)
      else for (const each of [name, `${name}_method`]) url.searchParams.delete(each)
      const there = await createBrowser().follow(url.href)
      const to = there.headers.get('location') ?? ''
      expect([name, to.includes('code='), there.url.includes('/interaction/')]).toEqual([
        name,
        false,
        false,
      ])
    }
  })

  test('is not signed in at a second platform by what the first was shown', async () => {
    const { browser } = await signIn(world, await world.patient())
    const page = await browser.follow((await begin(world, { platform: 'laboratory' })).url)
    expect(page.status).toBe(200)
    await expect(page.text()).resolves.toContain('Sign in to Example Laboratory')
    // Not even with the cookie of that session under the name that the provider gives it.
    const silent = await browser.follow((await begin(world, { prompt: 'none' })).url)
    expect(silent.headers.get('location')).toContain('error=login_required')
  })

  test.each(['/AUTH', '/auth/', '/Auth/'])(
    'is not signed in anew without a wallet at %s',
    async (path) => {
      const { browser } = await signIn(world, await world.patient())
      const url = new URL((await begin(world, { prompt: 'none' })).url)
      url.pathname = path
      const silent = await browser.follow(url.href)
      expect(silent.headers.get('location')).toContain('error=login_required')
    },
  )
})

describe('a platform that was named anew while somebody signed in', () => {
  test.each([
    ['goes on as it was', {}, true],
    ['sends nobody to a page of before', { redirectUris: ['https://clinic.example/'] }, false],
    ['learns nothing that it may not ask for any more', { scopes: ['practitioner'] }, false],
  ] as const)('%s', async (_, changed, isGood) => {
    const { browser, answer } = await upToReturn(await world.patient())
    const platforms = world.platforms.map((one) =>
      one.id === 'clinic' ? { ...one, ...changed } : one,
    )
    world.serve(await createSignInBridge({ ...world.options, platforms }))
    const { redirectTo = '' } = await answer()
    const back = await browser.follow(redirectTo)
    world.serve(world.bridge)
    const to = back.headers.get('location') ?? ''
    expect([to.startsWith(world.redirectUri), to.includes('code=')]).toEqual([isGood, isGood])
  })
})
