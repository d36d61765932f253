import type { Page } from 'playwright-core'
import { typePin, type WatchedPage } from './app-page.ts'

/** What people do in the apps, in English, by what they see. */

const pin = '258036'

/** A button or a link, by what it says. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  const what = { name, exact: typeof name === 'string' }
  await page.getByRole('button', what).or(page.getByRole('link', what)).first().click()
}

/** Waits for the heading of a screen. */
export async function see(page: Page, title: string | RegExp): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
}

export async function go(page: Page, path: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash
  }, path)
}

/** As when a person comes back to the app: it looks what is new. */
export async function goHome({ page, settled }: WatchedPage): Promise<void> {
  await go(page, '/me')
  await page.locator('a[href="#/credentials"]').waitFor()
  await page.evaluate(() => {
    location.hash = '/'
    document.dispatchEvent(new Event('visibilitychange'))
  })
  // Else what is there may be from before, and go away in a moment.
  await settled()
}

/** Comes into the console by the link that was opened, with a new key. */
export async function comeIn(page: Page, name: string, isFirst: boolean): Promise<void> {
  await press(page, isFirst ? 'Begin' : 'Somebody new')
  await page.getByLabel('Your name').fill(name)
  await press(page, 'Next')
  for (const title of ['Choose a PIN of six digits', 'Type it once more']) {
    await see(page, title)
    await page.keyboard.type(pin)
  }
  await press(page, 'Use this code')
  await see(page, 'Your credentials are here')
  await press(page, 'Begin to work')
  await see(page, `Good day, ${name}`)
}

/** Hands the console to another person. */
export async function switchTo(page: Page, name: string): Promise<void> {
  await openKeyOf(page, name)
  await see(page, `Good day, ${name}`)
}

/** Somebody opens their key, and is told that the role does not hold; then leaves the machine to others. */
export async function isTurnedAway(page: Page, name: string): Promise<void> {
  await openKeyOf(page, name)
  await page.getByText('The hospital has stopped one of the proofs behind this').waitFor()
  await press(page, 'Somebody else')
  await see(page, 'Who is it?')
}

async function openKeyOf(page: Page, name: string): Promise<void> {
  const lock = page.getByRole('button', { name: 'Lock' }).first()
  const closed = page.getByRole('heading', { level: 1, name: 'Who is it?' })
  await lock.or(closed).first().waitFor()
  if (await lock.isVisible()) await lock.click()
  await see(page, 'Who is it?')
  await press(page, name)
  await see(page, `PIN of ${name}`)
  await page.keyboard.type(pin)
}

/** From the second in which it is pressed nobody takes the role of this person any more. */
export async function suspendRole(page: Page, name: string): Promise<void> {
  await press(page, 'Staff')
  await press(page, name)
  await press(page, 'Suspend now')
  await page.getByLabel('Device lost').check()
  await press(page, 'Suspend now')
  await page.getByText('Every platform refuses this role from now on').waitFor()
}

/** Brings a list in, and makes a code for each line. */
export async function inviteIn(page: Page, lines: readonly string[]): Promise<void> {
  await go(page, '/import')
  await see(page, 'Bring in a list')
  await page.setInputFiles('input[type=file]', {
    name: 'doctors.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(lines.join('\r\n')),
  })
  await press(page, /^Check \d+ line/)
  await press(page, /^Bring in \d+ p/)
  await press(page, /^Make \d+ code/)
  await page.locator('.code-text').first().waitFor()
}

/** Makes a key on a phone that knows nothing yet. */
export async function makeKey(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await press(page, 'Start')
  await typePin(page, pin)
  await see(page, 'Type it once more')
  await typePin(page, pin)
}

/** After nobody has touched it for long. */
export async function unlock(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await enterPin(page)
}

/** Of the patient's app, which is locked whenever it starts. */
export async function enterPin(page: Page): Promise<void> {
  await see(page, 'Enter your PIN')
  await typePin(page, pin)
}

export async function digitsOf(page: Page): Promise<string> {
  const digits = page.locator('.four-digits > [aria-hidden]')
  await digits.first().waitFor()
  return (await digits.allTextContents()).join('')
}

/** The desk makes a code for a patient, whose phone claims it. */
export async function enrolPhone(
  desk: Page,
  phone: Page,
  home: string,
  patient: { readonly name: string; readonly record: string; readonly birthDate: string },
): Promise<void> {
  await go(desk, '/enrol')
  await desk.getByLabel('Name').fill(patient.name)
  await desk.getByLabel('Date of birth').fill(patient.birthDate)
  await desk.getByLabel('Record number').fill(patient.record)
  await desk.getByLabel(/I have seen the identity document/).check()
  await press(desk, 'Make the code')
  const code = (await desk.locator('.code-text').textContent()) ?? ''
  await makeKey(phone, `${home}#offer=${code}`)
  await press(phone, 'Next')
  const digits = await digitsOf(phone)
  await desk.getByLabel(`Four digits that ${patient.name} reads to you`).fill(digits)
  await desk.getByText('the key is bound to the record').waitFor()
}

/** One of two people of the desk, who has the digits and has seen the patient. */
export async function signForNewKey(desk: Page, digits: string): Promise<void> {
  await desk.getByLabel('Four digits on the new phone').first().fill(digits)
  await desk.getByText('The digits agree.').waitFor()
  await desk
    .getByLabel(/I have seen the identity document/)
    .first()
    .check()
  await press(desk, 'Sign for the new key')
  await desk
    .getByText('1 of 2 has signed')
    .or(desk.getByText(/^Signed; waits/))
    .first()
    .waitFor()
}

/** What the doctor at the desk gets to see of one kind in a record. @returns Of anything else the code, as it is shown. */
export async function readRecord(page: Page, record: string, kind: RegExp): Promise<string> {
  // Else what was found before may still stand there.
  await go(page, '/')
  await see(page, /^Good day/)
  await go(page, '/read')
  await see(page, 'Read a record')
  await page.getByLabel('Record number').fill(record)
  await page.getByLabel(kind).first().check()
  await page.getByRole('button', { name: 'Read', exact: true }).click()
  const refused = page.getByText('Not available', { exact: true })
  const found = page.getByText(/^\d+ entr|What may be read holds nothing/)
  const failed = page.locator('.error-notice code')
  await refused.or(found).or(failed).first().waitFor()
  if ((await failed.count()) > 0) return (await failed.first().textContent()) ?? ''
  return (await refused.count()) > 0 ? 'not available' : 'read'
}
