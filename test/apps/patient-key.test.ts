import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import {
  addAuthenticator,
  newProfile,
  startBareChromium,
  startChromium,
  withChromium,
} from '../chromium.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { brokenRules, looks, openPage, overflows, setLook, typePin } from './app-page.ts'
import { comesTrue } from './comes-true.ts'
import { type HospitalService, serveHospitals } from './hospital-service.ts'

const pin = '280614'
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

/** As English speakers see it. */
async function makeKey(page: Page): Promise<void> {
  await button(page, 'Start').click()
  await typePin(page, pin)
  await heading(page, 'Type it once more').waitFor()
  await typePin(page, pin)
}

withChromium('the first key in the patient app', () => {
  const profile = newProfile()
  let app: AppBuild
  let service: HospitalService
  let browser: BrowserContext
  let home: string

  beforeAll(async () => {
    app = buildApp('patient-app')
    service = await serveHospitals({ patient: app.folder })
    home = `${service.origin}/riverside/patient/`
    browser = await startChromium(profile)
  })

  afterAll(async () => {
    await browser?.close()
    await service?.close()
    profile.remove()
  })

  /** A page whose browser knows nothing yet; without WebAuthn unless a test adds it. */
  const newcomer = async () => {
    const watched = await openPage(browser)
    await watched.page.goto(home)
    await watched.page.evaluate(async () => {
      for (const { name = '' } of await indexedDB.databases()) indexedDB.deleteDatabase(name)
      localStorage.clear()
      localStorage.setItem('fidecura.language', 'en')
    })
    await watched.page.reload()
    return watched
  }

  test('fetches at most 180 kB of script before it shows anything', () => {
    expect(app.initialScriptBytes()).toBeGreaterThan(50_000)
    expect(app.initialScriptBytes()).toBeLessThanOrEqual(180_000)
  })

  test('is made in under a minute, by two PINs and nothing else, without a complaint of the browser', async () => {
    const { page, complaints } = await newcomer()
    const started = performance.now()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    expect(performance.now() - started).toBeLessThan(60_000)
    expect(complaints).toEqual([])
    await page.close()
  })

  test('says in words what is wrong with a PIN, and lets choose another', async () => {
    const { page } = await newcomer()
    await button(page, 'Start').click()
    await typePin(page, pin)
    await typePin(page, '280615')
    await page.getByText('The two were not the same').waitFor()
    await typePin(page, '123456')
    await typePin(page, '123456')
    await page.getByText('too easy to guess').waitFor()
    await typePin(page, pin)
    await typePin(page, pin)
    await heading(page, 'Your key is ready').waitFor()
    await page.reload()
    await typePin(page, '280613')
    await page.getByText('That was not the PIN').waitFor()
    await page.close()
  })

  test('may have a passkey, which opens it as well as the PIN', async () => {
    const { page, complaints } = await newcomer()
    await addAuthenticator(page)
    await makeKey(page)
    await button(page, 'Yes, set it up').click()
    await heading(page, 'Your key is ready').waitFor()
    await page.reload()
    await button(page, 'Fingerprint or face').click()
    await heading(page, 'Your key is ready').waitFor()
    expect(complaints).toEqual([])
    await page.close()
  })

  test('is forgotten once nobody has touched the app for ten minutes, also while the phone slept', async () => {
    const { page, settled } = await newcomer()
    // As while the phone sleeps: no timer of the app looks at the clock.
    await page.addInitScript(() => {
      globalThis.setInterval = (() => 0) as never
    })
    await page.reload()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    const wakeAfter = async (minutes: number) => {
      await page.clock.setSystemTime(new Date(Date.now() + minutes * 60_000))
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
    }
    await wakeAfter(9)
    await settled()
    expect(await heading(page, 'Your key is ready').count()).toBe(1)
    // The clock is looked at as soon as the page is shown.
    await wakeAfter(10)
    await heading(page, 'Enter your PIN').waitFor()
    await typePin(page, pin)
    await heading(page, 'Your key is ready').waitFor()
    await wakeAfter(25)
    await heading(page, 'Enter your PIN').waitFor()
    // It is the clock of the whole browser: the tests below live now.
    await page.clock.setSystemTime(new Date())
    await page.close()
  })

  test('needs no WebAuthn', async () => {
    const { page } = await newcomer()
    await page.addInitScript(() => {
      Reflect.deleteProperty(globalThis, 'PublicKeyCredential')
    })
    await page.reload()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    await page.close()
  })

  test('tells whose key the browser has deleted, and makes another', async () => {
    const { page } = await newcomer()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          indexedDB.deleteDatabase('fidecura-keys').onsuccess = resolve
        }),
    )
    await page.reload()
    await heading(page, 'This browser has deleted your key').waitFor()
    expect(await brokenRules(page)).toEqual([])
    await button(page, 'Make a new key').click()
    await heading(page, 'Choose a PIN of six digits').waitFor()
    await page.close()
  })

  test('holds the licence and role of a doctor as well, and shows them as what they are', async () => {
    const invitations = await service.example.invite()
    const { link = '', name = '' } = invitations.find(({ part }) => part === 'doctor') ?? {}
    const { page } = await newcomer()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    await page.goto(`${home}#offer=${link.split('#offer=')[1]}`)
    await button(page, 'Next').click()
    await page.getByText('nobody else can show them').waitFor()
    await button(page, 'Go on').click()
    await heading(page, 'Your credentials are here').waitFor()
    expect(await brokenRules(page)).toEqual([])
    await button(page, 'My credentials').click()
    await page.locator('.card .verified').nth(1).waitFor()
    await comesTrue(async () => {
      const cards = (await page.locator('.card').allTextContents()).join('\n')
      for (const text of ['Practitioner licence', 'Practitioner role', name, 'Cardiology']) {
        expect(cards).toContain(text)
      }
      // Whoever issued them is named, and not by a DID.
      expect(cards).not.toContain('Issued bydid:')
    })
    await button(page, 'Back').click()
    await heading(page, 'Your credentials are here').waitFor()
    await page.close()
  })

  test.each([
    [
      'WeChat',
      'Mozilla/5.0 (Linux; Android 14) Chrome/120.0 Mobile Safari/537.36 MicroMessenger/8.0.40',
    ],
    ['a window of another app', 'Mozilla/5.0 (Linux; Android 14; wv) Version/4.0 Chrome/120.0'],
  ])('is not made inside %s, which says 请在浏览器中打开', async (_, userAgent) => {
    const elsewhere = await startBareChromium()
    try {
      const context = await elsewhere.newContext({ userAgent, locale: 'zh-CN' })
      const { page, complaints } = await openPage(context)
      await page.goto(home)
      await heading(page, '请在浏览器中打开').waitFor()
      await page.getByText(home).waitFor()
      expect(await brokenRules(page)).toEqual([])
      expect(complaints).toEqual([])
    } finally {
      await elsewhere.close()
    }
  })

  test.each(looks)(
    'is made on screens that break no rule of axe-core and fit, in $language at $width px',
    async (look) => {
      const { page } = await newcomer()
      await setLook(page, look)
      await page.reload()
      const [start, repeat, ready] =
        look.language === 'en'
          ? (['Start', 'Type it once more', 'Your key is ready'] as const)
          : (['开始', '请再输入一次', '密钥已准备好'] as const)
      const check = async () => {
        expect(await brokenRules(page)).toEqual([])
        expect(await overflows(page)).toBe(false)
      }
      await button(page, start).waitFor()
      await check()
      await button(page, start).click()
      await typePin(page, pin)
      await heading(page, repeat).waitFor()
      await check()
      await typePin(page, pin)
      await heading(page, ready).waitFor()
      await check()
      await page.close()
    },
  )

  // Last: it ends the browser that the others use.
  test('is there after the browser was started anew, and cannot be taken out of it', async () => {
    const { page } = await newcomer()
    await makeKey(page)
    await heading(page, 'Your key is ready').waitFor()
    await browser.close()
    browser = await startChromium(profile)
    const again = await openPage(browser)
    await again.page.goto(home)
    await typePin(again.page, pin)
    await heading(again.page, 'Your key is ready').waitFor()
    const exported = await again.page.evaluate(async () => {
      const records = await new Promise<readonly Record<string, unknown>[]>((resolve) => {
        indexedDB.open('fidecura-keys').onsuccess = ({ target }) => {
          const { result } = target as IDBOpenDBRequest
          const request = result.transaction('keys').objectStore('keys').getAll()
          request.onsuccess = () => resolve(request.result)
        }
      })
      const keys = records.flatMap((record) =>
        Object.values(record).filter((value) => value instanceof CryptoKey),
      )
      const outcomes = await Promise.all(
        keys.map((key) =>
          crypto.subtle.exportKey('raw', key).then(
            () => 'out',
            () => 'refused',
          ),
        ),
      )
      return { outcomes, extractable: keys.map(({ extractable }) => extractable) }
    })
    expect(exported).toEqual({ outcomes: ['refused'], extractable: [false] })
    await again.page.close()
  })
})
