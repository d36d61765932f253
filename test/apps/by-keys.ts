import type { Page } from 'playwright-core'
import { patienceMilliseconds } from './comes-true.ts'

/** What has the focus, as whoever uses a keyboard alone finds it. */
interface Focused {
  readonly name: string
  /** Whether one sees that it is there: an outline, on the screen, and nothing above it. */
  readonly isSeen: boolean
}

const mostTabs = 60

/**
 * Tabs on until something of this name has the focus. Everything on the way must be seen to have it.
 *
 * @throws Error where there is no way by keys, or one cannot see where one is.
 */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = []
  const until = performance.now() + patienceMilliseconds
  for (let tabs = 0; tabs < mostTabs || performance.now() < until; tabs++) {
    let focused = await focusedOn(page)
    // While a list is filled it moves for a moment.
    while (focused?.isSeen === false && performance.now() < until) {
      focused = await focusedOn(page)
    }
    if (focused !== undefined) {
      if (!focused.isSeen) throw new Error(`Focus is not to be seen: ${focused.name}`)
      const isIt = typeof name === 'string' ? focused.name === name : name.test(focused.name)
      if (isIt) return
      passed.push(focused.name)
    }
    await page.keyboard.press('Tab')
  }
  throw new Error(`No way to ${name} by keys, only to ${[...new Set(passed)].join(' | ')}`)
}

/** Goes there, and presses it. Main buttons take no press for a moment after they have come, and no focus. */
export async function pressByKeys(
  page: Page,
  name: string | RegExp,
  key: 'Enter' | 'Space' = 'Enter',
): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.action-settling') === null)
  await tabTo(page, name)
  await page.keyboard.press(key)
}

/** Undefined: nothing that can be used has it, but the page or a heading. */
function focusedOn(page: Page): Promise<Focused | undefined> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    if (element === null || element === document.body || element.tabIndex < 0) return undefined
    // Boxes are drawn by their labels.
    const label = element.closest('label')
    const shown = label ?? element
    const { labels } = element as HTMLInputElement
    const text = element.getAttribute('aria-label') ?? labels?.[0]?.textContent
    const name = (text || element.textContent || '').replace(/\s+/g, ' ').trim()
    const { outlineStyle, outlineWidth } = getComputedStyle(shown)
    const { left, top, width, height } = shown.getBoundingClientRect()
    // Of what is higher than the screen its beginning.
    const middle = top + Math.min(height, innerHeight / 2) / 2
    const above = document.elementFromPoint(left + width / 2, middle)
    const isOutlined = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
    return { name, isSeen: isOutlined && above !== null && shown.contains(above) }
  })
}
