import type { Page } from 'playwright-core'
import { readQrPictures } from '../qr-pictures.ts'
import { enterPin, press, see } from './tour-steps.ts'

/** What people do at somebody else's clinic, with the app of their hospital as their wallet. */

/** Signs in by the wallet in this very device: from the clinic to the bridge, to the app, and back. */
export async function signInAtPortal(
  page: Page,
  origin: string,
  as: 'patient' | 'health professional',
): Promise<void> {
  await page.goto(origin)
  await press(page, `Sign in as a ${as}`)
  await see(page, 'Sign in to Hillview Clinic')
  await press(page, 'Wallet in this device')
  await openWallet(page)
  await see(page, 'Sign in?')
  await press(page, 'Yes, sign in')
  await press(page, /^Back to /)
}

/** Agrees to what the clinic asks for, but for one kind of it. */
export async function agreeToLess(page: Page, without: string): Promise<void> {
  await press(page, 'Read the request')
  await press(page, 'Ask my wallet in this device')
  await openWallet(page)
  await see(page, 'May they?')
  await press(page, 'Take something out')
  await page.getByText(without, { exact: true }).click()
  await press(page, 'Use this')
  await press(page, 'Yes, I sign')
  await press(page, /^Back to /)
}

/** Somebody reads the code on the screen of the clinic with the app in their own device, and shows what is asked. */
export async function showAtTheDoor(door: Page, wallet: Page, home: string): Promise<void> {
  await press(door, 'Show a code')
  await door.locator('.qr svg').waitFor()
  const [link = ''] = await readQrPictures(door.context(), [door.locator('.qr')])
  await wallet.goto(home + link.slice(link.indexOf('?')))
  await enterPin(wallet)
  await see(wallet, 'Show this?')
  await press(wallet, 'Yes, show it')
  await see(wallet, 'Done: it was shown')
}

async function openWallet(page: Page): Promise<void> {
  await press(page, 'Open the wallet')
  await enterPin(page)
}
