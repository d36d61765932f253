/**
 * `npm run bench`: makes everything ready, then measures under Node 24.
 *
 * Runs on Node 20 with npm alone. All that gets ready talks on stderr; stdout belongs to the figures.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const bench = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('..', import.meta.url))
const pnpm = ['-y', 'pnpm@12.21.0']
const frozen = ['install', '--frozen-lockfile', '--prefer-offline']
const built = ['base', 'identity', 'credentials', 'consent', 'evidence', 'store']

installIn(root, frozen)
// Scripts are off because none is needed and pnpm asks for a word on each.
installIn(bench, [...frozen, '--ignore-workspace', '--ignore-scripts'])
run(node24(), ['node_modules/typescript/bin/tsc', '-b', ...projects()], root)
run(node24(), ['main.mjs', ...process.argv.slice(2)], bench, 'inherit')

function installIn(folder, args) {
  const installed = `${folder}node_modules/.modules.yaml`
  const lockfile = `${folder}pnpm-lock.yaml`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return
  run('npx', [...pnpm, ...args], folder)
}

function projects() {
  const candidates = built.flatMap((name) => [
    `packages/${name}/tsconfig.json`,
    `packages/${name}/tsconfig.node.json`,
  ])
  return candidates.filter((project) => existsSync(`${root}${project}`))
}

/** The one that the root package brings, or the one that runs this where it brings none. */
function node24() {
  const brought = `${root}node_modules/.bin/node`
  if (existsSync(brought)) return brought
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  process.stderr.write('The benchmark needs Node 24, and this system has to bring its own.\n')
  process.exit(2)
}

function run(command, args, cwd, stdout = 2) {
  const shell = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, { cwd, shell, stdio: ['ignore', stdout, 2] })
  if (error !== undefined) process.stderr.write(`${command} could not be run\n`)
  if (status !== 0) process.exit(status ?? 1)
}
