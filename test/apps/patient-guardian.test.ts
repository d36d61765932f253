import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withChromium } from '../chromium.ts'
import { brokenRules } from './app-page.ts'
import {
  button,
  cards,
  digitsOn,
  enrol,
  heading,
  type PatientSetting,
  startPatient,
} from './patient-setting.ts'
import { askFor, enrolElsewhere, recordSystem } from './people.ts'

const ward = 'R-9'

withChromium('a guardian with the app', () => {
  let setting: PatientSetting

  beforeAll(async () => {
    setting = await startPatient()
    await enrol(setting)
    await enrolElsewhere(setting.service, setting.staff.secretary, ward, 'Mo Example')
  }, 90_000)

  afterAll(() => setting?.close())

  test('is named at the desk by two people, and chooses for whom to act', async () => {
    const { page, staff } = setting
    const offer = await staff.secretary.client.offerGuardianship({
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
    const { page, staff } = setting
    await askFor(staff.doctor, ward)
    await page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
    })
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
})
