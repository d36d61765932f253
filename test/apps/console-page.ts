import type { Locator } from 'playwright-core'
import type { BrowserContext, Page } from '../chromium.ts'
import { brokenRules, openPage as openWatched } from './app-page.ts'
import { patienceMilliseconds } from './comes-true.ts'

/**
 * A page of the console, worked by the keyboard alone: whatever a test does here, somebody without a mouse can do,
 * and sees where they are.
 */
export interface ConsolePage {
  readonly page: Page
  /** What was written to its console as an error, and what was thrown. */
  readonly complaints: string[]
  /** Moves to a button or link by what it says, and presses it. */
  press(name: string | RegExp): Promise<void>
  type(label: string | RegExp, text: string): Promise<void>
  /** Ticks a box, or takes one of a few. */
  check(label: string): Promise<void>
  /** Takes an option of a list, by the letters that it begins with. */
  choose(label: string, option: string): Promise<void>
  /** Waits for the heading of a screen. */
  see(title: string | RegExp): Promise<void>
  /** As of a watched page. */
  settled(): Promise<void>
  /** Violations that axe finds on the screen as it is. */
  violations(): Promise<readonly string[]>
}

export async function openPage(context: BrowserContext, url: string): Promise<ConsolePage> {
  const { page, complaints, settled } = await openWatched(context)
  page.setDefaultTimeout(patienceMilliseconds)
  await page.goto(url)
  return {
    page,
    complaints,
    settled,
    async press(name) {
      const named = page.getByRole('button', { name }).or(page.getByRole('link', { name }))
      await moveTo(page, named.first(), complaints)
      await page.keyboard.press('Enter')
    },
    async type(label, text) {
      const field = page.getByLabel(label).first()
      await moveTo(page, field, complaints)
      await page.keyboard.press('ControlOrMeta+a')
      const isDay = (await field.getAttribute('type')) === 'date'
      // As somebody types a day who has it in front of them: month, day, year.
      const [year = '', month = '', day = ''] = text.split('-')
      if (isDay) await page.keyboard.type(`${month}${day}${year}`)
      else await page.keyboard.insertText(text)
    },
    async check(label) {
      const box = page.getByLabel(label, { exact: true })
      if (await box.isChecked()) return
      if ((await box.getAttribute('type')) !== 'radio') {
        await moveTo(page, box, complaints)
        return await page.keyboard.press('Space')
      }
      // Of a group one is reached, and the arrows lead to the others.
      const name = await box.getAttribute('name')
      const group = page.locator(`input[name="${name}"]`)
      await moveTo(page, group, complaints)
      await page.keyboard.press('Space')
      for (let step = await group.count(); step > 0 && !(await box.isChecked()); step--) {
        await page.keyboard.press('ArrowDown')
      }
    },
    async choose(label, option) {
      await moveTo(page, page.getByLabel(label), complaints)
      await page.keyboard.type(option)
    },
    async see(title) {
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
    },
    violations: () => brokenRules(page),
  }
}

// No screen has more to step through.
const maxSteps = 400

/** Moves by the tabulator until one of these has the focus, which must be seen. */
async function moveTo(page: Page, places: Locator, complaints: string[]): Promise<void> {
  // Not before it can be pressed; nothing is clicked.
  await places.first().click({ trial: true })
  let wanted = await places.elementHandles()
  for (let step = 0; step < maxSteps; step++) {
    const [isThere, isGone] = await page.evaluate(
      (elements) => [
        elements.some((element) => element === document.activeElement),
        elements.some((element) => !element.isConnected),
      ],
      wanted,
    )
    // What has come meanwhile may have put another in its place.
    if (isGone) wanted = await places.elementHandles()
    if (isThere) {
      if (!(await hasRing(page))) complaints.push(`No ring around ${await places.first()}`)
      return
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${places}`)
}

/** Whether the focus can be seen: by an outline, on itself or on what stands around a box that is ticked. */
function hasRing(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const focused = document.activeElement
    const around = [focused, focused?.closest('label')].filter((each) => each instanceof Element)
    return around.some((element) => {
      const { outlineStyle, outlineWidth } = getComputedStyle(element as Element)
      return outlineStyle !== 'none' && outlineWidth !== '0px'
    })
  })
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
