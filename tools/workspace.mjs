import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const windows = process.platform === 'win32'

/** A tool that is installed at the root. */
export function bin(name) {
  return join('node_modules', '.bin', windows ? `${name}.cmd` : name)
}

export function runCommand(command, ...args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], shell: windows })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
      })
    }
    child.on('error', ({ code }) => resolve({ output: `${command}: ${code}`, status: 1 }))
    child.on('close', (status) => resolve({ output, status: status ?? 1 }))
  })
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
