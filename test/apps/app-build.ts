import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What builds of the apps lie in, each named by what it was made of. */
const builds = join(root, 'node_modules/.cache/apps')

/** An app as it would be served. */
export interface AppBuild {
  readonly folder: string
  /** What a browser fetches before it shows anything, in bytes of gzip. */
  initialScriptBytes(): number
}

type App = 'patient-app' | 'department-console'

/** Builds it, unless that was done, by another file of tests perhaps, since the last change of what it is made of. */
export function buildApp(name: App): AppBuild {
  const folder = join(builds, `${name}-${digestOfSources(name)}`)
  if (!existsSync(folder)) {
    mkdirSync(builds, { recursive: true })
    for (const old of readdirSync(builds)) forget(join(builds, old))
    const own = mkdtempSync(join(builds, 'building-'))
    build(name, own)
    try {
      renameSync(own, folder)
    } catch (error) {
      // Another was faster, and made the same.
      if (!existsSync(folder)) throw error
      rmSync(own, { recursive: true })
    }
  }
  return {
    folder,
    initialScriptBytes: () => {
      const page = readFileSync(join(folder, 'index.html'), 'utf8')
      const first = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)]
      return sizeOf(folder, new Set(first.map(([, path]) => path as string)))
    },
  }
}

/** What was made of other sources, unless tests may still look at it. */
function forget(folder: string): void {
  // Another file of tests may have renamed it meanwhile.
  const { mtimeMs = Date.now() } = statSync(folder, { throwIfNoEntry: false }) ?? {}
  if (Date.now() - mtimeMs > 3_600_000) rmSync(folder, { recursive: true, force: true })
}

function build(name: App, folder: string): void {
  const app = join(root, 'examples', name)
  const vite = join(app, 'node_modules/vite/bin/vite.js')
  const options = ['build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  const { status, stderr } = spawnSync(process.execPath, [vite, ...options], {
    cwd: app,
    encoding: 'utf8',
    // jest calls itself a test, and React would bring what helps those who write it.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(stderr)
}

/** Of every file that an app may be made of: where it is, how long, and when it was changed. */
function digestOfSources(name: App): string {
  const digest = createHash('sha256')
  const add = (path: string): void => {
    const { size, mtimeMs } = statSync(path)
    digest.update(`${path} ${size} ${mtimeMs}\n`)
  }
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (['node_modules', 'dist', 'test', 'temp', 'etc', 'docs'].includes(entry.name)) continue
      const path = join(folder, entry.name)
      if (entry.isDirectory()) walk(path)
      else add(path)
    }
  }
  add(join(root, 'pnpm-lock.yaml'))
  for (const part of ['packages', 'examples/app-kit', `examples/${name}`]) walk(join(root, part))
  return digest.digest('hex').slice(0, 16)
}

/** With everything that these import at once; what is fetched later stands in `import(…)`. */
function sizeOf(folder: string, files: Set<string>): number {
  let bytes = 0
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'utf8')
    bytes += gzipSync(text, { level: 9 }).length
    for (const [, from] of text.matchAll(/(?:\bfrom|\bimport)\s*"\.\/([^"]+\.js)"/g)) {
      files.add(`assets/${from}`)
    }
  }
  return bytes
}
