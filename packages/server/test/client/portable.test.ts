import { readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from '@jest/globals'

const source = join(import.meta.dirname, '../../src')

/** Every module that the door for browsers opens, and everything that they import. */
function importsFrom(file: string, seen = new Map<string, readonly string[]>()) {
  if (seen.has(file)) return seen
  const text = readFileSync(file, 'utf8')
  const specifiers = [...text.matchAll(/(?:from|import\()\s*'([^']+)'/g)].map(
    ([, name]) => name as string,
  )
  seen.set(file, specifiers)
  for (const name of specifiers) {
    if (name.startsWith('.')) importsFrom(join(dirname(file), name), seen)
  }
  return seen
}

test('the door for browsers opens nothing of Node, hono, zod or the store', () => {
  const modules = importsFrom(join(source, 'client/index.ts'))
  expect(modules.size).toBeGreaterThan(10)
  const others = [...modules.values()].flat().filter((name) => !name.startsWith('.'))
  const allowed = /^@fidecura\/(?:base|identity|credentials|consent)(?:\/\w[\w-]*)?$/
  expect([...new Set(others)].filter((name) => !allowed.test(name))).toEqual([])
})

test('the types of the API come from the very files that the routes are written against', () => {
  const ofRoutes = [...importsFrom(join(source, 'routes/routes.ts')).keys()]
  const ofClient = [...importsFrom(join(source, 'client/index.ts')).keys()]
  const shared = ofClient.filter((file) => file.includes('/api/'))
  expect(shared.map((file) => basename(file))).toEqual(
    expect.arrayContaining(['bodies.ts', 'page.ts']),
  )
  // What apps are configured with is no answer of a route.
  const ofApps = ['app-configuration.ts']
  const unshared = shared.filter((file) => !ofRoutes.includes(file))
  expect(unshared.filter((file) => !ofApps.includes(basename(file)))).toEqual([])
})
