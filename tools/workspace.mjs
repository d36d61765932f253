import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const windows = process.platform === 'win32'

/** A tool that is installed at the root. */
export function bin(name) {
  return join('node_modules', '.bin', windows ? `${name}.cmd` : name)
}

/**
 * Runs a command to its end.
 *
 * @param settings.cwd - Where. Default: the root.
 * @param settings.onText - Told what it prints while it runs.
 * @returns What it printed to both streams, what of it to stderr, and its exit code.
 */
export function runCommandWith({ cwd, onText }, command, ...args) {
  return new Promise((resolve) => {
    const stdio = ['ignore', 'pipe', 'pipe']
    const child = spawn(command, args, { stdio, shell: windows, ...(cwd ? { cwd } : {}) })
    const text = { output: '', printed: '', errors: '' }
    const take = (name) => (chunk) => {
      text.output += chunk
      text[name] += chunk
      onText?.(chunk)
    }
    child.stdout.setEncoding('utf8').on('data', take('printed'))
    child.stderr.setEncoding('utf8').on('data', take('errors'))
    child.on('error', ({ code }) => resolve({ ...text, output: `${command}: ${code}`, status: 1 }))
    child.on('close', (status) => resolve({ ...text, status: status ?? 1 }))
  })
}

/** As {@link runCommandWith}, in the root and quietly. */
export function runCommand(command, ...args) {
  return runCommandWith({}, command, ...args)
}

/** The packages that are published, each with its name's last part, folder and package.json. */
export function publicPackages() {
  return readdirSync('packages')
    .map((name) => {
      const folder = join('packages', name)
      return {
        name,
        folder,
        manifest: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')),
      }
    })
    .filter(({ manifest }) => manifest.private !== true)
}
