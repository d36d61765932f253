import type { BrowserContext, Page } from '../chromium.ts'
import { brokenRules, openPage as openWatched } from './app-page.ts'

/** A page of the console that remembers what a browser complains about. */
export interface ConsolePage {
  readonly page: Page
  /** What was written to its console as an error, and what was thrown. */
  readonly complaints: string[]
  /** Presses a button or link by what it says. */
  press(name: string | RegExp): Promise<void>
  type(label: string | RegExp, text: string): Promise<void>
  /** Moves by the tabulator alone until what has the focus is called so, and presses it. */
  reach(name: string): Promise<void>
  /** Waits for the heading of a screen. */
  see(title: string | RegExp): Promise<void>
  /** Violations that axe finds on the screen as it is. */
  violations(): Promise<readonly string[]>
}

// No screen has more to step through.
const maxSteps = 120

export async function openPage(context: BrowserContext, url: string): Promise<ConsolePage> {
  const { page, complaints } = await openWatched(context)
  page.setDefaultTimeout(20_000)
  await page.goto(url)
  return {
    page,
    complaints,
    async press(name) {
      await page.getByRole('button', { name }).or(page.getByRole('link', { name })).first().click()
    },
    async type(label, text) {
      await page.getByLabel(label).first().fill(text)
    },
    async reach(name) {
      for (let step = 0; step < maxSteps; step++) {
        await page.keyboard.press('Tab')
        const focused = page.locator(':focus')
        const text = (await focused.count()) === 0 ? '' : ((await focused.textContent()) ?? '')
        if (text.trim().startsWith(name)) return await page.keyboard.press('Enter')
      }
      throw new Error(`The keyboard does not reach ${name}`)
    },
    async see(title) {
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
    },
    violations: () => brokenRules(page),
  }
}

/** Makes a key with a PIN, and uses the code of the link that was opened. */
export async function comeIn(desk: ConsolePage, name: string, isFirst: boolean): Promise<void> {
  await desk.press(isFirst ? 'Begin' : 'Somebody new')
  await desk.type('Your name', name)
  await desk.press('Next')
  await typePin(desk, 'Choose a PIN of six digits')
  await typePin(desk, 'Type it once more')
  await desk.see('Do you have a code?')
  await desk.press('Use this code')
  await desk.see('Your credentials are here')
  await desk.press('Begin to work')
  await desk.see(`Good day, ${name}`)
}

/** Opens somebody's key again, after whoever was there has locked theirs. */
export async function switchTo(desk: ConsolePage, name: string): Promise<void> {
  await desk.press('Lock')
  await desk.see('Who is it?')
  await desk.press(name)
  await typePin(desk, `PIN of ${name}`)
  await desk.see(`Good day, ${name}`)
}

async function typePin(desk: ConsolePage, title: string): Promise<void> {
  await desk.see(title)
  await desk.page.keyboard.type('258036')
}
