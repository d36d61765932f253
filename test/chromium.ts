import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, test } from '@jest/globals'
import { build } from 'esbuild'
import {
  type Browser,
  type BrowserContext,
  type CDPSession,
  chromium,
  type Page,
} from 'playwright-core'
import { endAtLast } from './leftovers.ts'

// So that tests of packages need not depend on it.
export type { BrowserContext, Page } from 'playwright-core'

const executablePath = process.env['FIDECURA_CHROMIUM'] ?? '/usr/bin/chromium'

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

/**
 * Defines tests that drive Chromium. Where there is none and none can be installed, a single skipped
 * test says so by name, and `tools/check.mjs` lists it.
 *
 * @param name - What is tested, or skipped, for people.
 */
export function withChromium(name: string, define: () => void): void {
  if (hasChromium()) describe(name, define)
  else test.skip(`skipped: ${name}: no ${executablePath}`, () => undefined)
}

/** A folder that a browser keeps its state in, until the end of the tests. */
export interface ChromiumProfile {
  readonly folder: string
  remove(): void
}

export function newProfile(): ChromiumProfile {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-chromium-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  const forget = endAtLast(remove)
  return {
    folder,
    remove: () => {
      remove()
      forget()
    },
  }
}

/** Starts a browser that keeps its state in a profile. Close what it returns before the profile goes. */
export async function startChromium({ folder }: ChromiumProfile): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath,
    headless: true,
    args: quiet,
  })
  context.once(
    'close',
    endAtLast(() => context.close()),
  )
  return context
}

/**
 * Starts a browser for contexts that keep nothing.
 *
 * @param more - What it is told besides, such as what its camera shows.
 */
export async function startBareChromium(more: readonly string[] = []): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: [...quiet, ...more] })
  browser.once(
    'disconnected',
    endAtLast(() => browser.close()),
  )
  return browser
}

/** Serves texts on loopback: `http://localhost:…` is a secure context, and `localhost` is good as an RP ID. */
export async function servePages(pages: Readonly<Record<string, string>>) {
  const server = createServer(({ url = '' }, response) => {
    const body = pages[url]
    if (body === undefined) response.writeHead(404).end()
    else response.writeHead(200, { 'content-type': typeOf(url) }).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://localhost:${port}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** The page that does nothing but load `/page.mjs`. */
export const pageOfBundle = '<!doctype html><script type="module" src="/page.mjs"></script>'

/** Bundles a module of the sources as a web page would, that is with the web half of every package. */
export async function bundleForPage(contents: string, from = 'packages/identity'): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents,
      resolveDir: fileURLToPath(new URL(`../${from}`, import.meta.url)),
      loader: 'ts',
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    conditions: ['@fidecura/source'],
    write: false,
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** What a made-up authenticator can do. Default: everything, and its user is verified. */
export interface VirtualAuthenticatorOptions {
  readonly hasPrf?: boolean
  readonly isUserVerified?: boolean
}

/** Gives a page an authenticator of its own; it is gone with the page. */
export async function addAuthenticator(
  page: Page,
  { hasPrf = true, isUserVerified = true }: VirtualAuthenticatorOptions = {},
): Promise<{ readonly session: CDPSession; readonly authenticatorId: string }> {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      automaticPresenceSimulation: true,
      hasPrf,
      isUserVerified,
    },
  })
  return { session, authenticatorId }
}

function typeOf(url: string): string {
  return url.endsWith('.mjs') ? 'text/javascript' : 'text/html'
}

/** Debian has it; elsewhere whoever wants these tests installs it. */
function hasChromium(): boolean {
  if (existsSync(executablePath)) return true
  // Whoever names one wants no other.
  if (process.env['FIDECURA_CHROMIUM'] !== undefined) return false
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  const options = ['-o', 'DPkg::Lock::Timeout=120', 'install', '-y', '--no-install-recommends']
  spawnSync('apt-get', [...options, 'chromium'], {
    stdio: 'ignore',
    timeout: 240_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
  return existsSync(executablePath)
}
