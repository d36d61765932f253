import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@jest/globals'

const src = join(dirname(fileURLToPath(import.meta.url)), '../../src')

/** All files that a door leads to, by their relative imports, of types or not. */
function reachedFrom(path: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(path)) return reached
  reached.add(path)
  const text = readFileSync(path, 'utf8')
  for (const [, from] of text.matchAll(/from '(\.[^']+)'/g)) {
    reachedFrom(join(dirname(path), from as string), reached)
  }
  return reached
}

test.each(['index.ts', 'index.did-resolver.ts'])('%s brings nothing of did:webvh along', (door) => {
  const reached = [...reachedFrom(join(src, door))]
  expect(reached.length).toBeGreaterThan(5)
  expect(reached.filter((path) => /webvh|jcs-proof/.test(path))).toEqual([])
})

test('index.webvh.ts leads to all of it', () => {
  const reached = [...reachedFrom(join(src, 'index.webvh.ts'))]
  expect(reached.filter((path) => /\/webvh\//.test(path)).length).toBeGreaterThan(8)
})
