import { type Browser, chromium } from 'playwright-core'
import { looks, openPage } from '../apps/app-page.ts'
import { patienceMilliseconds } from '../apps/comes-true.ts'
import { createInspection, type Inspection } from './look-at.ts'
import { type ServedExample, serveExample } from './served-example.ts'
import { sweepPerson } from './sweep-people.ts'

/** Arguments: the folder for pictures, the port, and whose screens alone, such as `front` or `secretary`. */
const [folder = '', port = '', ...chosen] = process.argv.slice(2)
const isWanted = (part: string): boolean => chosen.length === 0 || chosen.includes(part)
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const inspection = createInspection(folder)
const { example, stop } = await serveExample(port)
const browser = await chromium.launch({
  executablePath: process.env['FIDECURA_CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
})
try {
  for (const [name, link] of doorsOf(example)) {
    if (!isWanted(name)) continue
    say(name)
    await sweepDoor(browser, inspection, name, link)
  }
  for (const person of example.invitations) {
    if (!isWanted(person.part)) continue
    say(person.part)
    const context = await browser.newContext()
    await sweepPerson(context, inspection, person)
    await context.close()
  }
} finally {
  await browser.close()
  await stop()
}
for (const fault of inspection.faults) say(fault)
say(`${inspection.count()} screens, ${inspection.faults.length} faults`)
process.exitCode = inspection.faults.length === 0 ? 0 : 1

/** What anybody may open. */
function doorsOf({ origin, portal, hospitals }: ServedExample): readonly [string, string][] {
  return [
    ['front', `${origin}/`],
    ...hospitals.flatMap(({ hospital, patient, console }): [string, string][] => [
      [`${hospital}-patient`, patient],
      [`${hospital}-console`, console],
    ]),
    ...(portal === undefined ? [] : ([['portal', `${portal}/`]] as [string, string][])),
  ]
}

/** A page before anybody has signed in, and what of the same place it leads to. */
async function sweepDoor(
  browser: Browser,
  { look: inspect }: Inspection,
  name: string,
  link: string,
): Promise<void> {
  const { origin } = new URL(link)
  for (const look of looks) {
    const { language, width, height } = look
    const context = await browser.newContext({ locale: language, viewport: { width, height } })
    await context.addInitScript(
      (chosen) => localStorage.setItem('fidecura.language', chosen),
      language,
    )
    await context.addCookies([{ name: 'portal_language', value: language, url: origin }])
    const watched = await openPage(context)
    watched.page.setDefaultTimeout(patienceMilliseconds)
    const open = async (address: string, as: string): Promise<void> => {
      await watched.page.goto(address)
      await watched.page.locator('h1').first().waitFor()
      await inspect(watched, look, as)
    }
    await open(link, name)
    const paths = await watched.page.evaluate(() =>
      [...document.querySelectorAll('a[href^="/"]')].map((each) => each.getAttribute('href') ?? ''),
    )
    // Those of the first page are opened by themselves.
    const more = name === 'portal' ? new Set(paths.filter((path) => path !== '/')) : []
    for (const path of more) await open(`${origin}${path}`, `${name}${path.replace(/\W+/g, '-')}`)
    await context.close()
  }
}
