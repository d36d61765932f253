import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { withChromium } from '../chromium.ts'
import { pressByKeys, tabTo } from './by-keys.ts'
import {
  digitsOn,
  heading,
  type PatientSetting,
  pin,
  record,
  startPatient,
} from './patient-setting.ts'
import { askFor, recordSystem, writeEntry } from './people.ts'

/** Every way through the app, on a phone, with nothing but keys. */
withChromium('the patient app by the keyboard alone', () => {
  let setting: PatientSetting
  const press = (name: string | RegExp, key?: 'Enter' | 'Space') =>
    pressByKeys(setting.page, name, key)
  const see = (title: string) => heading(setting.page, title).waitFor()
  const says = (text: string) => setting.page.getByText(text).first().waitFor()

  beforeAll(async () => {
    setting = await startPatient()
    await setting.page.setViewportSize({ width: 360, height: 740 })
  })

  afterAll(() => setting?.close())

  test('makes the key and enrols', async () => {
    const { page, staff } = setting
    await press('I used this on another phone')
    await see('Choose a PIN of six digits')
    await press('Back')
    await press('I used this on another phone')
    await see('Choose a PIN of six digits')
    await page.keyboard.type(pin)
    await see('Type it once more')
    await page.keyboard.type(pin)
    // The way of whoever had another phone.
    await see('Lost phone')
    await press('Restore a backup')
    await see('Restore a backup')
    await press('Back')
    await see('Lost phone')
    await press('Back')
    const { client } = staff.secretary
    const person = { name: 'Pat Example', birthDate: '1958-03-14' }
    const numbered = { system: recordSystem, value: record }
    const offer = await client.offerAtDesk({ kind: 'patient', record: numbered, ...person })
    await see('Your key is ready')
    await press('I have a code')
    await see('Type or scan the code')
    await tabTo(page, 'Code')
    await page.keyboard.type(offer.code)
    await press('Next')
    await client.confirmOffer(offer.id, await digitsOn(page))
    await press('Go on')
    await see('Hello, Pat Example')
  })

  test('reads a request, takes something out, signs, shows the receipt and takes it back', async () => {
    const { page, staff, goHome } = setting
    await askFor(staff.doctor, record)
    await goHome()
    await page.locator('a.card-new').waitFor()
    await press(/asks for your consent/)
    await see('May they?')
    await press('What is done with my data?')
    await says('Notice of the hospital')
    await press('Take something out')
    await see('Take something out')
    await press('imaging', 'Space')
    await tabTo(page, /^As asked/)
    await page.keyboard.press('ArrowDown')
    await press('Use this')
    await see('May they?')
    await page.locator('.fact-main', { hasText: '30 days' }).waitFor()
    await press('Yes, I sign')
    await says('Signed. The hospital has it.')
    await press('Show the receipt')
    await page.locator('.receipt-code').first().waitFor()
    await tabTo(page, 'Print the receipt')
    const saving = page.waitForEvent('download')
    await press('Save the receipt as a page')
    expect((await saving).suggestedFilename()).toBe('receipt.html')
    await press('Take it back')
    await says('It opens nothing any more.')
    await press('Done')
    await see('Hello, Pat Example')
  })

  test('says no', async () => {
    const { page, staff, goHome } = setting
    await askFor(staff.doctor, record)
    await goHome()
    await page.locator('a.card-new').waitFor()
    await press(/asks for your consent/)
    await press('No')
    await says('Nothing is waiting for you.')
  })

  test('confirms one entry and disputes another', async () => {
    const { page, staff, goHome } = setting
    await writeEntry(staff.doctor, record, 'Blood pressure 128/82.')
    await writeEntry(staff.doctor, record, 'Takes amlodipine.')
    await goHome()
    await page.locator('a.card-new').nth(1).waitFor()
    await press(/A doctor wrote in your record/)
    await press('Yes, that is right')
    await says('You confirmed this.')
    await press('Back')
    await press(/A doctor wrote in your record/)
    await press('Something is wrong')
    await see('What is wrong?')
    await tabTo(page, 'In your own words')
    await page.keyboard.type('I take nothing.')
    await press('Send')
    await says('You said that something is wrong.')
    await press('Back')
  })

  test('looks through the history, who read, and the credentials', async () => {
    await press('History')
    await see('History')
    await press(/^You gave Cardiology/)
    await see('Your consent for Cardiology, Riverside Hospital')
    await press('Back')
    await press('Who read')
    await see('Who read what')
    await press('Me')
    await see('Pat Example')
    await press(/^My credentials/)
    await see('My credentials')
    await press('Back')
  })

  test('takes a backup along, and restores it', async () => {
    const { page } = setting
    await press(/^Make a backup/)
    await see('Make a backup')
    await tabTo(page, 'Pass phrase')
    await page.keyboard.type('correct horse battery')
    const saving = page.waitForEvent('download')
    await press('Save the file')
    const file = await (await saving).path()
    await press('Back')
    await press(/^Restore a backup/)
    await see('Restore a backup')
    const choosing = page.waitForEvent('filechooser')
    await press('Choose the file')
    await (await choosing).setFiles(file)
    await tabTo(page, 'Pass phrase')
    await page.keyboard.type('correct horse battery')
    await press('Restore')
    await says('Restored: 1 credentials')
    await press('Go on')
    await see('Hello, Pat Example')
  })

  test('changes the language and locks', async () => {
    const { page } = setting
    await press('中文')
    await see('Pat Example，您好')
    await press('English')
    await press('Skip to the content')
    await page.locator('#main:focus').waitFor()
    await press('Lock')
    await see('Enter your PIN')
    await page.keyboard.type(pin)
    await see('Hello, Pat Example')
    expect(setting.complaints).toEqual([])
  })
})
