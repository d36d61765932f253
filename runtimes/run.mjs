/**
 * `npm run runtimes`: makes everything ready, runs the portable checks in every runtime, and writes
 * docs/runtimes.md. Exits with 1 if anything failed or two runtimes judged one signature differently.
 *
 * `--json`: one object on stdout. `--install-chromium`: by apt-get, if it is not there; without it, Chromium
 * is reported as skipped. Runs on Node 20 with npm alone. All that gets ready talks on stderr; stdout belongs to the result.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackages, bundleWebHalf, installAll, installChromium } from './lib/ready.mjs'
import { failuresOf, pageOf, textOf } from './lib/report.mjs'
import { runBrowser, runProcesses } from './lib/runtimes.mjs'

const page = fileURLToPath(new URL('../docs/runtimes.md', import.meta.url))
const flags = process.argv.slice(2)

installAll()
buildPackages()
if (flags.includes('--install-chromium')) installChromium()
const folder = mkdtempSync(join(tmpdir(), 'fidecura-runtimes-'))
try {
  const bundle = join(folder, 'web.mjs')
  bundleWebHalf(bundle)
  const rows = [...(await runProcesses(bundle, folder)), await runBrowser(bundle, folder)]
  const failures = failuresOf(rows)
  writeFileSync(page, pageOf(rows, failures))
  process.stdout.write(
    flags.includes('--json') ? `${JSON.stringify({ rows, failures })}\n` : textOf(rows, failures),
  )
  process.exitCode = failures.length === 0 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}
