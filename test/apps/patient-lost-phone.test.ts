import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type EpochSeconds, epochSeconds, systemClock } from '@fidecura/base'
import { approveRecovery } from '@fidecura/credentials/recovery'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { startBareChromium, withChromium } from '../chromium.ts'
import { filmOfQr } from '../qr-pictures.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { brokenRules, openPage, typePin } from './app-page.ts'
import { pressByKeys } from './by-keys.ts'
import { patienceMilliseconds } from './comes-true.ts'
import { type HospitalService, serveHospitals } from './hospital-service.ts'
import { digitsOn } from './patient-setting.ts'
import { type Colleague, enterColleagues, type Part, recordSystem } from './people.ts'

const pin = '280614'
const daySeconds = 86_400
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const heading = (page: Page, name: string) => page.getByRole('heading', { name, exact: true })

withChromium('a lost phone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-film-'))
  const film = join(folder, 'camera.y4m')
  const showCamera = (text: string) => writeFileSync(film, filmOfQr(text))
  let ahead = 0
  const clock = (): EpochSeconds => epochSeconds(systemClock() + ahead)
  let app: AppBuild
  let service: HospitalService
  let staff: Readonly<Record<Part, Colleague>>
  let browser: Browser

  beforeAll(async () => {
    app = buildApp('patient-app')
    service = await serveHospitals({ patient: app.folder }, clock)
    staff = await enterColleagues(service)
    browser = await startBareChromium([
      '--use-fake-device-for-media-stream',
      // Read anew whenever somebody opens the camera.
      `--use-file-for-fake-video-capture=${film}`,
    ])
  })

  afterAll(async () => {
    await browser?.close()
    await service?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A phone of its own, with a key that nobody knows. */
  const newPhone = async (link: string, permissions: readonly string[] = []): Promise<Page> => {
    const context = await browser.newContext({
      permissions: [...permissions],
      viewport: { width: 360, height: 740 },
      locale: 'en',
    })
    const { page } = await openPage(context)
    page.setDefaultTimeout(patienceMilliseconds)
    await page.goto(link)
    await button(page, 'Start').click()
    await typePin(page, pin)
    await heading(page, 'Type it once more').waitFor()
    await typePin(page, pin)
    return page
  }

  const offerFor = async (value: string) => {
    const person = { name: 'Pat Example', birthDate: '1958-03-14' }
    const record = { system: recordSystem, value }
    return await staff.secretary.client.offerAtDesk({ kind: 'patient', record, ...person })
  }

  const enrol = async (value: string): Promise<Page> => {
    const offer = await offerFor(value)
    const page = await newPhone(offer.link)
    await button(page, 'Next').click()
    await staff.secretary.client.confirmOffer(offer.id, await digitsOn(page))
    await button(page, 'Go on').click()
    await heading(page, 'Hello, Pat Example').waitFor()
    return page
  }

  /** The desk shows which identity it is, and two people agree once they have seen the digits. */
  const replaceAt = async (value: string, isScanned = false): Promise<Page> => {
    const reference = await staff.secretary.client.recoveryReference(value)
    const carried = Buffer.from(JSON.stringify(reference)).toString('base64url')
    const home = `${service.origin}/riverside/patient/`
    const link = `${home}#recovery=${carried}`
    const page = await newPhone(isScanned ? `${home}#/enrol` : link, ['camera'])
    if (isScanned) {
      showCamera(link)
      await button(page, 'Scan with the camera').click()
    }
    await pressByKeys(page, 'Ask for it')
    expect(await digitsOn(page)).toMatch(/^\d{4}$/)
    expect(await brokenRules(page)).toEqual([])
    const { items } = await staff.secretary.client.recoveries({ limit: 100 })
    const item = items.find(({ state }) => state === 'requested')
    if (item === undefined) throw new Error('Nobody asked')
    for (const { client, signer, credentials, chain } of [staff.secretary, staff.approver]) {
      const token = await approveRecovery(item.request, { signer, issuedAt: clock() })
      const [role = '', licence = ''] = rolesOf(credentials)
      await client.approveRecovery(item.id, { token, evidence: { role, licence, chain } })
    }
    await heading(page, 'Agreed').waitFor()
    return page
  }

  const lookAnew = (page: Page) =>
    page.evaluate(() => {
      document.dispatchEvent(new Event('visibilitychange'))
    })

  test('is enrolled by its camera, which goes on where it sees something else', async () => {
    const page = await newPhone(`${service.origin}/riverside/patient/#/enrol`, ['camera'])
    showCamera('https://advert.example/of-something')
    await button(page, 'Scan with the camera').click()
    await page.getByText('That is another code').waitFor()
    expect(await brokenRules(page)).toEqual([])
    await button(page, 'Type it instead').click()
    showCamera('7K2M-0000-ZZZZ')
    await button(page, 'Scan with the camera').click()
    await page.getByText('This code is not known').waitFor()
    const offer = await offerFor('R-3')
    showCamera(offer.link)
    await button(page, 'Scan with the camera').click()
    await staff.secretary.client.confirmOffer(offer.id, await digitsOn(page))
    await button(page, 'Go on').click()
    await heading(page, 'Hello, Pat Example').waitFor()
    // A code of OpenID is read off a screen as well, and leads to who it is from before anything is asked of them.
    const elsewhere = encodeURIComponent('https://issuer.example/offers/1')
    showCamera(`openid-credential-offer://?credential_offer_uri=${elsewhere}`)
    await button(page, 'Scan a code').click()
    await heading(page, 'It does not go on here').waitFor()
    await page.getByText('This app may not go there').waitFor()
    await page.context().close()
  })

  test('types the code where the person refuses the camera', async () => {
    const page = await newPhone(`${service.origin}/riverside/patient/#/enrol`)
    await button(page, 'Scan with the camera').click()
    await page.getByText('This page may not use the camera').waitFor()
    await page.getByRole('textbox', { name: 'Code' }).waitFor()
    await page.context().close()
  })

  test('that somebody still has can stop whoever says that it was lost', async () => {
    const old = await enrol('R-1')
    const thief = await replaceAt('R-1')
    await lookAnew(old)
    await heading(old, 'Somebody wants to replace your key').waitFor()
    expect(await brokenRules(old)).toEqual([])
    await pressByKeys(old, 'That is not me: stop it')
    await heading(thief, 'This was stopped').waitFor()
    await old.context().close()
    await thief.context().close()
  })

  test('is replaced by two people of the desk, a day later', async () => {
    const old = await enrol('R-2')
    await old.context().close()
    const page = await replaceAt('R-2', true)
    ahead = daySeconds + 60
    // Whole seconds are cut off, and what is issued now must be valid then.
    await page.clock.setSystemTime(new Date((clock() + 10) * 1000))
    // Nobody has touched it for a day.
    await lookAnew(page)
    await heading(page, 'Enter your PIN').waitFor()
    await typePin(page, pin)
    const done = heading(page, 'Done. This phone is yours.')
    // It may have been completed just before the app was locked.
    await done.or(heading(page, 'Hello, Pat Example')).waitFor()
    if ((await done.count()) > 0) await pressByKeys(page, 'Go on')
    await heading(page, 'Hello, Pat Example').waitFor()
    await page.context().close()
  })
})

/** The role first, whatever order they came in. */
function rolesOf(credentials: readonly string[]): readonly string[] {
  return [...credentials].sort((one, other) => rank(one) - rank(other))
}

function rank(token: string): number {
  const text = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()
  return text.includes('practitioner-role') ? 0 : 1
}
