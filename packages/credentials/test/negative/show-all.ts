import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { createScene, fork, judge, plain, type Scene, staffed } from './scene.ts'
import type { FormatUnderTest } from './table.ts'

/** Of each format. */
const least = 120

/** Shows every mutation of these formats to a verifier. */
export function showAll(formats: readonly FormatUnderTest[]): void {
  describe.each(formats.map((format) => [format.name, format] as const))(
    'given %s, a verifier',
    (_, { format, presenter, rows, good, checkOf }) => {
      let scene: Scene
      beforeAll(async () => {
        scene = await createScene(format, presenter)
      })

      test('accepts what the mutations are made of', async () => {
        for (const make of [plain, staffed, ...good]) {
          const here = fork(scene)
          expect(await judge(here, await make(here))).toEqual({
            code: 'accepted',
            refused: [],
            inner: [],
          })
        }
      })

      test('is shown enough of them, each by a name of its own', () => {
        const names = rows.map(([name]) => name)
        expect(new Set(names).size).toBe(names.length)
        expect(names.length).toBeGreaterThanOrEqual(least)
      })

      test.each(rows)('refuses it where %s', async (_name, check, expected, make) => {
        const here = fork(scene)
        const code = typeof expected === 'string' ? expected : expected(format)
        const result = await judge(here, await make(here))
        expect(result.code).toBe(code)
        expect(result.refused).toContainEqual({ check: checkOf(check), code })
        // Nothing else is wrong with it, so no other reason may be given.
        expect(result.refused.filter((refused) => refused.code !== code)).toEqual([])
        if (checkOf(check) === 'credentials') expect(result.inner).toContainEqual({ check, code })
      })
    },
  )
}

/** The lines of docs/conformance.md that end in these words. */
export function linesOfDocs(ending: string): readonly string[] {
  const path = new URL('../../../../docs/conformance.md', import.meta.url)
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.endsWith(` ${ending} |`))
}
