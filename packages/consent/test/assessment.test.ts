import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { StatedRequest } from '../src/assessment.ts'
import { decide } from '../src/decide.ts'
import { decideAt } from '../src/decide-at.ts'
import type { Decision } from '../src/decision.ts'
import { diffDecisions } from '../src/diff-decisions.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import { redact } from '../src/redact/redact.ts'
import { recordReference } from '../src/statement.ts'
import { mintStatementSet, type RegisteredStatement } from '../src/statement-set.ts'
import { type DraftStatement, whatIf } from '../src/what-if.ts'
import { asked, items, statements } from './random-terms.ts'
import {
  cardiology,
  day,
  deny,
  doctor,
  hospital,
  laboratory,
  now,
  oncology,
  options,
  permit,
  record,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

const policy = { combine: 'newest', vocabulary: options.vocabulary } as const
const before = (seconds: number): EpochSeconds => epochSeconds(now - seconds)

const stated: StatedRequest = Object.freeze({
  requester: { parties: [doctor, cardiology, hospital], purposes: ['PurposeOfUse'] },
  subject: record,
  purposes: ['TREAT'],
  action: 'access',
  custodian: hospital,
  data: [laboratory],
})

const withdrawn = statement(permit(), { registeredAt: before(1000), withdrawnAt: before(500) })

describe('decideAt', () => {
  test.each([
    ['before it was registered', 1001, 'no_consent', 'consent_absent'],
    ['from then on', 1000, 'permit', undefined],
    ['to the second before it was withdrawn', 501, 'permit', undefined],
    ['from the withdrawal on', 500, 'deny', 'consent_withdrawn'],
  ])('answers as it was, %s', (_, seconds, outcome, code) => {
    const answer = decideAt(stated, setOf([withdrawn]), { ...policy, at: before(seconds) })
    expect(answer).toMatchObject({ kind: 'past', outcome, asOf: now })
    expect(answer.code).toBe(code)
  })

  test('says of whom it was not judged whether their key was stolen', () => {
    const at = before(600)
    expect(decideAt(stated, setOf([withdrawn]), { ...policy, at }).unjudged).toEqual([0])
    const lasting = setOf([statement(permit())])
    expect(decideAt(stated, lasting, { ...policy, at }).unjudged).toEqual([])
    const stolen = setOf([statement(permit(), { defeated: true })])
    expect(decideAt(stated, stolen, { ...policy, at }).outcome).toBe('no_consent')
  })

  test('is unknown of what the word does not reach', () => {
    const set = setOf([statement(permit())], { asOf: before(10) })
    expect(decideAt(stated, set, { ...policy, at: before(10) }).outcome).toBe('permit')
    expect(decideAt(stated, set, { ...policy, at: before(9) })).toMatchObject({
      outcome: 'unknown',
      code: 'register_word_stale',
      obligations: [],
    })
  })

  test('takes the sets of an archive, which decide nothing, and none that nobody verified', () => {
    const fields = { record, asOf: now, register: hospital, statements: [statement(permit())] }
    const archived = mintStatementSet(fields, now)
    expect(decideAt(stated, archived, { ...policy, at: now }).outcome).toBe('permit')
    expect(() => decide(request(), archived, options)).toThrow(
      expect.objectContaining({ code: 'statement_set_historic' }),
    )
    expect(() => decideAt(stated, structuredClone(archived), { ...policy, at: now })).toThrow(
      expect.objectContaining({ code: 'statement_set_not_verified' }),
    )
  })

  test('is no permit for any gate', () => {
    const answer = decideAt(stated, setOf([statement(permit())]), { ...policy, at: now })
    expect(answer.outcome).toBe('permit')
    const released = { references: { 'Patient/1': recordReference(record) }, now }
    expect(() => redact(new Uint8Array(), answer as unknown as Decision, released)).toThrow(
      expect.objectContaining({ code: 'decision_not_permit' }),
    )
    expect(Object.isFrozen(answer)).toBe(true)
  })

  test('has no emergencies, whatever it is handed', () => {
    const forged = { ...stated, legalBasis: 'vital_interest', breakGlass: {} } as StatedRequest
    const { vocabulary } = options
    const by = { jurisdiction: healthDataSpace, vocabulary, at: now }
    expect(decideAt(forged, setOf([]), by)).toMatchObject({ code: 'emergency_unproven' })
  })

  test('answers about the present what decide answers', () => {
    fc.assert(
      fc.property(statements, asked, items, (list, question, item) => {
        const set = setOf(list)
        const wanted = { ...question, data: [item] }
        const decision = decide(request({ ...wanted, requester: requesterOf() }), set, options)
        const answer = decideAt({ ...stated, ...wanted }, set, { ...policy, at: now })
        expect(answer.outcome).toBe(decision.kind)
        expect(answer.code).toBe(decision.code)
        expect(answer.trace).toEqual(decision.trace)
        expect(answer.obligations).toEqual(decision.obligations)
      }),
      { numRuns: 300 },
    )
  })
})

describe('diffDecisions', () => {
  const span = { from: before(2000), to: now }
  const diff = (...list: readonly RegisteredStatement[]) =>
    diffDecisions(stated, setOf(list), { ...policy, ...span })

  test('names each change with what happened to which statement', () => {
    const denial = statement(deny(), {
      kind: 'restriction',
      sequence: 2,
      registeredAt: before(800),
      withdrawnAt: before(700),
    })
    const { changes, complete, before: first, after } = diff(withdrawn, denial)
    expect(changes.map(({ at, assessment, causes }) => [at, assessment.outcome, causes])).toEqual([
      [before(1000), 'permit', [{ statement: 0, event: 'registered' }]],
      [before(800), 'deny', [{ statement: 1, event: 'registered' }]],
      [before(700), 'permit', [{ statement: 1, event: 'withdrawn' }]],
      [before(500), 'deny', [{ statement: 0, event: 'withdrawn' }]],
    ])
    expect([first.outcome, after.outcome, complete]).toEqual(['no_consent', 'deny', true])
  })

  test('sees statements begin and end, and their rules', () => {
    const limited = statement(permit({ period: { start: before(900), end: before(300) + 0.5 } }), {
      validFrom: before(950),
      validUntil: before(100),
    })
    expect(diff(limited).changes.map(({ at, causes }) => [now - at, causes])).toEqual([
      [900, [{ statement: 0, event: 'rule' }]],
      [299, [{ statement: 0, event: 'rule' }]],
    ])
    const whole = { ...limited, terms: statement(permit()).terms }
    expect(diff(whole).changes.map(({ at, causes }) => [now - at, causes])).toEqual([
      [950, [{ statement: 0, event: 'begun' }]],
      [100, [{ statement: 0, event: 'ended' }]],
    ])
  })

  test('takes what changes nothing for no change, duties that end later included', () => {
    const rule = { ...permit(), duties: [{ kind: 'erase_by', afterSeconds: day }] } as const
    const older = statement(rule, { registeredAt: before(9000) })
    const other = statement(deny(), {
      sequence: 2,
      registeredAt: before(50),
      grantee: { did: oncology, name: 'Oncology' },
    })
    expect(diff(older, other).changes).toEqual([])
  })

  test('says so where there is too much to look at', () => {
    const many = Array.from({ length: 1025 }, (_, n) =>
      statement(permit(), { sequence: n + 1, registeredAt: before(1900 - n) }),
    )
    expect(diff(...many).complete).toBe(false)
    expect(diff(...many.slice(1)).complete).toBe(true)
  })
})

describe('whatIf', () => {
  const draft: DraftStatement = {
    kind: 'consent',
    grantee: { did: cardiology, name: 'Cardiology' },
    controller: hospital,
    terms: statement(permit({ purposes: ['TREAT'] })).terms,
    validFrom: before(10),
    validUntil: epochSeconds(now + day),
  }
  const others: StatedRequest = {
    ...stated,
    requester: { parties: [oncology], purposes: ['PurposeOfUse'] },
  }
  const at = { ...policy, at: now }

  test('says what each request would be answered, and whether that is new', () => {
    const [own, research, foreign] = whatIf(
      setOf([]),
      draft,
      [stated, { ...stated, purposes: ['HRESCH'] }, others],
      at,
    )
    expect(own).toMatchObject({
      changed: true,
      before: { kind: 'imagined', outcome: 'no_consent' },
      after: { kind: 'imagined', outcome: 'permit', trace: [{ rule: { statement: 0 } }] },
    })
    expect(research).toMatchObject({ changed: false, after: { outcome: 'no_consent' } })
    expect(foreign).toMatchObject({ changed: false, after: { outcome: 'no_consent' } })
  })

  test('takes the draft for the newest', () => {
    const denial = statement(deny(), { sequence: 7 })
    const [answer] = whatIf(setOf([denial]), draft, [stated], at)
    expect(answer).toMatchObject({ before: { outcome: 'deny' }, after: { outcome: 'permit' } })
    const [restricted] = whatIf(
      setOf([statement(permit(), { sequence: 7 })]),
      { ...draft, kind: 'restriction', terms: statement(deny()).terms },
      [stated],
      at,
    )
    expect(restricted).toMatchObject({ before: { outcome: 'permit' }, after: { outcome: 'deny' } })
  })

  test('leaves the set as it was, which knows nothing of the draft', () => {
    const set = setOf([])
    whatIf(set, draft, [stated], at)
    expect(set.statements).toEqual([])
    expect(decide(request(), set, options).kind).toBe('no_consent')
  })

  test('answers what decide will answer once it is registered', () => {
    fc.assert(
      fc.property(statements, asked, items, (list, question, item) => {
        const wanted = { ...question, data: [item] }
        const [answer] = whatIf(setOf(list), draft, [{ ...stated, ...wanted }], at)
        const signed = statement(permit({ purposes: ['TREAT'] }), {
          ...draft,
          sequence: list.length + 1,
          registeredAt: now,
        })
        const decision = decide(request(wanted), setOf([...list, signed]), options)
        expect(answer?.after.outcome).toBe(decision.kind)
      }),
      { numRuns: 300 },
    )
  })
})
