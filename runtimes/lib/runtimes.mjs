import { spawn } from 'node:child_process'
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runInChromium } from './browser.mjs'

const here = fileURLToPath(new URL('..', import.meta.url))
const modules = `${here}node_modules`
const chromium = process.env.FIDECURA_CHROMIUM ?? '/usr/bin/chromium'

const node = (major) => ({
  name: `Node ${major}`,
  program: `${modules}/node-${major}/bin/node`,
  packages: ['entry.mjs'],
  bundle: [],
})

/** What is run, and with which arguments: of the packages whole, of the bundle what stands before it. */
const runtimes = () => [
  node(22),
  node(24),
  node(26),
  {
    name: 'Bun',
    program: beside('bun', '@oven/bun-linux-x64/bin/bun'),
    packages: ['run', '--no-install', 'entry.mjs'],
    bundle: ['run', '--no-install'],
  },
  {
    name: 'Deno',
    program: beside('deno', '@deno/linux-x64-glibc/deno'),
    packages: [
      'run',
      '--cached-only',
      '--node-modules-dir=manual',
      '--no-lock',
      '--allow-read',
      '--allow-env',
      'entry.mjs',
    ],
    bundle: ['run', '--cached-only', '--no-config', '--no-lock'],
  },
]

/**
 * One row for each runtime and way to load: the packages as the runtime resolves them, and the web
 * half in one bundle. A runtime that this system cannot run is a row that says so.
 */
export async function runProcesses(bundle, folder) {
  const rows = []
  for (const { name, program, packages, bundle: before } of runtimes()) {
    for (const [way, args] of Object.entries({ packages, bundle: [...before, bundle] })) {
      const row = { runtime: name, way, half: way === 'bundle' ? 'web' : 'node' }
      if (program === undefined || !existsSync(program))
        rows.push(skipped(row, 'not for this system'))
      else rows.push(await outcomeOf(row, () => runProcess(program, args, folder)))
    }
  }
  return rows
}

export async function runBrowser(bundle, folder) {
  const row = { runtime: 'Chromium', way: 'bundle', half: 'web' }
  if (!existsSync(chromium)) return skipped(row, `no ${chromium}`)
  return outcomeOf(row, () => runInChromium(chromium, readFileSync(bundle), folder))
}

async function outcomeOf(row, run) {
  try {
    return { ...row, ...(await run()) }
  } catch (error) {
    return { ...row, version: 'unknown', error: error.message }
  }
}

function skipped(row, why) {
  return { ...row, skipped: why }
}

async function runProcess(program, args, folder) {
  const version = /\d+\.\d+\.\d+/.exec(await outputOf(program, ['--version'], folder))?.[0]
  const lines = (await outputOf(program, args, folder)).trim().split('\n')
  return { version, result: JSON.parse(lines.at(-1)) }
}

/** Ends the program after two minutes, for a check that never answers is a failed one. */
function outputOf(program, args, folder) {
  const { PATH, HOME } = process.env
  const env = {
    PATH,
    HOME,
    DENO_DIR: join(folder, 'deno'),
    DENO_NO_UPDATE_CHECK: '1',
    NO_COLOR: '1',
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: here, env, timeout: 120_000 })
    let [output, errors] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text) => (output += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
    child.on('error', reject)
    child.on('close', (status, signal) => {
      if (status === 0) resolve(output)
      else reject(new Error(`ended with ${status ?? signal}: ${errors.trim().split('\n')[0]}`))
    })
  })
}

/** The program of this system is an optional dependency of the package that npm knows. */
function beside(name, path) {
  const link = `${modules}/${name}`
  return existsSync(link) ? join(dirname(realpathSync(link)), path) : undefined
}
