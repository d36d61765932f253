import { mkdtempSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

// A browser that looks for updates would wait for hosts that a test machine does not reach.
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Serves the bundle from loopback, where Web Crypto is available, and waits for what the page leaves. */
export async function runInChromium(executablePath, bundle, folder) {
  const { chromium } = await import('playwright-core')
  const server = await serve(bundle)
  const profile = mkdtempSync(join(folder, 'chromium-'))
  const options = { executablePath, headless: true, args: quiet }
  const context = await chromium.launchPersistentContext(profile, options)
  try {
    const page = await context.newPage()
    const errors = []
    page.on('pageerror', ({ message }) => errors.push(message))
    await page.goto(`http://localhost:${server.address().port}/`)
    await page
      .waitForFunction('globalThis.portableResult !== undefined', undefined, { timeout: 120_000 })
      .catch(() => Promise.reject(new Error(errors[0] ?? 'the page never ended')))
    const result = await page.evaluate('globalThis.portableResult')
    return { version: context.browser()?.version() ?? (await versionIn(page)), result }
  } finally {
    await context.close()
    server.close()
  }
}

async function versionIn(page) {
  return /Chrome\/([\d.]+)/.exec(await page.evaluate('navigator.userAgent'))?.[1]
}

function serve(bundle) {
  const pages = {
    '/': ['text/html', '<!doctype html><script type="module" src="web.mjs"></script>'],
    '/web.mjs': ['text/javascript', bundle],
  }
  const server = createServer(({ url }, response) => {
    const [type, body] = pages[url] ?? []
    if (type === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': type }).end(body)
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}
