import { epochSeconds } from '@fidecura/base'
import { parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { isExplainedBy } from '../../src/register-loss/explained-by-loss.ts'
import type { RegisterLoss } from '../../src/register-loss/register-loss.ts'
import type { RegisterWord, WordEntry } from '../../src/register-word.ts'

const issuer = parseDid('did:web:register.example')
const at = epochSeconds

const entry = (sequence: number, registeredAt: number, more: object = {}): WordEntry =>
  Object.freeze({
    sequence,
    issuer,
    id: `urn:example:${sequence}.${registeredAt}`,
    digest: `${sequence}.${registeredAt}`,
    registeredAt: at(registeredAt),
    ...more,
  })

const wordOf = (revision: number, issuedAt: number, statements: readonly WordEntry[]) =>
  Object.freeze<RegisterWord>({
    issuer,
    issuedAt: at(issuedAt),
    record: { system: 'urn:example:records', value: '0001' },
    revision,
    statements,
  })

const withdrawn = (instant: number, digest = 'w') => ({
  withdrawnAt: at(instant),
  withdrawal: digest,
})
const ratified = (instant: number) => ({ ratifiedAt: at(instant), ratification: 'r' })

const loss: RegisterLoss = {
  issuer,
  issuedAt: at(80),
  keptUpTo: { sequence: 5, at: at(30) },
  restoredAt: at(60),
  reason: 'disk_failure',
}
/** Of the second, what came in after the backup; the third itself. */
const last = wordOf(9, 50, [
  entry(1, 1),
  entry(3, 3, { ...withdrawn(40), ...ratified(41) }),
  entry(8, 45),
])
const next = wordOf(7, 70, [entry(1, 1), entry(3, 3), entry(6, 65)])

describe('isExplainedBy', () => {
  test.each<[string, RegisterWord, RegisterWord]>([
    ['of what was lost and what came since', last, next],
    ['of a loss alone', last, wordOf(3, 60, [entry(1, 1), entry(3, 3)])],
    [
      'of a withdrawal of the second of the backup, which is there',
      wordOf(9, 50, [entry(3, 3, withdrawn(30)), entry(8, 45)]),
      wordOf(7, 70, [entry(3, 3, withdrawn(30))]),
    ],
    [
      'of a ratification of the second of the backup, which is there',
      wordOf(9, 50, [entry(3, 3, ratified(30)), entry(8, 45)]),
      wordOf(7, 70, [entry(3, 3, ratified(30))]),
    ],
    [
      'of a withdrawal that came in again, and a ratification that did not',
      last,
      wordOf(7, 70, [entry(1, 1), entry(3, 3, withdrawn(66, 'other'))]),
    ],
    [
      'of a withdrawal that was lost beside a ratification that was not',
      wordOf(9, 50, [entry(3, 3, { ...withdrawn(40), ...ratified(20) })]),
      wordOf(7, 70, [entry(3, 3, ratified(20))]),
    ],
    [
      'of a ratification that was lost beside a withdrawal that was not',
      wordOf(9, 50, [entry(3, 3, { ...withdrawn(20), ...ratified(40) })]),
      wordOf(7, 70, [entry(3, 3, withdrawn(20))]),
    ],
  ])('holds %s', (_, one, other) => {
    expect(isExplainedBy(loss, one, other)).toBe(true)
  })

  test.each<[string, RegisterWord, RegisterWord]>([
    [
      'of a word of which nothing came after the backup',
      wordOf(5, 50, [entry(3, 3, withdrawn(40))]),
      wordOf(7, 70, [entry(3, 3)]),
    ],
    ['of a word from after the restoration', wordOf(9, 61, last.statements), next],
    ['by a word from before the restoration', last, wordOf(3, 59, [entry(1, 1), entry(3, 3)])],
    ['of a statement that the backup has', last, wordOf(7, 70, [entry(3, 3), entry(6, 65)])],
    ['of one that has another in its place', last, wordOf(7, 70, [entry(1, 2), entry(3, 3)])],
    [
      'of a new one that is dated back',
      last,
      wordOf(7, 70, [entry(1, 1), entry(3, 3), entry(6, 59)]),
    ],
    [
      'of a new one among those of the backup',
      last,
      wordOf(7, 70, [entry(1, 1), entry(3, 3), entry(5, 65)]),
    ],
    [
      'of a withdrawal that the backup has',
      wordOf(9, 50, [entry(3, 3, withdrawn(29))]),
      wordOf(7, 70, [entry(3, 3)]),
    ],
    [
      'of a ratification that the backup has',
      wordOf(9, 50, [entry(3, 3, ratified(29))]),
      wordOf(7, 70, [entry(3, 3)]),
    ],
    [
      'of a new withdrawal that is dated back',
      last,
      wordOf(7, 70, [entry(1, 1, withdrawn(59)), entry(3, 3)]),
    ],
  ])('does not hold %s', (_, one, other) => {
    expect(isExplainedBy(loss, one, other)).toBe(false)
  })
})
