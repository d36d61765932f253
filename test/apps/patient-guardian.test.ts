import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Page } from 'playwright-core'
import { withChromium } from '../chromium.ts'
import { brokenRules, openPage, overflows } from './app-page.ts'
import { patienceMilliseconds } from './comes-true.ts'
import {
  button,
  cards,
  digitsOn,
  enrol,
  heading,
  makeKey,
  type PatientSetting,
  record,
  startPatient,
} from './patient-setting.ts'
import { askFor, enrolElsewhere, recordSystem } from './people.ts'

const ward = 'R-9'

withChromium('somebody who acts for another with the app', () => {
  let setting: PatientSetting
  /** The phone of the proxy. */
  let proxy: Page
  let ofProxy: readonly string[]
  let proxySettled: () => Promise<void>

  beforeAll(async () => {
    setting = await startPatient()
    await enrol(setting)
    await enrolElsewhere(setting.service, setting.staff.secretary, ward, 'Mo Example')
  })

  afterAll(() => setting?.close())

  test('is named at the desk by two people, and chooses for whom to act', async () => {
    const { page, staff } = setting
    const offer = await staff.secretary.client.offerAtDesk({
      ...{ kind: 'guardian', ward: { system: recordSystem, value: ward }, name: 'Pat Example' },
      ...{ basis: 'court', powers: ['consent', 'withdraw'], validDays: 30 },
    })
    await page.goto(offer.link)
    await button(page, 'Next').click()
    await staff.secretary.client.confirmOffer(offer.id, await digitsOn(page))
    await page.getByText('Now a second person at the hospital checks').waitFor()
    await staff.approver.client.approveOffer(offer.id)
    await button(page, 'Go on').click()
    await page.evaluate(() => {
      location.hash = '/me'
    })
    await page.getByText('Act for another person').click()
    await button(page, 'For Mo Example, as guardian').click()
    await page.getByText('You act for Mo Example').waitFor()
    await heading(page, 'For Mo Example').waitFor()
    expect(await brokenRules(page)).toEqual([])
  })

  test('signs in the place of the ward, under a banner, and takes it back', async () => {
    const { page, staff, settled } = setting
    await askFor(staff.doctor, ward)
    await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
    })
    await settled()
    await cards(page).first().click()
    await button(page, 'Yes, I sign').waitFor()
    await page.getByText('You act for Mo Example').waitFor()
    expect(await page.locator('.signed-text').textContent()).toContain('guardian')
    await button(page, 'Yes, I sign').click()
    await page.getByText('Signed. The hospital has it.').waitFor()
    await button(page, 'Take it back').click()
    await page.getByText('It opens nothing any more.').waitFor()
  })

  test('is somebody for themselves again with one tap', async () => {
    const { page } = setting
    await button(page, 'Back to myself').click()
    await heading(page, 'Hello, Pat Example').waitFor()
    expect(await page.getByText('You act for').count()).toBe(0)
    expect(setting.complaints).toEqual([])
  })

  const go = (page: Page, path: string) =>
    page.evaluate((to) => {
      location.hash = to
      document.dispatchEvent(new Event('visibilitychange'))
    }, path)

  const enlarge = (page: Page, size: string) =>
    page.evaluate((percent) => {
      document.documentElement.style.fontSize = percent
    }, size)

  const checked = async (page: Page, title: string) => {
    await heading(page, title).waitFor()
    await setting.settled()
    expect([title, await brokenRules(page)]).toEqual([title, []])
    // At twice the text size, on the smallest phone.
    await page.setViewportSize({ width: 360, height: 740 })
    await enlarge(page, '225%')
    expect([title, await overflows(page)]).toEqual([title, false])
    await enlarge(page, '')
  }

  test('is given a mandate by a code, four digits and a signature under the very words', async () => {
    const { page, browser, home } = setting
    const other = await browser.browser()?.newContext()
    if (other === undefined) throw new Error('A second phone is needed')
    const { page: opened, complaints, settled } = await openPage(other)
    proxy = opened
    ofProxy = complaints
    proxySettled = settled
    proxy.setDefaultTimeout(patienceMilliseconds)
    await proxy.goto(home)
    await proxy.evaluate(() => localStorage.setItem('fidecura.language', 'en'))
    await proxy.reload()
    await makeKey(proxy)
    await go(page, '/me')
    await page.getByText('Who may act for me').click()
    await checked(page, 'Who may act for me')
    await button(page, 'Let somebody act for me').click()
    await page.getByLabel('Their name').fill('Sam Example')
    await button(page, 'Next').click()
    await checked(page, 'Show this to Sam Example')
    const code = await page.locator('.handed-code-text').textContent()
    await proxy.goto(`${home}#offer=${code}`)
    await button(proxy, 'Next').click()
    const digits = await digitsOn(proxy)
    await checked(page, 'Which four digits does Sam Example see?')
    await page.getByLabel('Four digits').fill(digits)
    await button(page, 'Next').click()
    await checked(page, 'What may Sam Example do?')
    await button(page, 'Next').click()
    await checked(page, 'Read it, then sign')
    const text = await page.locator('.signed-text').textContent()
    expect(text).toContain('Sam Example')
    expect(text).toContain('treatment (TREAT)')
    await button(page, 'Yes, I sign').click()
    await heading(page, 'Sam Example may act for you now').waitFor()
    await button(page, 'Done').click()
    await page.getByText('Sam Example').click()
    expect(await page.locator('.signed-text').textContent()).toBe(text)
    await button(proxy, 'Go on').click()
    await button(proxy, 'For Pat Example, by their mandate').click()
    await proxy.getByText('You act for Pat Example').waitFor()
    await heading(proxy, 'For Pat Example').waitFor()
  })

  test('signs within the mandate, and the patient is told who did', async () => {
    const { page, staff, goHome } = setting
    await askFor(staff.doctor, record)
    await go(proxy, '/')
    await proxySettled()
    await cards(proxy).first().click()
    await button(proxy, 'Yes, I sign').click()
    await proxy.getByText('Signed. The hospital has it.').waitFor()
    await goHome()
    await page.getByText(/^Sam Example signed for you: /).waitFor()
    await checked(page, 'Hello, Pat Example')
    await go(page, '/history')
    await page.getByText(/^Sam Example \(for you\) gave .* a consent$/).waitFor()
    await goHome()
    await button(page, 'I have read this').first().click()
    await page.getByText(/^Sam Example signed for you/).waitFor({ state: 'detached' })
  })

  test('is refused beyond the mandate, in words', async () => {
    const { staff } = setting
    await askFor(staff.doctor, record, { purposes: ['HRESCH'] })
    await go(proxy, '/')
    await proxySettled()
    await cards(proxy).first().click()
    await button(proxy, 'Yes, I sign').click()
    await proxy.getByText('You may not do this for them').waitFor()
    await proxy.getByText('representation_beyond_power').waitFor()
  })

  test('is refused once the mandate was taken back, also in the middle of signing', async () => {
    const { page, staff } = setting
    await askFor(staff.doctor, record)
    await go(proxy, '/')
    // Else the first card may be the one before, which goes away once the list has come.
    await proxySettled()
    await cards(proxy).first().click()
    await button(proxy, 'Yes, I sign').waitFor()
    await proxySettled()
    // A phone that has not heard of it yet: the hospital is what refuses.
    await proxy.route('**/trust-bundle', (route) => route.abort())
    await go(page, '/me')
    await page.getByText('Who may act for me').click()
    await page.getByText('Sam Example').click()
    await button(page, 'Take it back').click()
    await page.getByText('Taken back. Within a minute it is refused everywhere.').waitFor()
    await checked(page, 'Sam Example may not act for you any more')
    await button(proxy, 'Yes, I sign').click()
    await proxy.getByText('status_revoked').waitFor()
    await proxy.unroute('**/trust-bundle')
    await go(proxy, '/me')
    await go(proxy, '/')
    await proxy.getByText('You may not act for Pat Example any more').waitFor()
    expect(await brokenRules(proxy)).toEqual([])
    expect([...setting.complaints, ...ofProxy]).toEqual([])
  })
})
