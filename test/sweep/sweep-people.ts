import type { BrowserContext, Page } from 'playwright-core'
import { looks, openPage, setLook, type WatchedPage } from '../apps/app-page.ts'
import { patienceMilliseconds } from '../apps/comes-true.ts'
import type { Inspection } from './look-at.ts'

const pin = '258036'
// No app has more screens that a link leads to.
const maxScreens = 40
/** Screens of the front that no link leads to, by whose they are. */
const buttonsLeadTo: Readonly<Record<string, readonly string[]>> = {
  secretary: ['#/guardian'],
  administrator: ['#/order'],
  wallet_doctor: ['#/credentials', '#/scan'],
}

/** Somebody of the example, who comes in by their link and goes wherever links lead, in each look. */
export async function sweepPerson(
  context: BrowserContext,
  inspection: Inspection,
  person: { readonly name: string; readonly part: string; readonly link: string },
): Promise<void> {
  const watched = await openPage(context)
  const { page } = watched
  page.setDefaultTimeout(patienceMilliseconds)
  await context.addInitScript(() => {
    if (localStorage.getItem('fidecura.language') === null) {
      localStorage.setItem('fidecura.language', 'en')
    }
  })
  await page.goto(person.link)
  await (person.link.includes('/console/') ? enterConsole(page, person.name) : enterWallet(page))
  await watched.settled()
  if (person.part === 'administrator') await giveOrder(page)
  for (const look of looks) {
    await setLook(page, look)
    await page.evaluate(() => location.assign('#/'))
    await page.reload()
    await unlock(page, person.name)
    const more = buttonsLeadTo[person.part] ?? []
    await walk(watched, ['#/', ...more], (name) =>
      inspection.look(watched, look, `${person.part}-${name}`),
    )
  }
  await page.close()
}

const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click()

async function typePin(page: Page, title: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: title }).waitFor()
  await page.keyboard.type(pin)
}

async function enterConsole(page: Page, name: string): Promise<void> {
  await press(page, 'Begin')
  await page.getByLabel('Your name').fill(name)
  await press(page, 'Next')
  await typePin(page, 'Choose a PIN of six digits')
  await typePin(page, 'Type it once more')
  await press(page, 'Use this code')
  await press(page, 'Begin to work')
  await page.locator('.shell-nav').waitFor()
}

/** Of a doctor: whoever is nobody’s patient. */
async function enterWallet(page: Page): Promise<void> {
  await press(page, 'Start')
  await typePin(page, 'Choose a PIN of six digits')
  await typePin(page, 'Type it once more')
  await press(page, 'Next')
  await press(page, 'Go on')
  await page.getByRole('heading', { level: 1, name: 'Your credentials are here' }).waitFor()
}

/** The key of whoever was there, with its PIN; where several have one, by their name. */
async function unlock(page: Page, name: string): Promise<void> {
  const pad = page.locator('.pin-pad')
  const own = page.getByRole('button', { name })
  await pad.or(own).first().waitFor()
  if ((await pad.count()) === 0) await own.first().click()
  await pad.waitFor()
  await page.keyboard.type(pin)
  await pad.waitFor({ state: 'detached' })
  await page.locator('h1').first().waitFor()
}

/** So that the second administrator has one to sign. */
async function giveOrder(page: Page): Promise<void> {
  await page.evaluate(() => location.assign('#/order'))
  await page.getByLabel('Remove a partner hospital').check()
  await page.getByLabel('Partner hospital', { exact: true }).selectOption({ index: 1 })
  await press(page, 'Look at it once more')
  await press(page, 'Sign')
  await page.getByText('You signed first').waitFor()
}

/** Every screen that a link of another one leads to, from these on. */
async function walk(
  { page, settled }: WatchedPage,
  from: readonly string[],
  look: (name: string) => Promise<void>,
): Promise<void> {
  const seen = new Set<string>()
  const wanted = [...from]
  for (let path = wanted.shift(); path !== undefined; path = wanted.shift()) {
    // Of people and offers, one of each kind of screen will do.
    const screen = path.replace(/[^/]*\d[^/]*/g, 'one')
    if (seen.has(screen)) continue
    seen.add(screen)
    if (seen.size > maxScreens) return
    await page.evaluate((hash) => location.assign(hash), path)
    await page.locator('h1').first().waitFor()
    await settled()
    await look(screen.replace(/[^a-z]+/gi, '-').replace(/^-|-$/g, '') || 'home')
    const links = await page.locator('a[href^="#/"]').all()
    for (const link of links) wanted.push((await link.getAttribute('href')) ?? '#/')
  }
}
