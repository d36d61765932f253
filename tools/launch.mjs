import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

// Runs under whatever Node is there, before anything is installed: plain JavaScript, no imports
// from packages. Whatever is not the program's own output goes to stderr.

const root = fileURLToPath(new URL('..', import.meta.url))

/** Installs what one workspace member needs, unless that was done since the lockfile changed. */
export function ensureInstalled({ name, folder }) {
  const marker = join(root, 'node_modules/.modules.yaml')
  const present = existsSync(marker) && existsSync(join(root, folder, 'node_modules'))
  if (present && statSync(marker).mtimeMs > statSync(join(root, 'pnpm-lock.yaml')).mtimeMs) return
  // Whoever installed the tools for checking keeps them.
  const whole = existsSync(join(root, 'node_modules/jest'))
  const part = whole ? [] : ['--prod', '--filter', '.', '--filter', `${name}...`]
  const options = ['--frozen-lockfile', '--prefer-offline', '--trust-lockfile', ...part]
  start('npx', ['-y', 'pnpm@12.21.0', 'install', ...options])
}

/** Compiles a package and those it needs. */
export function build(folder) {
  start(modernNode(), [join(root, 'node_modules/typescript/bin/tsc'), '-b', join(root, folder)])
}

/** Builds the apps that are served, unless they were since the newest of their sources. @returns Their folders. */
export function buildApps() {
  const apps = { patient: 'examples/patient-app', console: 'examples/department-console' }
  for (const [name, folder] of Object.entries(apps)) {
    ensureInstalled({ name: nameOf(folder), folder })
    const page = join(root, folder, 'dist/index.html')
    const sources = ['examples/app-kit', folder, 'packages'].map((part) => join(root, part))
    if (existsSync(page) && statSync(page).mtimeMs > newestIn(sources)) continue
    console.error(`Building the app: ${name} …`)
    start(modernNode(), [
      join(root, folder, 'node_modules/vite/bin/vite.js'),
      'build',
      join(root, folder),
    ])
  }
  return { patient: join(root, apps.patient, 'dist'), console: join(root, apps.console, 'dist') }
}

function nameOf(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).name
}

/** When the newest file below was changed, but for what was installed or built. */
function newestIn(folders) {
  return Math.max(
    ...folders.map((folder) => {
      const below = readdirSync(folder, { withFileTypes: true })
        .filter(({ name }) => !['node_modules', 'dist', 'test', 'temp'].includes(name))
        .map((entry) => join(folder, entry.name))
      const times = below.map((path) =>
        statSync(path).isDirectory() ? newestIn([path]) : statSync(path).mtimeMs,
      )
      return Math.max(0, ...times)
    }),
  )
}

/** Runs a program to its end and exits with its code; its stdout is this process's. */
export function run(...args) {
  const { status } = spawnSync(modernNode(), ['--no-warnings', ...args], {
    // npm changes to the project's root; file names mean what they meant where they were typed.
    cwd: process.env.INIT_CWD ?? process.cwd(),
    stdio: 'inherit',
  })
  process.exit(status ?? 1)
}

/** As `run`, for a program that listens: it ends with this process, and this one with whoever started it. */
export function runWhileWanted(...args) {
  const child = spawn(modernNode(), ['--no-warnings', ...args], { stdio: 'inherit' })
  child.on('exit', (code) => process.exit(code ?? 1))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) child.kill()
  }, 500)
}

export function inProject(path) {
  return join(root, path)
}

function start(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: command === 'npx' && process.platform === 'win32',
  })
  if (status !== 0)
    fail(`This step failed: ${args.filter((arg) => !arg.startsWith('-')).join(' ')}`)
}

/** The Node that was installed with the project where there is one, else the running one. */
function modernNode() {
  const installed = join(root, 'node_modules/.bin/node')
  if (existsSync(installed) && spawnSync(installed, ['-v']).status === 0) return installed
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 22 || (major === 22 && minor >= 13)) return process.execPath
  fail(
    `This needs Node 22.13 or newer, and this is ${process.version}. On Linux one is installed with the project; ` +
      'on other systems install Node 24 and run the command again.',
  )
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
