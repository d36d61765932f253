import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { createNewestSets } from '../../src/newest-sets.ts'
import { mintStatementSet, type VerifiedStatementSet } from '../../src/statement-set.ts'
import { hospital, now, record } from '../setting.ts'

const setOf = (revision: number, asOf: number): VerifiedStatementSet =>
  mintStatementSet(
    { record, register: hospital, asOf: epochSeconds(asOf), statements: [] },
    undefined,
    revision,
  )

describe('assertNewest', () => {
  test.each<[string, VerifiedStatementSet, VerifiedStatementSet, boolean]>([
    ['an older one with a lower number', setOf(7, now), setOf(6, now - 1), false],
    ['one of the same second with a lower number', setOf(7, now), setOf(6, now), false],
    ['an older one with the same number', setOf(7, now), setOf(7, now - 1), true],
    [
      'a newer one with a lower number, of a register that lost some',
      setOf(7, now),
      setOf(6, now + 1),
      true,
    ],
  ])('knows %s', (_, seen, set, isTaken) => {
    const newest = createNewestSets(60)
    newest.remember(seen, now)
    const judged = expect(() => newest.assertNewest(set))
    if (isTaken) judged.not.toThrow()
    else judged.toThrow(expect.objectContaining({ code: 'word_rolled_back' }))
  })

  test('knows the newest, in whatever order they were verified', () => {
    const newest = createNewestSets(60)
    newest.remember(setOf(7, now), now)
    newest.remember(setOf(5, now - 2), now)
    newest.remember(setOf(6, now), now)
    expect(() => newest.assertNewest(setOf(6, now - 1))).toThrow()
    expect(() => newest.assertNewest(setOf(6, now))).toThrow()
  })
})
