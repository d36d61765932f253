import { afterAll, beforeAll } from '@jest/globals'
import {
  type BrowserContext,
  bundleForPage,
  newProfile,
  type Page,
  pageOfBundle,
  servePages,
  startChromium,
} from '../../../../test/chromium.ts'
import type { offered } from './page.ts'

declare global {
  var keysPage: typeof offered
}

/** A module that is only run would be left out of a bundle: packages promise to have no side effects. */
export const pageBundle =
  "import { offered } from './test/browser/page.ts'\nglobalThis.keysPage = offered"

/** One browser for a test file, with one profile, and a site of its own. */
export interface BrowserSetting {
  readonly origin: () => string
  readonly context: () => BrowserContext
  readonly profileFolder: () => string
  /** A new tab, in which `keysPage` is there. */
  newPage(before?: (page: Page) => Promise<unknown>): Promise<Page>
  /** Closes the browser and starts it again. */
  restart(): Promise<void>
}

export function setBrowser(): BrowserSetting {
  const profile = newProfile()
  let context: BrowserContext
  let site: Awaited<ReturnType<typeof servePages>>
  beforeAll(async () => {
    const bundle = await bundleForPage(pageBundle)
    site = await servePages({ '/': pageOfBundle, '/page.mjs': bundle })
    context = await startChromium(profile)
  })
  afterAll(async () => {
    await context?.close()
    site?.close()
    profile.remove()
  })
  return {
    origin: () => site.origin,
    context: () => context,
    profileFolder: () => profile.folder,
    newPage: async (before) => {
      const page = await context.newPage()
      await before?.(page)
      await visit(page, site.origin)
      return page
    },
    restart: async () => {
      await context.close()
      context = await startChromium(profile)
    },
  }
}

/** Ends with the page's own error where the bundle does not run. */
export async function visit(page: Page, origin: string): Promise<void> {
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.goto(origin)
  await page
    .waitForFunction('globalThis.keysPage !== undefined', undefined, { timeout: 60_000 })
    .catch(() => Promise.reject(new Error(errors[0] ?? 'the page never loaded')))
}
