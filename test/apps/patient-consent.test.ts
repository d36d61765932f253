import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { newProfile, startChromium, withChromium } from '../chromium.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { brokenRules, looks, openPage, overflows, setLook, typePin } from './app-page.ts'
import { type HospitalService, serveHospitals } from './hospital-service.ts'
import {
  askFor,
  type Colleague,
  enterColleagues,
  mayRead,
  type Part,
  recordSystem,
  writeEntry,
} from './people.ts'

const pin = '280614'
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })
const cards = (page: Page) => page.locator('a.card-new')

withChromium('a patient with the app', () => {
  const profile = newProfile()
  const record = 'R-4711'
  let app: AppBuild
  let service: HospitalService
  let staff: Readonly<Record<Part, Colleague>>
  let browser: BrowserContext
  let page: Page
  let complaints: string[]
  let home: string

  beforeAll(async () => {
    app = buildApp('patient-app')
    service = await serveHospitals({ patient: app.folder })
    staff = await enterColleagues(service)
    home = `${service.origin}/riverside/patient/`
    browser = await startChromium(profile)
    ;({ page, complaints } = await openPage(browser))
    page.setDefaultTimeout(8_000)
    await page.goto(home)
    await page.evaluate(() => localStorage.setItem('fidecura.language', 'en'))
    await page.reload()
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    await service?.close()
    app?.remove()
    profile.remove()
  })

  const goHome = async () => {
    await page.evaluate(() => {
      location.hash = '/me'
    })
    await page.locator('a[href="#/credentials"]').waitFor()
    // As when a person comes back to the app: it looks what is new.
    await page.evaluate(() => {
      location.hash = '/'
      document.dispatchEvent(new Event('visibilitychange'))
    })
  }
  const openFirst = async () => {
    await goHome()
    await cards(page).first().click()
    await button(page, 'Yes, I sign').waitFor()
  }

  test('enrols at the desk: opens the link, compares four digits, and has an identity', async () => {
    await button(page, 'Start').click()
    await typePin(page, pin)
    await heading(page, 'Type it once more').waitFor()
    await typePin(page, pin)
    await heading(page, 'Your key is ready').waitFor()
    const { client } = staff.secretary
    const person = { name: 'Pat Example', birthDate: '1958-03-14' }
    const numbered = { system: recordSystem, value: record }
    const offer = await client.offerIdentity({ kind: 'patient', record: numbered, ...person })
    await page.goto(offer.link)
    // Nothing of the code stays in the address.
    await page.waitForURL((url) => !url.href.includes('offer='))
    await button(page, 'Next').click()
    await page.locator('.four-digits').waitFor()
    const digits = (await page.locator('.four-digits > [aria-hidden]').allTextContents()).join('')
    const wrong = digits === '0000' ? '0001' : '0000'
    await expect(client.confirmOffer(offer.id, wrong)).rejects.toMatchObject({
      code: 'offer_digits_wrong',
    })
    await client.confirmOffer(offer.id, digits)
    await button(page, 'Go on').click()
    await heading(page, 'Hello, Pat Example').waitFor()
    await page.getByText('Nothing is waiting for you.').waitFor()
  })

  describe('who is asked for a consent', () => {
    test('sees who by a verified name, what, why, how long, and what it would open', async () => {
      await askFor(staff.doctor, record, { words: 'Before the operation.' })
      await openFirst()
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
      await button(page, 'What is done with my data?').click()
      await heading(page, 'Notice of the hospital').waitFor()
    })

    test('takes something out, sees at once what stays closed, and signs less', async () => {
      await button(page, 'Take something out').click()
      await page.getByText('imaging', { exact: true }).click()
      await page.getByText('30 days', { exact: true }).click()
      const closed = page.locator('.verdicts-no')
      await closed.getByText('imaging, for treatment').waitFor()
      await button(page, 'Use this').click()
      expect(await page.locator('.signed-text').textContent()).not.toContain('ImagingStudy')
      await button(page, 'Yes, I sign').click()
      await page.getByText('Signed. The hospital has it.').waitFor()
      expect(await page.getByText('30 days').count()).toBe(0)
    })

    test('has a receipt in codes that a phone reads', async () => {
      await button(page, 'Show the receipt').click()
      await page.locator('.receipt-code').first().waitFor()
      expect(await page.locator('.receipt-code').count()).toBeGreaterThan(1)
      expect(await page.locator('a[download]').count()).toBe(1)
    })

    test('takes it back from home in no more taps than signing took', async () => {
      await goHome()
      await page.locator('a[href^="#/statements/"]').first().click()
      await button(page, 'Take it back').click()
      await page.getByText('It opens nothing any more.').waitFor()
      await goHome()
      expect(await page.getByText('In force now').count()).toBe(0)
    })

    test('says no, and is not asked again', async () => {
      await askFor(staff.doctor, record)
      await openFirst()
      await button(page, /^No$/).click()
      await page.getByText('Nothing is waiting for you.').waitFor()
    })

    test('finds all of it in the history', async () => {
      await page.evaluate(() => {
        location.hash = '/history'
      })
      const lines = page.locator('.timeline li')
      await lines.first().waitFor()
      expect(await lines.allTextContents()).toEqual([
        expect.stringContaining('You took back the consent for Cardiology, Riverside Hospital'),
        expect.stringContaining('You gave Cardiology, Riverside Hospital a consent'),
      ])
    })
  })

  test('reads, signs and takes back within six taps and 60 seconds on a slow phone', async () => {
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
    await askFor(staff.doctor, record)
    await openFirst()
    await button(page, 'Yes, I sign').dblclick()
    await page.getByText('Signed. The hospital has it.').waitFor()
    await page.waitForTimeout(600)
    expect(await button(page, 'Take it back').count()).toBe(1)
  })

  test('signs by the keyboard alone', async () => {
    await askFor(staff.doctor, record)
    await goHome()
    await cards(page).first().waitFor()
    const reach = async (text: string) => {
      for (let tabs = 0; tabs < 40; tabs++) {
        const focused = await page.evaluate(() => document.activeElement?.textContent ?? '')
        if (focused.includes(text)) return
        await page.keyboard.press('Tab')
      }
      throw new Error(`No way to ${text}`)
    }
    await reach('asks for your consent')
    await page.keyboard.press('Enter')
    await button(page, 'Yes, I sign').waitFor()
    await page.waitForTimeout(500)
    await reach('Yes, I sign')
    await page.keyboard.press('Enter')
    await page.getByText('Signed. The hospital has it.').waitFor()
    await reach('Take it back')
    await page.keyboard.press('Enter')
    await page.getByText('It opens nothing any more.').waitFor()
  })

  describe('without a network', () => {
    beforeEach(async () => {
      await askFor(staff.doctor, record)
      await goHome()
      await cards(page).first().waitFor()
    })

    test('reads and signs; it is sent when there is one again, once', async () => {
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
      await page.getByText('waits for the network').waitFor({ state: 'detached', timeout: 20_000 })
      const after = (await staff.doctor.client.consentRequests({ limit: 100 })).items
      const count = (items: typeof after) =>
        items.filter(({ state }) => state === 'answered').length
      expect(count(after)).toBe(count(before) + 1)
    })
  })

  describe('for whom a doctor wrote something', () => {
    test('confirms it', async () => {
      await writeEntry(staff.doctor, record, 'Blood pressure 128/82.')
      await goHome()
      await page.getByText('A doctor wrote in your record').first().click()
      await page.getByText('Blood pressure 128/82.').waitFor()
      await page.getByText('signature verified').waitFor()
      await button(page, 'Yes, that is right').click()
      await page.getByText('You confirmed this.').waitFor()
    })

    test('disputes it in their own words, which the doctor can read', async () => {
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
      const custodian = service.example.hospitals.get('riverside')?.site.did
      const made = await staff.remote_doctor.client.requestConsent({
        ...(custodian === undefined ? {} : { custodian }),
        ...{ purposes: ['TREAT'], validHours: 24 },
        data: [{ scope: 'category', types: [kind('Observation')] }],
      })
      await page.goto(made.url)
      await button(page, 'Yes, I sign').waitFor()
      const text = await page.locator('main').textContent()
      expect(text).toContain('Telemedicine, Hillside Hospital')
      expect(text).toContain('24 hours')
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
      const { url } = await askFor(staff.doctor, record)
      await page.goto(spoil(url))
      await page.getByText(says).waitFor()
      expect(await button(page, 'Yes, I sign').count()).toBe(0)
      await goHome()
    })
  })

  test('sees who read the record, and who wanted to', async () => {
    await mayRead(service, staff.remote_doctor, record)
    await goHome()
    await page.evaluate(() => {
      location.hash = '/accesses'
    })
    await page.getByText('and was refused').first().waitFor()
    expect(await page.locator('.timeline').textContent()).toContain('Dr Theo Example')
  })

  test('takes credentials and receipts along in a backup, and no key', async () => {
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

  test.each(looks)(
    'has screens that break no rule of axe-core and fit, in $language at $width px, at twice the text size, too',
    async (look) => {
      await setLook(page, look)
      await page.goto(home)
      await page.reload()
      await typePin(page, pin)
      await page.locator('.shell-nav').waitFor()
      for (const size of ['', '225%']) {
        for (const path of [
          ...['/', '/history', '/accesses', '/me', '/credentials', '/act-for', '/backup'],
          ...['/restore', '/lost', '/enrol'],
        ]) {
          await page.evaluate(
            ([to, percent]) => {
              document.documentElement.style.fontSize = percent
              location.hash = to
            },
            [path, size] as const,
          )
          await page.locator('h1').waitFor()
          expect([path, await brokenRules(page)]).toEqual([path, []])
          expect([path, size, await overflows(page)]).toEqual([path, size, false])
        }
      }
      await page.evaluate(() => {
        document.documentElement.style.fontSize = ''
      })
    },
    60_000,
  )

  // What all of the above did.
  test('sees no complaint of the browser', () => {
    expect(complaints).toEqual([])
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
