/**
 * `npm run interop`: makes everything ready, then has others verify ours and us theirs, and writes
 * docs/interop.md. Exits with 1, and writes nothing, if a cell is not what `lib/cases.mjs` says.
 *
 * `--json`: one object on stdout. Runs on Node 20 with npm alone. All that gets ready talks on stderr.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const frozen = ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile', '--prefer-offline']

installIn(root, frozen)
// Scripts are off because none is needed.
installIn(here, [...frozen, '--ignore-workspace', '--ignore-scripts'])
const main = ['--conditions=@fidecura/source', 'main.mjs', ...process.argv.slice(2)]
run(`${root}node_modules/.bin/node`, main, here, 'inherit')

function installIn(folder, args) {
  const installed = `${folder}node_modules/.modules.yaml`
  const lockfile = `${folder}pnpm-lock.yaml`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return
  run('npx', args, folder)
}

function run(command, args, cwd, stdout = 2) {
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, { cwd, shell, stdio: ['ignore', stdout, 2] })
  if (error !== undefined) process.stderr.write(`${command} could not be run\n`)
  if (status !== 0) process.exit(status ?? 1)
}
