import { verifyReceiptCodes } from '@fidecura/consent/consent-receipt'
import type { AppConfiguration } from '@fidecura/server/client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openTrust } from '../../examples/app-kit/src/trust.ts'
import { withChromium } from '../chromium.ts'
import { readQrPictures } from '../qr-pictures.ts'
import { comesTrue } from './comes-true.ts'
import { memoryKeep } from './memory-keep.ts'
import {
  button,
  cards,
  enrol,
  heading,
  type PatientSetting,
  record,
  startPatient,
} from './patient-setting.ts'
import { askFor } from './people.ts'

withChromium('a patient who is asked for a consent', () => {
  let setting: PatientSetting

  beforeAll(async () => {
    setting = await startPatient()
  })

  afterAll(() => setting?.close())

  test('enrols at the desk: opens the link, compares four digits, and has an identity', async () => {
    await enrol(setting)
    await setting.page.getByText('Nothing is waiting for you.').waitFor()
  })

  describe('who is asked for a consent', () => {
    test('sees who by a verified name, what, why, how long, and what it would open', async () => {
      const { staff, page, openFirst, settled } = setting
      await askFor(staff.doctor, record, { words: 'Before the operation.' })
      await openFirst()
      await settled()
      for (const text of [
        ...['Cardiology, Riverside Hospital', 'name verified', 'observations, imaging'],
        ...['treatment', '90 days', '“Before the operation.”'],
      ]) {
        expect(await page.locator('main').textContent()).toContain(text)
      }
      const allowed = page.locator('.verdicts').first()
      expect(await allowed.textContent()).toContain('imaging, for treatment')
      expect(await page.locator('.verdicts-no').textContent()).toContain('anything, for research')
      expect(await page.locator('.signed-text').textContent()).toContain('Consent to share')
    })

    test('reads the notice that the request names, word for word', async () => {
      const { page } = setting
      await button(page, 'What is done with my data?').click()
      await heading(page, 'Notice of the hospital').waitFor()
    })

    test('takes something out, sees at once what stays closed, and signs less', async () => {
      const { page } = setting
      await button(page, 'Take something out').click()
      await page.getByText('imaging', { exact: true }).click()
      await page.getByText('30 days', { exact: true }).click()
      const closed = page.locator('.verdicts-no')
      await closed.getByText('imaging, for treatment').waitFor()
      await button(page, 'Use this').click()
      const text = page.locator('.signed-text')
      await comesTrue(async () => expect(await text.textContent()).not.toContain('ImagingStudy'))
      await button(page, 'Yes, I sign').click()
      await page.getByText('Signed. The hospital has it.').waitFor()
      expect(await page.getByText('30 days').count()).toBe(0)
    })

    test('has a receipt in codes that anybody reads off the screen, and verifies without a network', async () => {
      const { page, browser, home, staff } = setting
      await button(page, 'Show the receipt').click()
      await page.locator('.receipt-code').first().waitFor()
      const pictures = await page.locator('.receipt-code svg').all()
      expect(pictures.length).toBeGreaterThan(1)
      const codes = await readQrPictures(browser, pictures)
      const text = await page.locator('.signed-text').textContent()
      const config = (await (await fetch(`${home}config.json`)).json()) as AppConfiguration
      const { bundle } = await staff.doctor.client.trustBundle()
      const { verifier } = await openTrust({
        ...{ roots: config.roots, bundleSigner: config.bundleSigner },
        ...{ keep: memoryKeep(), fetchBundle: async () => bundle },
      })
      const { register } = config
      const { statement } = await verifyReceiptCodes(codes, { verifier, register })
      expect(statement.text).toBe(text)
      // One of another receipt makes the whole of it nothing.
      await expect(
        verifyReceiptCodes(codes.slice(1), { verifier, register }),
      ).rejects.toMatchObject({ code: 'receipt_code_malformed' })
      await comesTrue(async () => expect(await page.locator('a[download]').count()).toBe(1))
    })

    test('takes it back from home in no more taps than signing took', async () => {
      const { page, goHome } = setting
      await goHome()
      await page.locator('a[href^="#/statements/"]').first().click()
      await button(page, 'Take it back').click()
      await page.getByText('It opens nothing any more.').waitFor()
      // And those who had it are told.
      await page
        .getByText(/that you took it back · told on/)
        .first()
        .waitFor()
      expect(await page.locator('.told-evidence code').textContent()).toMatch(/^ev-/)
      await goHome()
      expect(await page.getByText('In force now').count()).toBe(0)
    })

    test('says no, and is not asked again', async () => {
      const { staff, page, openFirst } = setting
      await askFor(staff.doctor, record)
      await openFirst()
      await button(page, /^No$/).click()
      await page.getByText('Nothing is waiting for you.').waitFor()
    })

    test('finds all of it in the history', async () => {
      const { page } = setting
      await page.evaluate(() => {
        location.hash = '/history'
      })
      const lines = page.locator('.timeline li')
      await comesTrue(async () =>
        expect(await lines.allTextContents()).toEqual([
          expect.stringContaining('You took back the consent for Cardiology, Riverside Hospital'),
          expect.stringContaining('You gave Cardiology, Riverside Hospital a consent'),
        ]),
      )
    })
  })

  test('reads, signs and takes back within six taps and 60 seconds on a slow phone', async () => {
    const { staff, page, goHome } = setting
    await askFor(staff.doctor, record)
    await goHome()
    await cards(page).first().waitFor()
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    const started = performance.now()
    let taps = 0
    const tap = async (what: ReturnType<typeof button>) => {
      taps += 1
      await what.click()
    }
    await tap(cards(page).first())
    await tap(button(page, 'Yes, I sign'))
    await page.getByText('Signed. The hospital has it.').waitFor()
    await tap(button(page, 'Take it back'))
    await page.getByText('It opens nothing any more.').waitFor()
    await session.send('Emulation.setCPUThrottlingRate', { rate: 1 })
    expect(taps).toBeLessThanOrEqual(6)
    expect(performance.now() - started).toBeLessThan(60_000)
  })

  test('does not take back by tapping twice what signed', async () => {
    const { staff, page, openFirst, settled } = setting
    await askFor(staff.doctor, record)
    await openFirst()
    await button(page, 'Yes, I sign').dblclick()
    await page.getByText('Signed. The hospital has it.').waitFor()
    // Were it being taken back, that would be over by then.
    await settled()
    expect(await button(page, 'Take it back').count()).toBe(1)
    expect(await page.getByText('It opens nothing any more.').count()).toBe(0)
  })

  test('types the code where there is no camera', async () => {
    const { page, browser } = setting
    await browser.grantPermissions(['camera'])
    await page.evaluate(() => {
      location.hash = '/enrol'
    })
    await button(page, 'Scan with the camera').click()
    await page.getByText('The camera cannot be used').waitFor()
    await page.getByRole('textbox', { name: 'Code' }).waitFor()
  })

  test('leaves nothing on the phone that anybody reads who has not opened the key', async () => {
    const { page } = setting
    const kept = await page.evaluate(async () => {
      const settle = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
      const all: string[] = []
      for (const { name = '' } of await indexedDB.databases()) {
        if (name === 'fidecura-keys') continue
        const database = await settle(indexedDB.open(name))
        const store = database.transaction('values').objectStore('values')
        const [names, values] = await Promise.all([
          settle(store.getAllKeys()),
          settle<unknown[]>(store.getAll()),
        ])
        const read = (value: unknown) =>
          value instanceof Uint8Array
            ? new TextDecoder('latin1').decode(value)
            : JSON.stringify(value)
        all.push(...names.map(String), ...values.map(read))
        database.close()
      }
      return all
    })
    // The identity, what was signed and answered, the last answers of the hospital, and more.
    expect(kept.length).toBeGreaterThan(20)
    const text = kept.join('\n')
    for (const hint of ['eyJ', 'Example', record, 'Riverside', 'urn:uuid:']) {
      expect([hint, text.includes(hint)]).toEqual([hint, false])
    }
  })

  // What all of the above did.
  test('sees no complaint of the browser', () => {
    expect(setting.complaints).toEqual([])
  })
})
