import { explainAuthority } from '@fidecura/credentials/explain'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { authorityPictures, type Pictured } from './authority-pictures.ts'
import {
  type BrowserContext,
  newProfile,
  type Page,
  startChromium,
  withChromium,
} from './chromium.ts'

/** A text or a box of a picture, as drawn. */
interface Drawn {
  readonly tag: string
  readonly text: string
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

withChromium('the pictures of chains of authority in Chromium', () => {
  const profile = newProfile()
  let pictures: readonly Pictured[]
  let context: BrowserContext
  let page: Page
  const requests: string[] = []

  beforeAll(async () => {
    pictures = await authorityPictures()
    context = await startChromium(profile)
    page = await context.newPage()
    page.on('request', (request) => requests.push(request.url()))
  })
  afterAll(async () => {
    await context.close()
    profile.remove()
  })

  const show = async (svg: string, width: number): Promise<readonly Drawn[]> => {
    await page.setViewportSize({ width, height: 800 })
    await page.setContent(`<!doctype html><meta charset="utf-8"><body style="margin:0">${svg}`)
    return await page.evaluate(() =>
      [...document.querySelectorAll('svg text, svg rect')].map((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect()
        const { tagName: tag, textContent } = element
        return { tag, text: textContent ?? '', left, right, top, bottom }
      }),
    )
  }

  test.each([
    ['a phone', 'en', 360],
    ['a phone', 'zh-CN', 360],
    ['a desktop', 'en', 1200],
    ['a desktop', 'zh-CN', 1200],
  ] as const)('keep every text in its box on %s, in %s', async (_, language, width) => {
    for (const [name, subject, names] of pictures) {
      const { svg } = explainAuthority(subject, { language, names, width })
      const drawn = await show(svg, width)
      const texts = drawn.filter(({ tag }) => tag === 'text')
      const boxes = drawn.filter(({ tag }) => tag === 'rect')
      expect([name, texts.length > 10]).toEqual([name, true])
      for (const { text, left, right, top, bottom } of texts) {
        const middle = (top + bottom) / 2
        const inside = boxes.filter((box) => box.top < middle && middle < box.bottom)
        const box = inside.reduce((a, b) => (a.bottom - a.top < b.bottom - b.top ? a : b))
        expect([name, text, left >= box.left && right <= box.right]).toEqual([name, text, true])
      }
      for (const [position, { text, top, left }] of texts.slice(1).entries()) {
        const above = texts[position] as Drawn
        // Lines share a little of the room that a font reserves for tall letters.
        expect([text, above.left > left || top > above.bottom - 7]).toEqual([text, true])
      }
    }
  })

  test('have a name and a description for whoever does not see them', async () => {
    const [[, subject, names] = []] = pictures
    if (subject === undefined || names === undefined) throw new Error('No picture')
    for (const language of ['en', 'zh-CN'] as const) {
      const { svg, text } = explainAuthority(subject, { language, names })
      await show(svg, 360)
      const session = await context.newCDPSession(page)
      const { nodes } = await session.send('Accessibility.getFullAXTree')
      const image = nodes.find(({ role }) => /^(?:image|img|SvgRoot)$/i.test(String(role?.value)))
      expect(image?.name?.value).toBe(text.split('\n')[0])
      expect(image?.description?.value).toContain('authority.example')
    }
  })

  test('fetch nothing', () => {
    expect(requests.filter((url) => !url.startsWith('about:') && !url.startsWith('data:'))).toEqual(
      [],
    )
  })
})
