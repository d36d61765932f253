import { describe, expect, test } from '@jest/globals'
import { cases } from '../interop/lib/cases.mjs'
import { failuresOf, pageOf, type Result, versionsOf } from '../interop/lib/report.mjs'
import { readText } from './workspace-files.ts'

const manifest = JSON.parse(readText('interop/package.json'))
const asExpected = ({ ours, theirs, ...one }: (typeof cases)[number]): Result => {
  const found = (cell: string): string =>
    cell === 'no (b)' ? 'no: invalid_jwt: JWT iss or client_id are required' : cell
  return { ...one, ours, theirs, found: { ours: found(ours), theirs: found(theirs) } }
}

test('docs/interop.md says what `npm run interop` tries, with the versions it tries', () => {
  expect(readText('docs/interop.md')).toBe(pageOf(versionsOf(manifest)))
})

test.each(['did-jwt-vc', '@veramo/core', '@digitalbazaar/vc', '@sd-jwt/sd-jwt-vc', 'jose'])(
  'docs/interop.md has %s verified by us, or ours by it',
  (peer) => {
    expect(readText('docs/interop.md')).toMatch(new RegExp(`^\\| ${peer} \\d.*\\| yes \\|$`, 'm'))
  },
)

describe('failuresOf', () => {
  const results = cases.map(asExpected)

  test('is content with what the cases say', () => {
    expect(failuresOf(results)).toEqual([])
  })

  test.each([
    ['a yes that was refused', 'yes', 'no: proof_invalid'],
    ['a yes that says nothing', 'yes', 'no: an altered one is taken, too'],
    ['a no that was taken', 'no (b)', 'yes'],
    ['a no for another reason', 'no (b)', 'no: Cannot read properties of undefined'],
  ])('names %s', (_, ours, found) => {
    const [one] = results.filter((result) => result.ours === ours)
    if (one === undefined) throw new Error('No such case')
    const other = { ...one, found: { ...one.found, ours: found } }
    expect(failuresOf([other])).toEqual([expect.stringContaining(`and is ${found}`)])
  })
})
