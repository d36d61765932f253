import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import {
  type ConsentReceipt,
  consentReceiptHtml,
  receiptCodesOf,
} from '@fidecura/consent/consent-receipt'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  type BrowserContext,
  newProfile,
  startChromium,
  withChromium,
} from '../../../../test/chromium.ts'
import { readQrPictures } from '../../../../test/qr-pictures.ts'
import { createWorld } from '../statements/world.ts'
import { processing, receiptIn } from './setting.ts'

let english: ConsentReceipt
let chinese: ConsentReceipt
beforeAll(async () => {
  english = await receiptIn(await createWorld())
  chinese = await receiptIn(await createWorld(), 'zh-CN')
})

describe('consentReceiptHtml', () => {
  test('lets its one style pass its policy, and nothing else', async () => {
    const html = await consentReceiptHtml(english)
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(html) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    expect(html).toContain(`content="default-src 'none'; style-src 'sha256-${digest}'"`)
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|\sstyle=|url\(|@import/)
    expect(html.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/(?:src|href)=/)
  })

  test('writes whatever it is told as text', async () => {
    const bad = `<script>alert(1)</script>"'&`
    const told = {
      ...processing,
      withdrawalMethod: bad,
      retentionPeriod: bad,
      jurisdictions: [bad],
    }
    const receipt = await receiptIn(await createWorld(), 'en', {}, { processing: told })
    const html = await consentReceiptHtml({ ...receipt, record_id: bad })
    expect(html).not.toContain('<script')
    expect(html.split('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;')).toHaveLength(5)
  })

  test('shows the text and language that were signed, whatever the receipt says of them', async () => {
    const language = 'en"><h1>Forged</h1><pre x="' as 'en'
    const html = await consentReceiptHtml({ ...english, language, text: 'Forged' })
    expect(html).toBe(await consentReceiptHtml(english))
    await expect(consentReceiptHtml(english, { language })).rejects.toMatchObject({
      code: 'token_malformed',
    })
    await expect(consentReceiptHtml({ ...english, kind: 'restriction' })).rejects.toMatchObject({
      code: 'receipt_mismatch',
    })
  })

  test('holds the signed text word for word, whatever language its labels are in', async () => {
    const html = await consentReceiptHtml(chinese, { language: 'en' })
    expect(html).toContain('<html lang="en">')
    expect(html).toContain('<h1>Receipt for a consent to share</h1>')
    const [, text] = /<pre class="text" lang="zh-CN">([\s\S]*)<\/pre>/.exec(html) ?? []
    expect(text).toBe(chinese.text)
  })

  test('marks a name of mixed scripts, and shows it beside its domain', async () => {
    const [controller, recipient] = english.party_identification
    const parties = [controller, { ...recipient, party_name: 'Exаmple Study' }]
    const html = await consentReceiptHtml({
      ...english,
      party_identification: parties as ConsentReceipt['party_identification'],
    })
    expect(html).toContain('<dd>Exаmple Study [mixed scripts] (study.example)</dd>')
  })

  test('leaves out what nobody told', async () => {
    const { retention_period: _, storage_locations: _s, privacy_rights: _r, ...less } = english
    const html = await consentReceiptHtml(less)
    expect(html).not.toMatch(/Kept for|Stored in|other rights/)
  })
})

withChromium('the receipt in Chromium', () => {
  const profile = newProfile()
  let browser: BrowserContext
  beforeAll(async () => {
    browser = await startChromium(profile)
  }, 60_000)
  afterAll(async () => {
    await browser.close()
    profile.remove()
  })

  test.each([
    ['en', 'a phone', 360],
    ['en', 'a desk', 1280],
    ['zh-CN', 'a phone', 360],
    ['zh-CN', 'a desk', 1280],
  ] as const)(
    'is read in %s on %s, codes and all',
    async (language, _, width) => {
      const receipt = language === 'en' ? english : chinese
      const page = await browser.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      await page.setViewportSize({ width, height: 800 })
      await page.setContent(await consentReceiptHtml(receipt))
      expect(complaints).toEqual([])
      const layout = await page.evaluate(() => ({
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
        mark: getComputedStyle(document.querySelector('main') as Element).borderTopStyle,
        shown: (document.querySelector('.text') as HTMLElement).textContent,
      }))
      // Its own style is let in, so the policy names it rightly.
      expect(layout).toEqual({ overflow: 0, mark: 'solid', shown: receipt.text })
      const folder = process.env['FIDECURA_LOOK']
      if (folder !== undefined) {
        mkdirSync(folder, { recursive: true })
        writeFileSync(
          `${folder}/${language}-${width}.png`,
          await page.screenshot({ fullPage: true }),
        )
      }
      const scanned = await readQrPictures(browser, await page.locator('svg').all())
      await page.close()
      expect(scanned).toEqual(await receiptCodesOf(receipt))
    },
    60_000,
  )
})
