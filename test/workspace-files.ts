import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root: string = join(dirname(fileURLToPath(import.meta.url)), '..')

const notOurs = new Set([
  'node_modules',
  'dist',
  'temp',
  '.git',
  'coverage',
  'out',
  'fidecura-story',
  'scratch',
])

/** Paths from the root, of every file in the folder that is not installed or built. */
export function filesIn(folder: string): readonly string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const path = relative(root, join(root, folder, entry.name))
    return entry.isDirectory() ? filesIn(path) : [path]
  })
}

export function readText(path: string): string {
  return readFileSync(join(root, path), 'utf8')
}

export interface Manifest {
  readonly name: string
  readonly description?: string
  readonly private?: boolean
  readonly exports?: Readonly<Record<string, unknown>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

export function manifestOf(name: string): Manifest {
  return JSON.parse(readText(`packages/${name}/package.json`)) as Manifest
}

export const packageNames: readonly string[] = readdirSync(join(root, 'packages'))

/** What a source file imports or re-exports from, as written. */
export function importsOf(path: string): readonly string[] {
  const pattern = /\b(?:from|import)\s*\(?\s*'([^']+)'/g
  return [...codeOf(path).matchAll(pattern)].map((match) => match[1] as string)
}

/** The text without comments that fill whole lines: examples in them are not imports. */
export function codeOf(path: string): string {
  return readText(path)
    .replace(/^\s*\/\*[\s\S]*?\*\//gm, '')
    .replace(/^\s*\/\/.*$/gm, '')
}
