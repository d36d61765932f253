import { readFileSync } from 'node:fs'
import { presentTo } from '@fidecura/openid/wallet'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as openid from 'openid-client'
import { begin, createBrowser, createWorld, linkIn, signIn, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})
afterAll(() => world.end())

const sameDevice = 'urn:fidecura:acr:same-device:1'
const crossDevice = 'urn:fidecura:acr:cross-device:1'

describe('a platform that knows nothing but the issuer', () => {
  test('learns of a patient that they are one, and nothing else unless it asks', async () => {
    const { tokens, config } = await signIn(world, await world.patient())
    const claims = tokens.claims()
    expect(claims).toMatchObject({ acr: sameDevice, amr: ['pop'] })
    const info = await openid.fetchUserInfo(config, tokens.access_token, claims?.sub ?? '')
    expect(info).toEqual({ sub: claims?.sub, patient: { custodian: world.authority.did } })
    expect(tokens.refresh_token).toBeUndefined()
  })

  test('learns name and record number by scopes of their own', async () => {
    const scope = 'openid patient profile record'
    const { tokens, config } = await signIn(world, await world.patient('R-2'), { scope })
    const sub = tokens.claims()?.sub ?? ''
    await expect(openid.fetchUserInfo(config, tokens.access_token, sub)).resolves.toMatchObject({
      name: 'Pat Example',
      patient: { record: { system: 'urn:oid:2.999.1', value: 'R-2' } },
    })
  })

  test('learns of a practitioner where they work and by which licence', async () => {
    const scope = 'openid practitioner profile'
    const { tokens, config } = await signIn(world, await world.doctor(), { scope })
    const sub = tokens.claims()?.sub ?? ''
    await expect(openid.fetchUserInfo(config, tokens.access_token, sub)).resolves.toMatchObject({
      name: 'Dr Ada Example',
      practitioner: {
        department: { name: 'Cardiology' },
        organisation: { name: 'Riverside' },
        licence: {
          registration: { system: 'urn:oid:2.999.2', value: 'L-1' },
          ...{ jurisdiction: 'CN', standing: 'active' },
        },
      },
    })
  })

  test('knows a patient again who has a new key, and no other platform knows them by that name', async () => {
    const subjectOf = async (record: string, platform: string): Promise<string | undefined> => {
      const { tokens } = await signIn(world, await world.patient(record), { platform })
      return tokens.claims()?.sub
    }
    const first = await subjectOf('R-3', 'clinic')
    await expect(subjectOf('R-3', 'clinic')).resolves.toBe(first)
    await expect(subjectOf('R-3', 'laboratory')).resolves.not.toBe(first)
    await expect(subjectOf('R-4', 'clinic')).resolves.not.toBe(first)
  })

  test('takes two doctors for two whose numbers have the same letters and digits', async () => {
    const scope = { scope: 'openid practitioner' }
    const one = await signIn(world, await world.doctor({ licenceOf: 'L-1-23' }), scope)
    const other = await signIn(world, await world.doctor({ licenceOf: 'L-12-3' }), scope)
    const again = await signIn(world, await world.doctor({ licenceOf: 'L-1-23' }), scope)
    expect(other.tokens.claims()?.sub).not.toBe(one.tokens.claims()?.sub)
    expect(again.tokens.claims()?.sub).toBe(one.tokens.claims()?.sub)
  })

  test('signs somebody in at a second platform in the same browser, by another name', async () => {
    const { browser, tokens } = await signIn(world, await world.patient())
    const laboratory = { platform: 'laboratory' }
    const second = await signIn(world, await world.patient(), laboratory, browser)
    expect(second.tokens.claims()?.aud).toBe('laboratory')
    expect(second.tokens.claims()?.sub).not.toBe(tokens.claims()?.sub)
  })

  test('is named in the wallet, with where it is', async () => {
    const { request } = await signIn(world, await world.patient())
    expect(request.transactions.map(({ content }) => content)).toEqual([
      {
        ...{ platform: 'Hillview <Clinic>', origin: new URL(world.redirectUri).origin },
        ...{ device: 'same', interaction: expect.stringMatching(/^[\w-]{43}$/) },
      },
    ])
    // Without the name too much would not be asked for: no birth date, no name.
    expect(Object.keys(request.queries[0]?.candidates[0]?.shown ?? {})).not.toContain('name')
  })

  test('is told that whoever reads a code with another device did so', async () => {
    const { tokens } = await signInElsewhere(world)
    expect(tokens.claims()).toMatchObject({ acr: crossDevice })
  })

  test('is told that somebody said no, in the browser and in the wallet', async () => {
    const browser = createBrowser()
    const { url, finish } = await begin(world)
    const page = await browser.follow(url)
    const back = await browser.follow(`${page.url}/cancel`, {})
    await expect(finish(back.headers.get('location') ?? '')).rejects.toMatchObject({
      error: 'access_denied',
    })
  })

  test('asks for a patient or a practitioner, and not for both', async () => {
    const { url, finish } = await begin(world, { scope: 'openid patient practitioner' })
    const back = await createBrowser().follow(url)
    await expect(finish(back.headers.get('location') ?? '')).rejects.toMatchObject({
      error: 'invalid_scope',
    })
  })
})

describe('the page', () => {
  test('runs no script, is in no frame, and shows the name of a platform as text', async () => {
    const page = await createBrowser().follow((await begin(world)).url)
    const text = await page.text()
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
    )
    expect(text).toContain('Sign in to Hillview &#60;Clinic&#62;')
    expect(text).not.toContain('<script')
  })

  test('is in Chinese for whom the platform says so', async () => {
    const { url } = await begin(world, { ui_locales: 'zh-CN en' })
    const page = await createBrowser().follow(url)
    await expect(page.text()).resolves.toContain('<html lang="zh-CN">')
  })

  test('is for the browser that began, and no other', async () => {
    const page = await createBrowser().follow((await begin(world)).url)
    const other = await createBrowser().go(page.url)
    expect(other.status).toBe(400)
    await expect(other.text()).resolves.toContain('invalid_request')
  })

  test('has cookies that no script reads, and that no page of others sends along', async () => {
    const page = await createBrowser().go((await begin(world)).url)
    for (const cookie of page.headers.getSetCookie()) {
      expect(cookie).toMatch(/httponly/i)
      expect(cookie).toMatch(/samesite=lax/i)
    }
  })

  test('names its endpoints by its issuer, whatever a request says of host and scheme', async () => {
    const answer = await fetch(`${world.origin}/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    })
    const { token_endpoint: endpoint } = (await answer.json()) as { token_endpoint: string }
    expect(endpoint).toBe(`${world.origin}/token`)
  })
})

describe('the store', () => {
  test('holds nothing by which a thief signs in, or learns who did', async () => {
    const { tokens } = await signIn(world, await world.patient('R-CANARY'), {
      scope: 'openid patient profile record',
    })
    const path = world.path
    const bytes = [path, `${path}-wal`].map((file) => readFileSync(file, 'latin1')).join()
    const base64 = Buffer.from('R-CANARY').toString('base64').slice(1, 10)
    for (const secret of [tokens.access_token, 'R-CANARY', base64, 'Pat Example']) {
      expect(bytes.includes(secret)).toBe(false)
    }
    expect(bytes.includes('bridge.sign-in')).toBe(true)
  })
})

async function signInElsewhere(at: World) {
  const browser = createBrowser()
  const { url, finish } = await begin(at)
  const page = await browser.follow(url)
  const shown = await (await browser.follow(`${page.url}/ask`, { device: 'other' })).text()
  expect(shown).toContain('<svg')
  expect(linkIn(shown)).toBe('')
  // What the code says; the browser keeps it for the pages that wait.
  const cookie = [...browser.jar].find(([name]) => name.endsWith(' fidecura_wallet'))?.[1].value
  const link = decodeURIComponent(cookie?.split('|')[2] ?? '')
  const waiting = await browser.follow(`${page.url}/wait`)
  expect(waiting.status).toBe(200)
  const request = await at.openLink(link, await at.patient())
  const chosen = request.queries.flatMap(({ candidates }) => candidates.slice(0, 1))
  await expect(presentTo(request, { chosen })).resolves.toEqual({})
  const back = await browser.follow(`${page.url}/wait`)
  return { tokens: await finish(back.headers.get('location') ?? '') }
}
