import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('..', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))
const frozen = ['-y', 'pnpm@12.21.0', 'install', '--frozen-lockfile', '--prefer-offline']
const packages = ['base', 'identity', 'credentials', 'consent', 'openid']

export function installAll() {
  installIn(root, frozen)
  // Bun and Deno ship what they are as packages of their own; their scripts would only copy it.
  installIn(here, [...frozen, '--ignore-workspace', '--ignore-scripts'])
}

function installIn(folder, args) {
  const installed = `${folder}node_modules/.modules.yaml`
  const lockfile = `${folder}pnpm-lock.yaml`
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return
  run('npx', args, folder)
}

export function buildPackages() {
  const projects = packages
    .flatMap((name) =>
      ['tsconfig.json', 'tsconfig.node.json'].map((file) => `packages/${name}/${file}`),
    )
    .filter((project) => existsSync(`${root}${project}`))
  run(node24(), ['node_modules/typescript/bin/tsc', '-b', ...projects], root)
}

/** One file as a web page would load it. Refuses to go on if a file for Node is in it. */
export function bundleWebHalf(outfile) {
  const metafile = `${outfile}.json`
  const options = ['--bundle', '--format=esm', '--platform=browser', '--target=es2022']
  const files = [`--outfile=${outfile}`, `--metafile=${metafile}`, '--log-level=warning']
  run(`${root}node_modules/.bin/esbuild`, [`${here}entry.mjs`, ...options, ...files], here)
  const inputs = Object.keys(JSON.parse(readFileSync(metafile, 'utf8')).inputs)
  const strays = inputs.filter((path) => path.endsWith('.node.js'))
  if (strays.length > 0)
    throw new Error('A file that is for Node alone is in the bundle for browsers')
}

/** Debian's; a browser that a test tool downloads for itself would be another one everywhere. */
export function installChromium() {
  if (existsSync(process.env.FIDECURA_CHROMIUM ?? '/usr/bin/chromium')) return
  run('apt-get', ['install', '--yes', '--no-install-recommends', 'chromium'], here)
}

function node24() {
  const brought = `${root}node_modules/.bin/node`
  return existsSync(brought) ? brought : process.execPath
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 2, 2] })
  if (status !== 0) throw new Error(`${command} ${args[0]}: ended with ${status}`)
}
