import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runCommand, runCommandWith } from './workspace.mjs'

/**
 * Does what a newcomer does first: a copy of what would be committed, nothing installed or built, and
 * `npm start`. What only happens to be there in a folder that has been worked in is missing here.
 *
 * @throws {Error} What it printed, if it ends badly or tells of a step that failed.
 * @returns How many steps the story had.
 */
export async function checkFirstRun() {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-first-run-'))
  try {
    await copyWorkTree(folder)
    const story = ['start', '-s', '--', '--json', '--out', join(folder, 'out')]
    const { printed, errors, status } = await runCommandWith({ cwd: folder }, 'npm', ...story)
    if (status !== 0) throw new Error(`npm start ended with ${status}:\n${errors.slice(-4000)}`)
    const { steps } = JSON.parse(printed)
    const failed = steps.filter(({ outcome }) => outcome === 'failed')
    if (steps.length === 0 || failed.length > 0) {
      throw new Error(`Failed steps: ${failed.map(({ name }) => name).join(', ')}`)
    }
    return `  ${steps.length} steps in a fresh folder`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What git knows, and what it would take if asked. */
async function copyWorkTree(folder) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate']
  const { printed, status } = await runCommand('git', ...list)
  if (status !== 0) throw new Error('Not a working copy of git')
  const gone = await runCommand('git', 'ls-files', '-z', '--deleted')
  const deleted = new Set(gone.printed.split('\0'))
  for (const path of printed.split('\0')) {
    if (path === '' || deleted.has(path)) continue
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    copyFileSync(path, join(folder, path))
  }
}
