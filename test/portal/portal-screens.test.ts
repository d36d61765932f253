import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import {
  brokenRules,
  everyLook,
  looks,
  openPage,
  overflows,
  overflowsEnlarged,
  type WatchedPage,
} from '../apps/app-page.ts'
import { comesTrue } from '../apps/comes-true.ts'
import { startBareChromium, withChromium } from '../chromium.ts'
import { readQrPictures } from '../qr-pictures.ts'
import { createPortalWorld, type Held, type PortalWorld } from './portal-world.ts'
import { chosenOf, openLink, presentTo, signedConsent } from './wallet.ts'

const docs = fileURLToPath(new URL('../../examples/clinic-portal/docs', import.meta.url))
const drawsPictures = process.env['FIDECURA_PICTURES'] !== undefined
const wanted = drawsPictures ? everyLook : looks

/** Somebody in Chromium, with wallets that are programs. */
withChromium('the portal', () => {
  const shots = new Map<string, Buffer>()
  let world: PortalWorld
  let browser: Browser
  let visitor: WatchedPage
  let held: readonly Held[]

  beforeAll(async () => {
    world = await createPortalWorld()
    browser = await startBareChromium()
    held = await world.patient('R-4711', 11)
    const context = await browser.newContext({ locale: 'en' })
    visitor = await openPage(context)
  })

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  /** Looks at the page, and comes back to it as it was. */
  async function check(name: string): Promise<void> {
    const { page, settled } = visitor
    for (const { language, width, height } of wanted) {
      await page.setViewportSize({ width, height })
      const cookie = { name: 'portal_language', value: language, url: world.origin }
      await page.context().addCookies([cookie])
      await page.emulateMedia({ colorScheme: width > 1000 ? 'dark' : 'light' })
      await page.reload()
      await page.locator(`html[lang="${language}"] h1`).waitFor()
      await settled()
      if (drawsPictures) {
        shots.set(`${name} ${language} ${width}`, await page.screenshot({ fullPage: true }))
      }
      const found = [await brokenRules(page), await overflows(page), await overflowsEnlarged(page)]
      expect([name, language, width, ...found]).toEqual([name, language, width, [], false, false])
    }
  }
  const press = (name: string) => visitor.page.getByRole('button', { name, exact: true }).click()
  const see = (name: string) =>
    visitor.page.getByRole('heading', { level: 1, name, exact: true }).waitFor()
  /** What a code says that is shown; where the page is drawn anew meanwhile, it is read once more. */
  const codeOnScreen = async (place = '.qr'): Promise<string> => {
    const { page } = visitor
    let text = ''
    await comesTrue(async () => {
      await page.locator(`${place} svg`).waitFor()
      text = (await readQrPictures(page.context(), [page.locator(place)]))[0] ?? ''
      expect(text).toMatch(/^openid4vp:/)
    })
    return text
  }

  test('lets somebody in by a code that their other device reads, and shows what was proven', async () => {
    const { page } = visitor
    await page.goto(world.origin)
    await check('front')
    await press('Sign in as a patient')
    await press('Wallet in another device')
    const request = await openLink(world, await codeOnScreen('.code'), held)
    await presentTo(request, { chosen: chosenOf(request) })
    await see('Hello, Pat Example')
    expect(page.url()).toBe(`${world.origin}/me`)
    await page.getByText('With the wallet in another device, by a code').waitFor()
    await check('me')
  })

  test('asks for a consent only who signs in anew by a wallet in this device', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Read the request' }).click()
    await see('Please sign in anew')
    await press('Sign in with the wallet in this device')
    await page.getByRole('button', { name: 'Wallet in this device' }).waitFor()
    await expect(page.getByRole('button').allTextContents()).resolves.toEqual([
      'Wallet in this device',
      'Do not sign in',
    ])
    await press('Wallet in this device')
    const link = await page.getByRole('link', { name: 'Open the wallet' }).getAttribute('href')
    const request = await openLink(world, link ?? '', held)
    const { redirectTo = '' } = await presentTo(request, { chosen: chosenOf(request) })
    await page.goto(redirectTo)
    await page.getByText('With the wallet in this device').waitFor()
  })

  test('shows what was taken out of a consent once it was signed', async () => {
    const { page } = visitor
    await page.getByRole('link', { name: 'Read the request' }).click()
    await press('Ask my wallet in another device')
    const request = await openLink(world, await codeOnScreen(), held)
    await check('code')
    const answers = [await signedConsent(world, request, held, { keep: ['Observation'] })]
    await presentTo(request, { chosen: chosenOf(request), answers })
    await see('You agreed to part of it')
    await check('narrowed')
  })

  test('shows at the door every check of a doctor who holds, and of one who was suspended', async () => {
    const { page } = visitor
    await world.later()
    await page.goto(`${world.origin}/door`)
    await press('Show a code')
    const request = await openLink(world, await codeOnScreen(), await world.doctor(21))
    await presentTo(request, { chosen: chosenOf(request) })
    await see('Everything holds')
    await page.locator('.checks li').nth(24).waitFor()
    await expect(page.locator('.checks li').count()).resolves.toBe(25)
    world.state.suspended.push(31)
    await world.later()
    await press('Next person')
    const other = await openLink(world, await codeOnScreen(), await world.doctor(31))
    await expect(presentTo(other, { chosen: chosenOf(other) })).rejects.toMatchObject({
      code: 'openid_refused',
    })
    await see('Do not rely on this')
    await page.getByText('The hospital has suspended it').first().waitFor()
    await check('failed')
  })

  test('says so at once, on the page that is open, when the sign-in has ended', async () => {
    await visitor.page.goto(`${world.origin}/me`)
    await see('Hello, Pat Example')
    world.state.suspended.push(11)
    await world.later(2)
    await world.bridge.sweep()
    await see('You are signed out')
    await check('ended')
  })

  test('has made the browser complain of nothing', () => {
    expect(visitor.complaints).toEqual([])
  })

  // Written only when somebody wants new pictures: FIDECURA_PICTURES=1.
  if (process.env['FIDECURA_PICTURES'] === undefined) return
  test.each(['en', 'zh-CN'] as const)('is small enough as a picture, in %s', async (language) => {
    const sheet = await browser.newPage({ viewport: { width: 1156, height: 600 } })
    const images = ['front', 'me', 'narrowed', 'failed'].map((name) => {
      const shot = shots.get(`${name} ${language} 360`)?.toString('base64')
      return `<div><img src="data:image/png;base64,${shot}"></div>`
    })
    const style =
      'body{margin:20px;display:flex;gap:20px;background:#8a9793}div{width:264px;height:560px;overflow:hidden;border-radius:12px}img{width:264px}'
    await sheet.setContent(`<style>${style}</style>${images.join('')}`)
    const picture = await sheet.screenshot()
    expect(picture.length).toBeLessThanOrEqual(200_000)
    mkdirSync(docs, { recursive: true })
    writeFileSync(`${docs}/portal-${language}.png`, picture)
  })
})
