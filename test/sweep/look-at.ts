import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { brokenRules, type Look, overflows, type WatchedPage } from '../apps/app-page.ts'

/** Looks at screens, and remembers what was wrong with them. */
export interface Inspection {
  /** How many screens were looked at. */
  readonly count: () => number
  readonly faults: readonly string[]
  /** @param name - Of the screen, for its picture. */
  look(watched: WatchedPage, look: Look, name: string): Promise<void>
}

export function createInspection(folder: string): Inspection {
  mkdirSync(folder, { recursive: true })
  const faults: string[] = []
  let count = 0
  return {
    count: () => count,
    faults,
    async look({ page, complaints, settled }, { language, width }, name) {
      await settled()
      const picture = `${name}-${language}-${width}.png`
      count++
      await shoot(page, join(folder, picture))
      const found = [...complaints.splice(0), ...(await brokenRules(page))]
      if (await overflows(page)) found.push('wider than the screen')
      for (const fault of found) faults.push(`${picture}: ${fault}`)
    },
  }
}

/** From its top, as somebody sees it who has come to it. */
async function shoot(page: Page, path: string): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0))
  await page.screenshot({ path, fullPage: true, animations: 'disabled' })
}
