import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { withChromium } from '../chromium.ts'
import { brokenRules, everyLook, looks, overflows, setLook, typePin } from './app-page.ts'
import { enrol, type PatientSetting, pin, record, startPatient } from './patient-setting.ts'
import { askFor, writeEntry } from './people.ts'

const docs = fileURLToPath(new URL('../../examples/patient-app/docs', import.meta.url))
const sections = [
  ...['/', '/history', '/accesses', '/me', '/credentials', '/act-for', '/mandates', '/backup'],
  ...['/restore', '/lost', '/enrol', '/scan'],
]

withChromium('the screens of the patient', () => {
  let setting: PatientSetting

  beforeAll(async () => {
    setting = await startPatient()
    await enrol(setting)
    const { page, staff, openFirst } = setting
    const words = 'We would like to see these before the operation.'
    await askFor(staff.doctor, record)
    await openFirst()
    await page.locator('button.action-primary').click()
    await page.getByText('Signed. The hospital has it.').waitFor()
    await askFor(staff.doctor, record, { words, purposes: ['TREAT', 'HRESCH'] })
    await writeEntry(staff.doctor, record, 'Blood pressure 128/82. Come back in four weeks.')
  })

  afterAll(() => setting?.close())

  /** As it is, and with letters twice as large. */
  const check = async (page: Page, path: string) => {
    await setting.settled()
    await page.locator('h1').waitFor()
    for (const size of ['', '225%']) {
      await enlarge(page, size)
      // Larger letters move what stands there, and rules are about what it is: `npm run looks` asks again all the same.
      if (size === '' || looks === everyLook) {
        expect([path, size, await brokenRules(page)]).toEqual([path, size, []])
      }
      expect([path, size, await overflows(page)]).toEqual([path, size, false])
    }
    await enlarge(page, '')
  }
  const goTo = async (page: Page, path: string) => {
    await page.evaluate((to) => {
      location.hash = to
    }, path)
  }
  const enlarge = (page: Page, size: string) =>
    page.evaluate((percent) => {
      document.documentElement.style.fontSize = percent
    }, size)

  test.each(looks)(
    'break no rule of axe-core and fit, in $language at $width px, at twice the text size, too',
    async (look) => {
      const { page, home } = setting
      await setLook(page, look)
      const isDark = look.width > 1000
      await page.emulateMedia({ colorScheme: isDark ? 'dark' : 'light' })
      await page.goto(home)
      await page.reload()
      await page.locator('.pin-keys').waitFor()
      await check(page, 'PIN')
      await typePin(page, pin)
      await page.locator('a.card-new').nth(1).waitFor()
      for (const path of sections) {
        await goTo(page, path)
        await check(page, path)
      }
      await goTo(page, '/')
      for (const kind of ['requests', 'entries', 'statements']) {
        await page.locator(`a[href^="#/${kind}/"]`).first().click()
        await page.locator('.signed-text').first().waitFor()
        await check(page, kind)
        if (kind === 'requests') {
          await page.locator('main > section > button.action-plain').first().click()
          await page.getByRole('checkbox').first().waitFor()
          await check(page, 'narrowing')
        }
        await goTo(page, '/')
        await page.locator('a.card-new').first().waitFor()
      }
      await page.emulateMedia({ colorScheme: 'light' })
    },
  )

  // Written only when somebody wants new pictures: FIDECURA_PICTURES=1.
  test.each(['en', 'zh-CN'] as const)('are small enough as a picture, in %s', async (language) => {
    const { page, home, browser } = setting
    await setLook(page, { language, width: 360, height: 740 })
    await page.goto(home)
    await page.reload()
    await typePin(page, pin)
    await page.locator('a.card-new').first().waitFor()
    const shots = [await page.screenshot()]
    await page.locator('a[href^="#/requests/"]').first().click()
    await page.locator('.verdicts').first().waitFor()
    await setting.settled()
    shots.push(await page.screenshot())
    await goTo(page, '/')
    await page.locator('a[href^="#/statements/"]').first().click()
    await page.locator('.banner-good').waitFor()
    await setting.settled()
    shots.push(await page.screenshot())
    const sheet = await browser.newPage()
    await sheet.setViewportSize({ width: 872, height: 583 })
    const images = shots.map(
      (shot) => `<img src="data:image/png;base64,${shot.toString('base64')}">`,
    )
    const style =
      'body{margin:20px;display:flex;gap:20px;background:#8a9793}img{width:264px;border-radius:12px}'
    await sheet.setContent(`<style>${style}</style>${images.join('')}`)
    const picture = await sheet.screenshot()
    await sheet.close()
    expect(picture.length).toBeLessThanOrEqual(150_000)
    if (process.env['FIDECURA_PICTURES'] === undefined) return
    mkdirSync(docs, { recursive: true })
    writeFileSync(`${docs}/patient-${language}.png`, picture)
  })
})
