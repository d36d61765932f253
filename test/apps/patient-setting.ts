import { systemClock } from '@fidecura/base'
import type { BrowserContext, Page } from 'playwright-core'
import { type ChromiumProfile, newProfile, startChromium } from '../chromium.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { openPage, typePin } from './app-page.ts'
import { patienceMilliseconds } from './comes-true.ts'
import { type HospitalService, serveHospitals } from './hospital-service.ts'
import { type Colleague, enterColleagues, type Part, recordSystem } from './people.ts'

/** The record of the patient, in which there is something. */
export const record = 'R-4711'

export const pin = '280614'

/** A patient with a phone at a hospital, and those who work there. */
export interface PatientSetting {
  readonly service: HospitalService
  readonly staff: Readonly<Record<Part, Colleague>>
  readonly browser: BrowserContext
  readonly page: Page
  /** What the browser complained of. */
  readonly complaints: readonly string[]
  /** Where the app is. */
  readonly home: string
  /** As of a watched page. */
  settled(): Promise<void>
  /** Opens the section at the beginning, which looks what is new, and waits until it has. */
  goHome(): Promise<void>
  /** Opens the first request that waits there. */
  openFirst(): Promise<void>
  close(): Promise<void>
}

/** What is otherwise than usual. */
export interface PatientSettingOptions {
  /** Whom the app may call beside the hospital. */
  readonly walletOrigins?: readonly string[]
  /** Authorities whose word on who asks counts, each base64 DER. */
  readonly certificateRoots?: readonly string[]
  /** Who has not come to work yet. */
  readonly absent?: readonly Part[]
}

/** The app is open in English, and knows nobody yet. */
export async function startPatient({
  walletOrigins,
  certificateRoots,
  absent,
}: PatientSettingOptions = {}): Promise<PatientSetting> {
  const profile: ChromiumProfile = newProfile()
  const app: AppBuild = buildApp('patient-app')
  const service = await serveHospitals(
    { patient: app.folder },
    systemClock,
    walletOrigins,
    certificateRoots,
  )
  const staff = await enterColleagues(service, absent)
  const home = `${service.origin}/riverside/patient/`
  const browser = await startChromium(profile)
  const { page, complaints, settled } = await openPage(browser)
  page.setDefaultTimeout(patienceMilliseconds)
  await page.goto(home)
  await page.evaluate(() => localStorage.setItem('fidecura.language', 'en'))
  await page.reload()
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
    // Else what is there may be from before, and go away in a moment.
    await settled()
  }
  return {
    ...{ service, staff, browser, page, complaints, settled, home, goHome },
    async openFirst() {
      await goHome()
      await cards(page).first().click()
      await button(page, 'Yes, I sign').waitFor()
    },
    async close() {
      await browser.close()
      await service.close()
      profile.remove()
    },
  }
}

/** Makes the first key of a phone. */
export async function makeKey(page: Page): Promise<void> {
  await button(page, 'Start').click()
  await typePin(page, pin)
  await heading(page, 'Type it once more').waitFor()
  await typePin(page, pin)
  await heading(page, 'Your key is ready').waitFor()
}

/** Makes the first key, opens the link of the desk, and compares four digits. */
export async function enrol({ page, staff }: PatientSetting): Promise<void> {
  await makeKey(page)
  const { client } = staff.secretary
  const person = { name: 'Pat Example', birthDate: '1958-03-14' }
  const numbered = { system: recordSystem, value: record }
  const offer = await client.offerAtDesk({ kind: 'patient', record: numbered, ...person })
  await page.goto(offer.link)
  // Nothing of the code stays in the address.
  await page.waitForURL((url) => !url.href.includes('offer='))
  await button(page, 'Next').click()
  await client.confirmOffer(offer.id, await digitsOn(page))
  await button(page, 'Go on').click()
  await heading(page, 'Hello, Pat Example').waitFor()
}

/** The four digits that the screen shows. */
export async function digitsOn(page: Page): Promise<string> {
  await page.locator('.four-digits').waitFor()
  return (await page.locator('.four-digits > [aria-hidden]').allTextContents()).join('')
}

export const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name })
export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { name, exact: true })
/** What waits at the beginning. */
export const cards = (page: Page) => page.locator('a.card-new')
