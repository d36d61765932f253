import { basename } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import {
  codeOf,
  filesIn,
  importsOf,
  manifestOf,
  packageNames,
  readText,
} from './workspace-files.ts'

interface Layer {
  readonly isPrivate: boolean
  readonly purpose: string
  readonly mayImport: readonly string[]
}

const layers = new Map<string, Layer>(
  [
    ...readText('docs/architecture.md').matchAll(
      /^\| `([a-z\d-]+)`( \(private\))? \| ([^|]+) \| ([^|]+) \|$/gm,
    ),
  ].map(([, name, isPrivate, purpose, imports]) => [
    name as string,
    {
      isPrivate: isPrivate !== undefined,
      purpose: purpose as string,
      mayImport: [...(imports as string).matchAll(/`([a-z\d-]+)`/g)].map(
        (match) => match[1] as string,
      ),
    },
  ]),
)

const sources = packageNames.flatMap((name) =>
  filesIn(`packages/${name}/src`).filter((path) => path.endsWith('.ts')),
)

test('the layer table names every package and no other', () => {
  expect([...layers.keys()].sort()).toEqual([...packageNames].sort())
})

test('the layer table has no cycles: a row imports only rows above it', () => {
  const above: string[] = []
  for (const [name, { mayImport }] of layers) {
    expect(above).toEqual(expect.arrayContaining([...mayImport]))
    above.push(name)
  }
})

describe.each(packageNames)('package %s', (name) => {
  const manifest = manifestOf(name)
  const layer = layers.get(name)
  const files = filesIn(`packages/${name}/src`).filter((path) => path.endsWith('.ts'))
  const workspacePackage = /^@fidecura\/([^/]+)/

  test('imports what its row allows', () => {
    const imported = files.flatMap(importsOf).flatMap((specifier) => {
      const match = workspacePackage.exec(specifier)
      return match === null ? [] : [match[1]]
    })
    expect(without(imported, layer?.mayImport)).toEqual([])
  })

  test('depends on what its row allows', () => {
    const { dependencies, peerDependencies, optionalDependencies } = manifest
    const named = Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies })
    const ours = named.flatMap((dependency) => workspacePackage.exec(dependency)?.[1] ?? [])
    expect(without(ours, layer?.mayImport)).toEqual([])
    if (manifest.private !== true) {
      expect(ours.filter((dependency) => manifestOf(dependency).private === true)).toEqual([])
    }
  })

  test('brings the types of what it depends on: the first start compiles with nothing else', () => {
    const { dependencies, devDependencies } = manifest
    const names = Object.keys({ ...dependencies }).map((dependency) => `@types/${dependency}`)
    expect(names.filter((types) => devDependencies?.[types] !== undefined)).toEqual([])
  })

  test('is private exactly where the table says so', () => {
    expect(manifest.private === true).toBe(layer?.isPrivate)
  })

  test('does not reach into its neighbours by path', () => {
    const escapes = files.filter((path) => {
      const depth = path.split('/').length - 3
      return importsOf(path).some((from) => from.split('../').length - 1 >= depth)
    })
    expect(escapes).toEqual([])
  })

  test('uses Node modules only where a Node is certain', () => {
    if (name === 'store' || manifest.private === true) return
    const portable = files.filter((path) => !path.endsWith('.node.ts'))
    expect(portable.filter((path) => importsOf(path).some(isNodeOnly))).toEqual([])
  })

  test('does something, and says so', () => {
    expect(files.filter((path) => !isIndex(path)).length).toBeGreaterThan(0)
    expect(manifest.description).toMatch(/\w{3,}/)
  })

  test('is tested', () => {
    // What only tests use is tested by each of them.
    if (name === 'testing') return
    const tests = filesIn(`packages/${name}/test`).filter((path) => path.endsWith('.test.ts'))
    expect(tests).not.toEqual([])
  })

  test('introduces itself in its README', () => {
    const [title, paragraph] = readText(`packages/${name}/README.md`).split(/\n\s*\n/)
    expect(title).toBe(`# ${manifest.name}`)
    expect(paragraph?.length).toBeGreaterThan(80)
  })

  test('is compiled: the root names each of its projects', () => {
    const references = (JSON.parse(readText('tsconfig.json')) as Projects).references
    const projects = filesIn(`packages/${name}`)
      .filter((path) => /^tsconfig.*\.json$/.test(basename(path)))
      .map((path) => path.replace(/\/tsconfig\.json$/, ''))
    expect(references.map(({ path }) => path)).toEqual(expect.arrayContaining(projects))
  })
})

interface Projects {
  readonly references: readonly { readonly path: string }[]
}

describe('every source file', () => {
  test.each([
    [
      'has at most 300 lines, unless a tool wrote it',
      (path: string) => {
        const lines = readText(path).split('\n')
        return lines.length > 301 && !/^\/\/ Made by `npm run /.test(lines[0] ?? '')
      },
    ],
    ['re-exports names one by one', (path: string) => /\bexport \*/.test(codeOf(path))],
    [
      'has named exports only',
      // A declaration says what the module of somebody else exports.
      (path: string) =>
        !path.endsWith('.d.ts') && /\bexport default\b|\bas default\b/.test(codeOf(path)),
    ],
    [
      'is named after one idea',
      (path: string) => /^(utils?|types?|helpers?|misc)\./.test(basename(path)),
    ],
    ['is free of code where it is an index', (path: string) => isIndex(path) && hasCode(path)],
  ])('%s', (_, isWrong) => {
    expect(sources.filter(isWrong)).toEqual([])
  })
})

describe('every file', () => {
  // This one names what it forbids.
  const files = filesIn('.').filter((path) => path !== 'test/architecture.test.ts')
  const lockfile = /(^|\/)(pnpm-lock\.yaml|package-lock\.json)$/
  const text = /\.(ts|tsx|js|mjs|json|md|yaml|yml|html|css|sql|grit)$|(^|\/)(run|LICENSE)$/
  const written = files.filter((path) => text.test(path) && !lockfile.test(path))

  test('leaves no work unnamed: TODO and FIXME carry an issue number', () => {
    const unnamed = /\b(TODO|FIXME)\b(?! ?\(?#\d+)/
    expect(written.filter((path) => unnamed.test(readText(path)))).toEqual([])
  })

  test('names no folder of the machine it was written on', () => {
    const machine = /(?<![\w./:~-])\/(work|tmp|home|root|Users|opt|mnt)\//
    expect(written.filter((path) => machine.test(readText(path)))).toEqual([])
  })

  test('names no package registry', () => {
    const registry = /registry\.|npmmirror|verdaccio|artifactory|\bnexus\./i
    expect(written.filter((path) => registry.test(readText(path)))).toEqual([])
  })

  // A lockfile names no address where packages come from the registry that the installer is set to.
  test('is locked to no other registry', () => {
    const hosts = files
      .filter((path) => lockfile.test(path))
      .flatMap((path) => [
        ...readText(path).matchAll(/(?:tarball|"resolved"): "?(https?:\/\/[^/]+)/g),
      ])
      .map((match) => match[1])
    expect(hosts).toEqual([])
  })
})

function without(
  names: readonly (string | undefined)[],
  allowed: readonly string[] = [],
): unknown[] {
  return names.filter((name) => name === undefined || !allowed.includes(name))
}

function isNodeOnly(specifier: string): boolean {
  return specifier.startsWith('node:') || specifier.endsWith('.node.ts')
}

function isIndex(path: string): boolean {
  return /^index(\.\w+)?\.ts$/.test(basename(path))
}

function hasCode(path: string): boolean {
  return (
    codeOf(path)
      .replace(/export (type )?\{[^}]*\} from '[^']+'/g, '')
      .trim() !== ''
  )
}
