import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { UsageError } from './usage-error.ts'

const limitMs = 60_000

/**
 * Prints a page to PDF by a Chromium of the machine, which has the fonts that its readers need. The page lies in a
 * folder that nobody else can read until that is done.
 *
 * @param program - Name or path of Chromium, Chrome or Edge.
 * @throws {@link UsageError} `pdf_unprintable`.
 */
export async function printPdf(html: string, program: string): Promise<Uint8Array> {
  // Made with rights for its owner alone.
  const folder = await mkdtemp(join(tmpdir(), 'fidecura-print-'))
  const [page, pdf] = [join(folder, 'page.html'), join(folder, 'page.pdf')]
  try {
    await writeFile(page, html, { mode: 0o600 })
    const options = ['--headless', '--disable-gpu', '--no-first-run', '--no-pdf-header-footer']
    const places = [`--user-data-dir=${join(folder, 'profile')}`, `--print-to-pdf=${pdf}`]
    // Chromium refuses its sandbox to root; the page runs nothing.
    const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const args = [...options, ...sandbox, ...places, pathToFileURL(page).href]
    await promisify(execFile)(program, args, { timeout: limitMs })
    return await readFile(pdf)
  } catch {
    throw new UsageError('pdf_unprintable', 'No Chromium that prints', { place: '--chromium' })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
