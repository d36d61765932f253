import axe from 'axe-core'
import type { BrowserContext, Page, Request } from 'playwright-core'
import { patienceMilliseconds } from './comes-true.ts'

/** What a phone or a desk shows, and in which language. */
export interface Look {
  readonly language: 'en' | 'zh-CN'
  readonly width: number
  readonly height: number
}

/** The last one is that in which tests go on. */
export const everyLook: readonly Look[] = [
  { language: 'zh-CN', width: 360, height: 740 },
  { language: 'en', width: 360, height: 740 },
  { language: 'zh-CN', width: 1280, height: 800 },
  { language: 'en', width: 1280, height: 800 },
]

/** Each size once, and each language; `npm run looks` has each language at each size. */
export const looks: readonly Look[] =
  process.env['FIDECURA_LOOKS'] === 'all'
    ? everyLook
    : everyLook.filter(({ language, width }) => (language === 'zh-CN') === width < 1000)

/** A page that remembers what it complained about. */
export interface WatchedPage {
  readonly page: Page
  /** Errors on the console, and broken rules of the policy; what a service refused is no error of the page. */
  readonly complaints: string[]
  /** Waits until the page asks for nothing any more, and everything on it stands as it will stay. */
  settled(): Promise<void>
}

export async function openPage(context: BrowserContext): Promise<WatchedPage> {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource')
    if (['error', 'warning'].includes(message.type()) && !isRefusal) complaints.push(message.text())
  })
  const asked = new Set<Request>()
  page.on('request', (request) => asked.add(request))
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  const settled = async () => {
    const end = performance.now() + patienceMilliseconds
    // Twice, for what has come may have more asked for.
    for (let calm = 0; calm < 2; ) {
      calm = (await isDrawn(page)) && asked.size === 0 ? calm + 1 : 0
      if (performance.now() > end) throw new Error('The page never came to rest')
    }
  }
  return { page, complaints, settled }
}

/** Whether nothing says that it waits, and every button can be pressed that is to be; two drawings later. */
async function isDrawn(page: Page): Promise<boolean> {
  return await page.evaluate(async () => {
    for (const _ of [1, 2]) await new Promise((drawn) => requestAnimationFrame(drawn))
    return document.querySelector('.quiet-wait, .spinner, .action-settling') === null
  })
}

/** As when a person comes back to it: it looks what is new. */
export async function comeBack(page: Page): Promise<void> {
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
}

export async function setLook(page: Page, { language, width, height }: Look): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.evaluate((chosen) => localStorage.setItem('fidecura.language', chosen), language)
}

/** The rules of axe-core that the page breaks as it is now, with the places. */
export async function brokenRules(page: Page): Promise<readonly string[]> {
  // By a function and not by a tag, for the policy of the page lets no inline script run; and once a page, for it is long.
  const isThere = await page.evaluate(() => 'axe' in globalThis)
  if (!isThere) await page.evaluate(axe.source)
  return await page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      readonly axe: {
        run(
          root: Document,
          options: { readonly resultTypes: readonly string[] },
        ): Promise<{
          readonly violations: readonly {
            readonly id: string
            readonly nodes: readonly { readonly target: readonly unknown[] }[]
          }[]
        }>
      }
    }
    // Of what passes, nobody needs the places.
    const { violations } = await checker.run(document, { resultTypes: ['violations'] })
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' '))}`,
    )
  })
}

/** Whether anything is wider than the screen. */
export async function overflows(page: Page): Promise<boolean> {
  return await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement
    return scrollWidth > clientWidth
  })
}

/** Whether anything is wider than the screen for whoever has made the letters twice as large. */
export async function overflowsEnlarged(page: Page): Promise<boolean> {
  const enlarge = (size: string) =>
    page.evaluate((to) => {
      document.documentElement.style.fontSize = to
    }, size)
  await enlarge('200%')
  const isWider = await overflows(page)
  await enlarge('')
  return isWider
}

export async function typePin(page: Page, pin: string): Promise<void> {
  for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).click()
}
