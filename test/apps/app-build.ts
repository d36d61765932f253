import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

/** An app as it would be served, in a folder of its own: other tests build it at the same time. */
export interface AppBuild {
  readonly folder: string
  /** What a browser fetches before it shows anything, in bytes of gzip. */
  initialScriptBytes(): number
  remove(): void
}

export function buildApp(name: 'patient-app' | 'department-console'): AppBuild {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-app-'))
  const root = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url))
  const vite = join(root, 'node_modules/vite/bin/vite.js')
  const options = ['build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error']
  const { status, stderr } = spawnSync(process.execPath, [vite, ...options], {
    cwd: root,
    encoding: 'utf8',
    // jest calls itself a test, and React would bring what helps those who write it.
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(stderr)
  return {
    folder,
    initialScriptBytes: () => {
      const page = readFileSync(join(folder, 'index.html'), 'utf8')
      const first = [...page.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)]
      return sizeOf(folder, new Set(first.map(([, path]) => path as string)))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
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
