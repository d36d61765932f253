import jsqr from 'jsqr'
import type { BrowserContext, Locator } from 'playwright-core'
import encodeQr from 'qr'

/** What another's decoder reads from pictures of the screen. */
export async function readQrPictures(
  browser: BrowserContext,
  pictures: readonly Locator[],
): Promise<readonly string[]> {
  // One that no policy of the app binds.
  const page = await browser.newPage()
  const texts: string[] = []
  for (const picture of pictures) {
    // Away from what stays at the edges of a screen.
    await picture.evaluate((element) => element.scrollIntoView({ block: 'center' }))
    const shot = (await picture.screenshot()).toString('base64')
    const { data, width, height } = await page.evaluate(async (png) => {
      const response = await fetch(`data:image/png;base64,${png}`)
      const image = await createImageBitmap(await response.blob())
      const canvas = new OffscreenCanvas(image.width, image.height)
      const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D
      context.drawImage(image, 0, 0)
      const { data: pixels } = context.getImageData(0, 0, image.width, image.height)
      // One bit of each pixel, for a browser hands numbers over slowly.
      const bits = Array.from({ length: pixels.length / 4 }, (_, at) => (pixels[at * 4] ?? 0) >> 7)
      return { data: bits.join(''), width: image.width, height: image.height }
    }, shot)
    const pixels = Uint8ClampedArray.from(
      [...data].flatMap((bit) => Array(4).fill(255 * Number(bit))),
    )
    texts.push(jsqr.default(pixels, width, height)?.data ?? '')
  }
  await page.close()
  return texts
}

const side = 480

/** A film of one still frame, as Chromium takes it for what a camera sees: YUV4MPEG2, grey, with a QR code in the middle. */
export function filmOfQr(text: string): Uint8Array {
  const rows = encodeQr(text, 'raw', { ecc: 'medium', border: 4 })
  const scale = Math.floor(side / rows.length)
  const margin = Math.floor((side - scale * rows.length) / 2)
  const light = new Uint8Array(side * side).fill(235)
  for (const [y, row] of rows.entries()) {
    for (const [x, isDark] of row.entries()) {
      if (!isDark) continue
      for (let line = 0; line < scale; line++) {
        const from = (margin + y * scale + line) * side + margin + x * scale
        light.fill(16, from, from + scale)
      }
    }
  }
  const colour = new Uint8Array((side * side) / 2).fill(128)
  const head = `YUV4MPEG2 W${side} H${side} F10:1 Ip A1:1 C420jpeg\nFRAME\n`
  return Buffer.concat([Buffer.from(head), light, colour])
}
