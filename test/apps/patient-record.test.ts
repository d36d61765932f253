import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { withChromium } from '../chromium.ts'
import { typePin } from './app-page.ts'
import {
  button,
  cards,
  enrol,
  type PatientSetting,
  pin,
  record,
  startPatient,
} from './patient-setting.ts'
import { askFor, mayRead, writeEntry } from './people.ts'

withChromium('a patient and the record', () => {
  let setting: PatientSetting

  beforeAll(async () => {
    setting = await startPatient()
    await enrol(setting)
  })

  afterAll(() => setting?.close())

  describe('without a network', () => {
    beforeEach(async () => {
      const { staff, page, goHome } = setting
      await askFor(staff.doctor, record)
      await goHome()
      await cards(page).first().waitFor()
    })

    test('reads and signs; it is sent when there is one again, once', async () => {
      const { staff, browser, page } = setting
      const before = (await staff.doctor.client.consentRequests({ limit: 100 })).items
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready
      })
      await browser.setOffline(true)
      try {
        await page.reload()
        await typePin(page, pin)
        await page.getByText('No network.').waitFor()
        await cards(page).first().click()
        await button(page, 'Yes, I sign').click()
        await page.getByText('Signed on this phone.').waitFor()
        await button(page, 'Done').click()
        await page.getByText('One thing you signed waits for the network.').waitFor()
        expect(await cards(page).count()).toBe(0)
      } finally {
        await browser.setOffline(false)
      }
      await page.locator('a[href^="#/statements/"]').first().waitFor()
      // The app looks again every ten seconds, for no browser tells when a network leads somewhere again.
      await page.getByText('waits for the network').waitFor({ state: 'detached' })
      await page.locator('a[href^="#/statements/"]').first().click()
      await button(page, 'Show the receipt').click()
      await page.locator('.receipt-code').first().waitFor()
      const after = (await staff.doctor.client.consentRequests({ limit: 100 })).items
      const count = (items: typeof after) =>
        items.filter(({ state }) => state === 'answered').length
      expect(count(after)).toBe(count(before) + 1)
    })
  })

  describe('for whom a doctor wrote something', () => {
    test('confirms it', async () => {
      const { staff, page, goHome } = setting
      await writeEntry(staff.doctor, record, 'Blood pressure 128/82.')
      await goHome()
      await page.getByText('A doctor wrote in your record').first().click()
      await page.getByText('Blood pressure 128/82.').waitFor()
      await page.getByText('signature verified').waitFor()
      await button(page, 'Yes, that is right').click()
      await page.getByText('You confirmed this.').waitFor()
    })

    test('disputes it in their own words, which the doctor can read', async () => {
      const { staff, page, goHome } = setting
      const id = await writeEntry(staff.doctor, record, 'Takes amlodipine.')
      await goHome()
      await page.getByText('A doctor wrote in your record').first().click()
      await button(page, 'Something is wrong').click()
      await page.getByRole('textbox').fill('I take nothing.')
      await button(page, 'Send').click()
      await page.getByText('You said that something is wrong.').waitFor()
      const { items } = await staff.doctor.client.entries({ limit: 100 })
      expect(items.find((entry) => entry.id === id)).toMatchObject({ verdict: 'disputed' })
    })
  })

  describe('who opens a link of a doctor elsewhere', () => {
    test('gives a consent for a day, and takes it back', async () => {
      const { service, staff, page, settled } = setting
      const custodian = service.example.hospitals.get('riverside')?.site.did
      const made = await staff.remote_doctor.client.requestConsent({
        ...(custodian === undefined ? {} : { custodian }),
        ...{ purposes: ['TREAT'], validHours: 24 },
        data: [{ scope: 'category', types: [kind('Observation')] }],
      })
      await page.goto(made.url)
      await button(page, 'Yes, I sign').waitFor()
      await settled()
      const text = await page.locator('main').textContent()
      expect(text).toContain('Telemedicine, Hillside Hospital')
      expect(text).toContain('24 hours')
      // To the minute, and in which zone.
      expect(text).toMatch(/to \w{3} \d+, \d{4}, \d+:\d\d [AP]M (UTC|GMT|[A-Z]{2,5})/)
      await button(page, 'Yes, I sign').click()
      await page.getByText('Signed. The hospital has it.').waitFor()
      expect(await mayRead(service, staff.remote_doctor, record)).toBe(true)
      await button(page, 'Take it back').click()
      await page.getByText('It opens nothing any more.').waitFor()
      expect(await mayRead(service, staff.remote_doctor, record)).toBe(false)
    })

    test.each([
      ['is cut off', (url: string) => url.slice(0, -40), 'The link is not whole'],
      ['was changed on its way', withOtherWords, 'Do not answer this'],
    ])('signs nothing where the link %s', async (_, spoil, says) => {
      const { staff, page, goHome } = setting
      const { url } = await askFor(staff.doctor, record)
      await page.goto(spoil(url))
      await page.getByText(says).waitFor()
      expect(await button(page, 'Yes, I sign').count()).toBe(0)
      await goHome()
    })
  })

  test('sees who read the record, and who wanted to', async () => {
    const { service, staff, page, goHome } = setting
    await mayRead(service, staff.remote_doctor, record)
    await goHome()
    await page.evaluate(() => {
      location.hash = '/accesses'
    })
    await page.getByText('and was refused').first().waitFor()
    await page.locator('.timeline').getByText('Dr Theo Example').first().waitFor()
  })

  test('takes credentials and receipts along in a backup, and no key', async () => {
    const { page } = setting
    await page.evaluate(() => {
      location.hash = '/backup'
    })
    await page.getByLabel('Pass phrase').fill('correct horse battery')
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      button(page, 'Save the file').click(),
    ])
    const file = await download.path()
    await page.evaluate(() => {
      location.hash = '/restore'
    })
    const choosing = page.waitForEvent('filechooser')
    await button(page, 'Choose the file').click()
    await (await choosing).setFiles(file)
    await page.getByLabel('Pass phrase').fill('another horse battery')
    await button(page, 'Restore').click()
    await page.getByText('That was not the pass phrase').waitFor()
    await page.getByLabel('Pass phrase').fill('correct horse battery')
    await button(page, 'Restore').click()
    await page.getByText('Restored: 1 credentials').waitFor()
  })

  // What all of the above did.
  test('sees no complaint of the browser', () => {
    expect(setting.complaints).toEqual([])
  })
})

function kind(code: string) {
  return { system: 'http://hl7.org/fhir/resource-types', code }
}

/** Another audience of the same length: the signature is over it. */
function withOtherWords(url: string): string {
  const [before = '', fragment = ''] = url.split('#request=')
  const carried = JSON.parse(Buffer.from(fragment, 'base64url').toString())
  const [header, payload, signature] = carried.token.split('.')
  const changed = Buffer.from(payload, 'base64url').toString().replace('TREAT', 'HMARK')
  const token = [header, Buffer.from(changed).toString('base64url'), signature].join('.')
  return `${before}#request=${Buffer.from(JSON.stringify({ ...carried, token })).toString('base64url')}`
}
