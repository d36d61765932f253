import { type EpochSeconds, epochSeconds, systemClock } from '@fidecura/base'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { BrowserContext, Page } from 'playwright-core'
import { newProfile, startChromium, withChromium } from '../chromium.ts'
import { type AppBuild, buildApp } from './app-build.ts'
import { comeBack, openPage, type WatchedPage } from './app-page.ts'
import { comesTrue, patienceMilliseconds } from './comes-true.ts'
import {
  type HospitalPortal,
  openPortalPlaces,
  type PortalPlaces,
  startHospitalPortal,
} from './hospital-portal.ts'
import { type HospitalService, serveHospitals } from './hospital-service.ts'
import { agreeToLess, showAtTheDoor, signInAtPortal } from './portal-steps.ts'
import {
  comeIn,
  digitsOf,
  enrolPhone,
  go,
  goHome,
  inviteIn,
  isTurnedAway,
  makeKey,
  press,
  readRecord,
  see,
  signForNewKey,
  suspendRole,
  switchTo,
  unlock,
} from './tour-steps.ts'

const record = 'R-4711'
const patientName = 'Pat Example'

/** The whole of it, in two apps, at a clinic of somebody else, and on four devices, by what people can see and press. */
withChromium('the tour', () => {
  const profiles = [newProfile(), newProfile(), newProfile(), newProfile()] as const
  const apps: AppBuild[] = []
  const browsers: BrowserContext[] = []
  let service: HospitalService
  let places: PortalPlaces
  let portal: HospitalPortal
  let ahead = 0
  const clock = (): EpochSeconds => epochSeconds(systemClock() + ahead)
  /** Of the department, where each person has a key; of the patient; of a doctor who is brought in. */
  let desk: WatchedPage
  let phone: WatchedPage
  let wallet: WatchedPage
  let names: Readonly<Record<string, string>>
  let home: string

  const device = async (n: 0 | 1 | 2 | 3): Promise<WatchedPage> => {
    const browser = await startChromium(profiles[n])
    await browser.addInitScript(() => localStorage.setItem('fidecura.language', 'en'))
    browsers.push(browser)
    const watched = await openPage(browser)
    watched.page.setDefaultTimeout(patienceMilliseconds)
    return watched
  }
  const readAs = (page: Page, kind = /laboratory/i) => readRecord(page, record, kind)
  const asDesk = (part: string) => switchTo(desk.page, names[part] ?? '')

  beforeAll(async () => {
    apps.push(buildApp('patient-app'), buildApp('department-console'))
    const [patient = '', console = ''] = apps.map(({ folder }) => folder)
    places = await openPortalPlaces()
    service = await serveHospitals({ patient, console }, clock, places.origins)
    portal = await startHospitalPortal(service, places, clock)
    home = `${service.origin}/riverside/patient/`
    desk = await device(0)
    phone = await device(1)
    wallet = await device(2)
  })

  afterAll(async () => {
    for (const browser of browsers) await browser.close()
    await portal?.close()
    await places?.bridge.close()
    await service?.close()
    for (const profile of profiles) profile.remove()
  })

  test('lets a secretary, an approver and a doctor in, each with a key of their own', async () => {
    const invitations = await service.example.invite()
    const parts = ['secretary', 'approver', 'doctor']
    const ours = invitations.filter(
      ({ hospital, part }) => hospital === 'riverside' && parts.includes(part),
    )
    names = Object.fromEntries(ours.map(({ part, name }) => [part, name]))
    for (const [n, { name, link }] of ours.entries()) {
      await desk.page.goto(link)
      await comeIn(desk.page, name, n === 0)
      if (n < ours.length - 1) await press(desk.page, 'Lock')
    }
  })

  test('brings a doctor in: one takes the digits, another approves, and the credentials are there', async () => {
    const { page } = desk
    await asDesk('secretary')
    await inviteIn(page, [
      'Name,Registration,Profession,Specialty,Valid until',
      'Dr Mei Example,D-2001,Physician,Cardiology,2032-06-30',
    ])
    const code = (await page.locator('.code-text').textContent()) ?? ''
    await makeKey(wallet.page, `${home}#offer=${code}`)
    await press(wallet.page, 'Next')
    const digits = await digitsOf(wallet.page)
    await page.getByLabel('Four digits that Dr Mei Example reads to you').fill(digits)
    await page.getByText('All digits agree').waitFor()
    await wallet.page.getByText('Now a second person at the hospital checks').waitFor()
    await asDesk('approver')
    await press(page, /^Approve 1 pe/)
    await press(page, /^Sign for 1 pe/)
    await page.getByText(/can work now/).waitFor()
    await see(wallet.page, 'Done. The hospital knows your key.')
  })

  test('enrols a patient by four digits', async () => {
    await asDesk('secretary')
    await enrolPhone(desk.page, phone.page, home, {
      name: patientName,
      record,
      birthDate: '1958-03-14',
    })
    await press(phone.page, 'Go on')
    await see(phone.page, `Hello, ${patientName}`)
  })

  test('keeps the record shut before the patient has said anything', async () => {
    await asDesk('doctor')
    await expect(readAs(desk.page)).resolves.toBe('not available')
  })

  test('asks for a consent, which the patient narrows and signs while the network is cut', async () => {
    await press(desk.page, 'Patients')
    await press(desk.page, /^Ask for a consent/)
    await desk.page.getByLabel('Record number').fill(record)
    for (const kind of ['laboratory', 'imaging']) {
      await desk.page.getByLabel(new RegExp(kind, 'i')).first().check()
    }
    await press(desk.page, 'Sign and send')
    await see(desk.page, 'The request is made')
    await goHome(phone)
    await phone.page.locator('a.card-new').first().click()
    await press(phone.page, 'Take something out')
    await phone.page.getByText('imaging', { exact: true }).click()
    await press(phone.page, 'Use this')
    const [, patientBrowser] = browsers
    await patientBrowser?.setOffline(true)
    await press(phone.page, 'Yes, I sign')
    await phone.page.getByText('Signed on this phone.').waitFor()
    await expect(readAs(desk.page)).resolves.toBe('not available')
    await patientBrowser?.setOffline(false)
    await goHome(phone)
    await phone.page.locator('a[href^="#/statements/"]').first().waitFor()
  })

  test('opens what was signed, and nothing else', async () => {
    await expect(readAs(desk.page)).resolves.toBe('read')
    await expect(readAs(desk.page, /imaging/i)).resolves.toBe('not available')
  })

  test('has the patient confirm what the doctor wrote', async () => {
    await go(desk.page, '/write')
    await desk.page.getByLabel('Record number').fill(record)
    await desk.page.getByLabel('Entry', { exact: true }).fill('Blood pressure 128/82.')
    await press(desk.page, 'Sign')
    await desk.page.getByText('Signed, and on its way to the patient').waitFor()
    await goHome(phone)
    await phone.page.getByText('A doctor wrote in your record').first().click()
    await press(phone.page, 'Yes, that is right')
    await phone.page.getByText('You confirmed this.').waitFor()
    await comeBack(desk.page)
    await desk.page.getByText('Confirmed by the patient').waitFor()
  })

  test('refuses the doctor from the second in which the secretary suspends the role', async () => {
    await asDesk('secretary')
    await suspendRole(desk.page, names['doctor'] ?? '')
    await isTurnedAway(desk.page, names['doctor'] ?? '')
    await asDesk('secretary')
    await press(desk.page, 'Staff')
    await press(desk.page, names['doctor'] ?? '')
    await press(desk.page, /reinstate/i)
    await desk.page.getByText('The role is accepted again').waitFor()
    await asDesk('doctor')
    await expect(readAs(desk.page)).resolves.toBe('read')
  })

  test('denies the doctor what the patient has taken back, and tells the patient who looked', async () => {
    await goHome(phone)
    await phone.page.locator('a[href^="#/statements/"]').first().click()
    await press(phone.page, 'Take it back')
    await phone.page.getByText('It opens nothing any more.').waitFor()
    await expect(readAs(desk.page)).resolves.toBe('not available')
    await go(phone.page, '/accesses')
    await phone.page
      .getByText(names['doctor'] ?? '')
      .first()
      .waitFor()
    await phone.page.getByText('and was refused').first().waitFor()
  })

  test('opens the record in an emergency, and tells the patient who did, why, and in whose words', async () => {
    const { page } = desk
    await go(page, '/emergency')
    await page.getByLabel('Record number').fill(record)
    await page.getByLabel('The patient is unconscious').check()
    await page.getByLabel('What has happened').fill('Found at the bus stop.')
    await page.getByLabel('Prescriptions').check()
    await press(page, 'Continue')
    await page.getByLabel('It is as I have said, and I answer for it').check()
    await press(page, 'Sign and open')
    await see(page, 'Opened in an emergency')
    await goHome(phone)
    const card = phone.page.locator('.card', {
      hasText: 'Your record was opened in an emergency',
    })
    await card.getByText('“Found at the bus stop.”').waitFor()
    const text = await card.textContent()
    expect(text).toContain(names['doctor'])
    expect(text).toContain('You were unconscious')
    await press(phone.page, 'I have read this')
    await card.waitFor({ state: 'detached' })
    await press(page, 'Close now')
  })

  test('signs the patient in at somebody else’s clinic, and lets them agree there to less than it asks', async () => {
    const { page } = phone
    await signInAtPortal(page, portal.origin, 'patient')
    await see(page, `Hello, ${patientName}`)
    await page.locator('dd', { hasText: record }).waitFor()
    await agreeToLess(page, 'imaging')
    await see(page, 'You agreed to part of it')
    await page.locator('.out', { hasText: 'imaging' }).waitFor()
    await page.locator('.in', { hasText: 'prescriptions' }).waitFor()
  })

  test('shows at the door of the clinic who the doctor is, check by check', async () => {
    const door = await openPage(desk.page.context())
    await door.page.goto(`${portal.origin}/door`)
    await showAtTheDoor(door.page, wallet.page, home)
    await see(door.page, 'Everything holds')
    await door.page.getByText('Dr Mei Example').first().waitFor()
    await comesTrue(async () => expect(await door.page.locator('li.passed').count()).toBe(25))
    expect(door.complaints).toEqual([])
    await door.page.close()
  })

  test('signs the doctor out at the clinic once the hospital has suspended the role', async () => {
    const { page } = wallet
    await signInAtPortal(page, portal.origin, 'health professional')
    await see(page, 'Hello, Dr Mei Example')
    await asDesk('secretary')
    await suspendRole(desk.page, 'Dr Mei Example')
    await comesTrue(async () => expect(await portal.sweep()).toBe(1))
    await see(page, 'You are signed out')
  })

  test('puts a new phone in the place of a lost one: by two people, digits and a day', async () => {
    const replaced = await device(3)
    await asDesk('secretary')
    await go(desk.page, '/lost')
    await desk.page.getByLabel('Record number').fill(record)
    await press(desk.page, 'Show the code')
    const link = await desk.page.locator('.link-text').first().textContent()
    await makeKey(replaced.page, link ?? '')
    await press(replaced.page, 'Ask for it')
    const digits = await digitsOf(replaced.page)
    await signForNewKey(desk.page, digits)
    await asDesk('approver')
    await go(desk.page, '/lost')
    await signForNewKey(desk.page, digits)
    await see(replaced.page, 'Agreed')
    ahead = 86_460
    await replaced.page.clock.setSystemTime(new Date(clock() * 1000))
    await unlock(replaced.page)
    // It may have been completed just before the app was locked.
    await see(replaced.page, /^(Done\. This phone is yours\.|Hello, )/)
    await go(replaced.page, '/')
    await see(replaced.page, `Hello, ${patientName}`)
    await go(replaced.page, '/history')
    await replaced.page.getByText(/You took back the consent for/).waitFor()
  })

  test('has made no browser complain', () => {
    expect([desk, phone, wallet].flatMap(({ complaints }) => complaints)).toEqual([])
  })
})
