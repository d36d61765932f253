import { describe, expect, test } from '@jest/globals'
import { readPast } from '../../src/status/status-as-of.ts'
import { orderChanges, type StatusChange } from '../../src/status/status-history.ts'
import { after, noon } from './fixture.ts'

const revoked = (at: number, from?: number): StatusChange => ({
  index: 7,
  value: 'revoked',
  at: after(at),
  ...(from === undefined ? {} : { invalidFrom: after(from) }),
})

describe('a history', () => {
  test('says that a revocation reaches further back than was known', () => {
    const changes = orderChanges([revoked(-10), revoked(-5, -100)], noon).get(7) ?? []
    expect(readPast(changes, after(-50))).toMatchObject({
      value: 'revoked',
      firstBadAt: after(-100),
    })
    expect(readPast(changes, after(-101))).toMatchObject({ value: 'valid', nextBadAt: after(-100) })
  })

  test.each<[string, StatusChange]>([
    ['does not reach back', revoked(-5)],
    ['reaches back less', revoked(-5, -9)],
    ['reaches back as far', revoked(-5, -10)],
    ['suspends', { ...revoked(-5, -100), value: 'suspended' }],
    ['reinstates', { index: 7, value: 'valid', at: after(-5) }],
  ])('is refused where what comes after a revocation %s', (_, change) => {
    expect(() => orderChanges([revoked(-10), change], noon)).toThrow(
      expect.objectContaining({ code: 'status_history_malformed', place: 'changes/1' }),
    )
  })
})
