import { describe, expect, test } from '@jest/globals'
import { allParsers } from './fuzz/all-parsers.ts'
import { runParser } from './fuzz/run-parser.ts'

// The cases of every run of the tests; `npm run fuzz` tries 100,000 for each parser, with other seeds.

const parsers = await allParsers()

describe('whatever it is given, in user CPU of at most 50 ms and without a word of it in the error,', () => {
  test.each(parsers.map((parser) => [parser.name, parser] as const))(
    '%s returns or throws an error of ours',
    async (_, parser) => {
      const { failures, accepted, codes } = await runParser(parser, { seed: 1, cases: 5000 })
      expect(failures).toEqual([])
      // Else the cases would be so wrong that they show nothing of what lies behind the first check.
      expect(codes.length).toBeGreaterThan(0)
      expect(accepted).toBeGreaterThanOrEqual(0)
    },
  )
})
