import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { RequestedData } from '../src/access-request.ts'
import { decide } from '../src/decide.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import type { Conditions, Rule } from '../src/terms.ts'
import { traceDecision } from '../src/trace-decision.ts'
import {
  anything,
  ask,
  askOf,
  cardiology,
  day,
  deny,
  doctor,
  hospital,
  keptNowhere,
  kind,
  label,
  laboratory,
  loinc,
  notes,
  now,
  oncology,
  options,
  permit,
  request,
  requesterOf,
  sensitivity,
  setOf,
  statement,
} from './setting.ts'

const mainJob = deny({}, [
  permit(
    {
      actors: [{ role: 'recipient', did: cardiology }],
      actions: ['access'],
      purposes: ['TREAT'],
      codes: [loinc('11502-2'), loinc('34109-9')],
      period: { end: now + 90 * day },
    },
    [deny({ labels: [sensitivity('PSY')] }), deny({ codes: [loinc('34788-0')] })],
  ),
])

describe('decide, for cardiology to read results and notes without psychiatry', () => {
  test('permits, and says what must be left out', () => {
    const decision = ask(mainJob, { data: [laboratory, notes] })
    expect(decision.kind).toBe('permit')
    expect(decision.obligations).toEqual([
      {
        kind: 'leave_out',
        rule: { statement: 0, path: [0, 0] },
        data: { labels: [sensitivity('PSY')] },
      },
      {
        kind: 'leave_out',
        rule: { statement: 0, path: [0, 1] },
        data: { codes: [loinc('34788-0')] },
      },
    ])
    expect(decision.trace).toEqual([
      { purpose: 0, data: 0, rule: { statement: 0, path: [0] } },
      { purpose: 0, data: 1, rule: { statement: 0, path: [0] } },
    ])
  })

  test.each<[string, RequestedData, 'permit' | 'deny']>([
    [
      'a labelled result',
      { scope: 'item', codes: [loinc('11502-2')], labels: [label('N')] },
      'permit',
    ],
    [
      'a psychiatry note by label',
      { scope: 'item', codes: [loinc('34109-9')], labels: [sensitivity('PSY')] },
      'deny',
    ],
    [
      'a psychiatry note by code',
      { scope: 'item', codes: [loinc('34788-0')], labels: [label('N')] },
      'deny',
    ],
    ['a note without labels', { scope: 'item', codes: [loinc('34109-9')] }, 'deny'],
    [
      'a result labelled with what includes psychiatry',
      { scope: 'item', codes: [loinc('11502-2')], labels: [sensitivity('SPI')] },
      'deny',
    ],
    ['imaging', { scope: 'item', codes: [loinc('18748-4')], labels: [label('N')] }, 'deny'],
  ])('answers for %s', (_, data, expected) => {
    expect(ask(mainJob, { data: [data] }).kind).toBe(expected)
  })

  test('denies research', () => {
    const decision = ask(mainJob, { purposes: ['HRESCH'] })
    expect(decision).toMatchObject({ kind: 'deny', code: 'consent_denied' })
    expect(decision.trace).toEqual([{ purpose: 0, data: 0, rule: { statement: 0, path: [] } }])
  })

  test('finds no consent for a doctor of another department', () => {
    const requester = requesterOf({ parties: [oncology] })
    expect(ask(mainJob, { requester })).toMatchObject({
      kind: 'no_consent',
      code: 'consent_absent',
    })
  })

  test('needs every purpose to be permitted', () => {
    expect(ask(mainJob, { purposes: ['TREAT', 'HRESCH'] }).kind).toBe('deny')
  })

  test('needs every entry to be permitted', () => {
    expect(
      ask(mainJob, { data: [laboratory, { scope: 'category', codes: [loinc('1-1')] }] }).kind,
    ).toBe('deny')
  })

  test('denies what the patient permits and the role does not', () => {
    const requester = requesterOf({ purposes: ['HRESCH'] })
    expect(ask(mainJob, { requester })).toMatchObject({ kind: 'deny', code: 'purpose_beyond_role' })
  })

  test('does not take an emergency for granted because the role allows treatment', () => {
    const requester = requesterOf({ purposes: ['TREAT'] })
    const decision = ask(permit({ purposes: ['ETREAT'] }), { requester, purposes: ['ETREAT'] })
    expect(decision).toMatchObject({ kind: 'deny', code: 'purpose_beyond_role' })
  })
})

/** What released software answered, and what it must be: PITFALLS, "Consent". */
describe('decide, where others fail,', () => {
  test('denies one practitioner within a permit, and nobody else', () => {
    const rule = permit({}, [deny({ actors: [{ role: 'recipient', did: doctor }] })])
    expect(ask(rule).kind).toBe('deny')
    const colleague = requesterOf({ parties: [cardiology] })
    expect(ask(rule, { requester: colleague }).kind).toBe('permit')
  })

  test('permits treatment within a denial, and nothing else', () => {
    const rule = deny({}, [permit({ purposes: ['TREAT'] })])
    expect(ask(rule).kind).toBe('permit')
    expect(ask(rule, { purposes: ['HPAYMT'] }).kind).toBe('deny')
  })

  const inside: RequestedData = {
    scope: 'item',
    record: 'urn:record:1',
    types: [kind('Observation')],
    codes: [loinc('11502-2')],
    labels: [label('N')],
    period: { start: 100, end: 200 },
  }
  test.each<[string, Conditions, Partial<Parameters<typeof request>[0]>]>([
    ['the period of a provision', { period: { end: now - 1 } }, {}],
    ['its dataPeriod', { dataPeriod: { start: 150 } }, {}],
    ['its data', { data: [{ meaning: 'instance', reference: 'urn:record:2' }] }, {}],
    ['its action', { actions: ['correct'] }, {}],
    [
      'the role of its actor',
      { actors: [{ role: 'custodian', did: doctor }] },
      { custodian: hospital },
    ],
    ['its class', { types: [kind('Procedure')] }, {}],
    ['its code', { codes: [loinc('34109-9')] }, {}],
    ['its security label', { labels: [label('L')] }, {}],
    ['its purpose', { purposes: ['HRESCH'] }, {}],
  ])('looks at %s', (_, conditions, overrides) => {
    const asked = { data: [inside], ...overrides }
    expect(ask(permit(), asked).kind).toBe('permit')
    expect(ask(permit(conditions), asked).kind).toBe('no_consent')
    // The same condition four rules down.
    const deep = deny({}, [permit({}, [deny({}, [permit(conditions)])])])
    expect(ask(deep, asked).kind).toBe('deny')
    expect(ask(deny({}, [permit({}, [deny({}, [permit()])])]), asked).kind).toBe('permit')
  })

  test('lets a later consent restore what a global denial took, under the combiner named newest', () => {
    const denial = statement(deny(), { sequence: 1 })
    const consent = statement(permit({ purposes: ['TREAT'] }), { sequence: 2 })
    const set = setOf([denial, consent])
    expect(decide(request(), set, options).kind).toBe('permit')
    expect(decide(request({ purposes: ['HPAYMT'] }), set, options).kind).toBe('deny')
    expect(decide(request(), set, { ...options, combine: 'deny_overrides' }).kind).toBe('deny')
  })
})

describe('decide, on labels,', () => {
  const item = (...labels: readonly ReturnType<typeof label>[]): RequestedData => ({
    scope: 'item',
    ...(labels.length > 0 && { labels }),
  })
  test.each<[string, Rule, RequestedData, string]>([
    ['permits up to the label', permit({ labels: [label('N')] }), item(label('N')), 'permit'],
    ['permits below the label', permit({ labels: [label('N')] }), item(label('L')), 'permit'],
    ['does not permit above it', permit({ labels: [label('N')] }), item(label('R')), 'no_consent'],
    ['does not permit without label', permit({ labels: [label('N')] }), item(), 'no_consent'],
    [
      'takes the highest of two labels',
      permit({ labels: [label('N')] }),
      item(label('L'), label('V')),
      'no_consent',
    ],
    [
      'takes a label that is not ranked for the highest',
      permit({ labels: [label('V')] }),
      item(label('X')),
      'no_consent',
    ],
    [
      'denies from the label',
      permit({}, [deny({ labels: [label('R')] })]),
      item(label('R')),
      'deny',
    ],
    [
      'denies above the label',
      permit({}, [deny({ labels: [label('R')] })]),
      item(label('V')),
      'deny',
    ],
    [
      'does not deny below it',
      permit({}, [deny({ labels: [label('R')] })]),
      item(label('N')),
      'permit',
    ],
    ['denies without label', permit({}, [deny({ labels: [label('R')] })]), item(), 'deny'],
    [
      'denies where only sensitivity is labelled',
      permit({}, [deny({ labels: [label('R')] })]),
      item(sensitivity('HIV')),
      'deny',
    ],
    [
      'denies a narrower sensitivity',
      permit({}, [deny({ labels: [sensitivity('SPI')] })]),
      item(sensitivity('PSY')),
      'deny',
    ],
    [
      'does not deny another sensitivity',
      permit({}, [deny({ labels: [sensitivity('PSY')] })]),
      item(sensitivity('HIV')),
      'permit',
    ],
    [
      'does not permit a label that the vocabulary cannot rank',
      permit({ labels: [label('X')] }),
      item(label('U')),
      'no_consent',
    ],
    [
      'denies everything under one',
      permit({}, [deny({ labels: [label('X')] })]),
      item(label('U')),
      'deny',
    ],
    [
      'does not let a sensitivity lift a confidentiality',
      permit({ labels: [label('N'), sensitivity('PSY')] }),
      item(label('V'), sensitivity('PSY')),
      'no_consent',
    ],
  ])('%s', (_, rule, data, expected) => {
    expect(ask(rule, { data: [data] }).kind).toBe(expected)
  })

  test('limits a whole category to the labels of the permit', () => {
    const decision = ask(permit({ labels: [label('N')] }), { data: [anything] })
    expect(decision).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'limit_to', data: { labels: [label('N')] } }],
    })
  })
})

describe('decide, on purposes,', () => {
  test.each<[string, Rule, string, string]>([
    ['lets research cover clinical trials', permit({ purposes: ['HRESCH'] }), 'CLINTRCH', 'permit'],
    [
      'does not let clinical trials cover research',
      permit({ purposes: ['CLINTRCH'] }),
      'HRESCH',
      'no_consent',
    ],
    [
      'does not let treatment cover an emergency',
      permit({ purposes: ['TREAT'] }),
      'ETREAT',
      'no_consent',
    ],
    [
      'does not let an emergency cover break-glass',
      permit({ purposes: ['ETREAT'] }),
      'BTG',
      'no_consent',
    ],
    ['does not let silence cover an emergency', permit(), 'ETREAT', 'no_consent'],
    ['lets a named emergency through', permit({ purposes: ['ETREAT'] }), 'ETREAT', 'permit'],
    [
      'lets one named further up through',
      deny({ purposes: ['ETREAT'] }, [permit()]),
      'ETREAT',
      'permit',
    ],
    ['does not let silence cover a purpose nobody knows', permit(), 'PARTY', 'no_consent'],
    [
      'denies research where clinical trials are denied',
      permit({}, [deny({ purposes: ['CLINTRCH'] })]),
      'HRESCH',
      'deny',
    ],
    [
      'denies a clinical trial where research is denied',
      permit({}, [deny({ purposes: ['HRESCH'] })]),
      'CLINTRCH',
      'deny',
    ],
    [
      'denies research where clinical trials are denied, whatever is excepted from that',
      deny({ purposes: ['CLINTRCH'] }, [permit()]),
      'HRESCH',
      'deny',
    ],
    ['lets silence deny an emergency', deny(), 'ETREAT', 'deny'],
  ])('%s', (_, rule, purpose, expected) => {
    const requester = requesterOf({ purposes: ['PurposeOfUse', 'ETREAT', 'BTG', 'PARTY'] })
    expect(ask(rule, { purposes: [purpose], requester }).kind).toBe(expected)
  })
})

describe('decide, on what is not known,', () => {
  test('takes an unknown condition for false in a permit and true in a denial', () => {
    expect(ask(permit({ unknown: ['expression'] })).kind).toBe('no_consent')
    expect(ask(permit({}, [deny({ unknown: ['expression'] })])).kind).toBe('deny')
  })

  test('lets the denial decide of two exceptions that both match, in either order', () => {
    const both = [permit({ purposes: ['TREAT'] }), deny({ actions: ['access'] })]
    for (const children of [both, both.toReversed()]) {
      expect(ask(deny({}, children)).kind).toBe('deny')
      expect(ask(permit({}, children)).kind).toBe('deny')
    }
  })

  test('still denies below a permit that cannot be read', () => {
    const rule = permit({ unknown: ['expression'] }, [deny({ purposes: ['TREAT'] })])
    expect(ask(rule).kind).toBe('deny')
  })

  test('does not permit below a denial that cannot be read', () => {
    const rule = permit({}, [deny({ unknown: ['expression'] }, [permit({ purposes: ['TREAT'] })])])
    expect(ask(rule).kind).toBe('deny')
  })

  test('takes a custodian that is not named for one that every denial and no permit means', () => {
    const actors = [{ role: 'custodian', did: hospital }] as const
    const byLaw = (rule: Rule) => {
      const restriction = statement(rule, { kind: 'restriction' })
      const { combine: _, ...instants } = options
      const policy = { ...instants, jurisdiction: healthDataSpace }
      return decide({ ...keptNowhere, legalBasis: 'care' }, setOf([restriction]), policy).kind
    }
    expect(byLaw(deny({ actors }))).toBe('deny')
    expect(byLaw(deny({}, [permit({ actors })]))).toBe('deny')
    expect(byLaw(permit())).toBe('permit')
    expect(ask(permit({ actors })).kind).toBe('permit')
    const elsewhere = { controller: oncology }
    const keptThere = request({ custodian: oncology })
    expect(askOf(keptThere, permit({}, [deny({ actors })]), elsewhere).kind).toBe('permit')
  })

  test('asks a permit for both roles, and a denial for either', () => {
    const actors = [
      { role: 'custodian', did: hospital },
      { role: 'recipient', did: oncology },
    ] as const
    expect(ask(permit({ actors }), { custodian: hospital }).kind).toBe('no_consent')
    expect(ask(permit({}, [deny({ actors })]), { custodian: hospital }).kind).toBe('deny')
  })
})

describe('decide, over time,', () => {
  const consent = statement(permit())

  test.each([
    ['the moment it begins', consent.validFrom, 'permit'],
    ['a second before it ends', consent.validUntil - 1, 'permit'],
    ['the moment it ends', consent.validUntil, 'no_consent'],
  ])('holds a consent to its validity at %s', (_, instant, expected) => {
    const at = epochSeconds(instant)
    const first = { ...consent, registeredAt: consent.validFrom }
    const asked = request({ requester: requesterOf({ at, now: at }) })
    const decision = decide(asked, setOf([first], { asOf: at }), { ...options, at, now: at })
    expect(decision.kind).toBe(expected)
  })

  test('does not count a statement before its registration', () => {
    const late = statement(permit(), { registeredAt: now })
    const at = epochSeconds(now - 10)
    const asked = request({ requester: requesterOf({ at }) })
    expect(decide(asked, setOf([late]), { ...options, at }).kind).toBe('no_consent')
    expect(decide(request(), setOf([late]), options).kind).toBe('permit')
  })

  test('denies what a withdrawn consent permitted, with the time of the withdrawal', () => {
    const withdrawnAt = epochSeconds(now - 5)
    const decision = decide(request(), setOf([{ ...consent, withdrawnAt }]), options)
    expect(decision).toMatchObject({ kind: 'deny', code: 'consent_withdrawn', withdrawnAt })
  })

  test('permits up to the withdrawal', () => {
    const at = epochSeconds(now - 6)
    const withdrawn = { ...consent, withdrawnAt: epochSeconds(now - 5) }
    const asked = request({ requester: requesterOf({ at }) })
    expect(decide(asked, setOf([withdrawn]), { ...options, at }).kind).toBe('permit')
  })

  test.each(['newest', 'deny_overrides'] as const)(
    'restores only by a newer consent, combined by %s',
    (combine) => {
      const withdrawn = statement(permit(), { sequence: 2, withdrawnAt: now })
      const older = statement(permit(), { sequence: 1 })
      const newer = statement(permit(), { sequence: 3 })
      const at = { ...options, combine }
      expect(decide(request(), setOf([older, withdrawn]), at).code).toBe('consent_withdrawn')
      expect(decide(request(), setOf([withdrawn, newer]), at).kind).toBe('permit')
    },
  )

  test('does not bring back an older permit when a consent that denied is withdrawn', () => {
    const older = statement(permit(), { sequence: 1 })
    const withdrawn = statement(deny(), { sequence: 2, withdrawnAt: now })
    expect(decide(request(), setOf([older, withdrawn]), options).kind).toBe('deny')
  })

  test.each([
    ['it', statement(permit(), { sequence: 2, withdrawnAt: now, validUntil: now })],
    ['its rule', statement(permit({ period: { end: now } }), { sequence: 2, withdrawnAt: now })],
  ])('does not bring back an older permit at the time when %s would have ended', (_, withdrawn) => {
    const older = statement(permit(), { sequence: 1 })
    expect(decide(request(), setOf([older]), options).kind).toBe('permit')
    expect(decide(request(), setOf([older, withdrawn]), options).code).toBe('consent_withdrawn')
  })

  test('lifts a restriction that was withdrawn', () => {
    const older = statement(permit(), { sequence: 1 })
    const lifted = statement(deny(), { sequence: 2, kind: 'restriction', withdrawnAt: now })
    expect(decide(request(), setOf([older, lifted]), options).kind).toBe('permit')
  })

  test.each(['restriction', 'objection'] as const)('never permits by a %s', (kindOf) => {
    expect(decide(request(), setOf([statement(permit(), { kind: kindOf })]), options).kind).toBe(
      'no_consent',
    )
    const restricted = statement(deny({ purposes: ['TREAT'] }), { kind: kindOf, sequence: 2 })
    expect(decide(request(), setOf([consent, restricted]), options).kind).toBe('deny')
  })

  test('leaves out of a permit what a newer restriction takes', () => {
    const restricted = statement(deny({ labels: [sensitivity('HIV')] }), {
      kind: 'restriction',
      sequence: 2,
    })
    expect(decide(request(), setOf([consent, restricted]), options)).toMatchObject({
      kind: 'permit',
      obligations: [{ kind: 'leave_out', data: { labels: [sensitivity('HIV')] } }],
    })
  })
})

describe('decide, without what it needs,', () => {
  const good = setOf([statement(permit())])

  test.each<[string, () => ReturnType<typeof decide>, string]>([
    [
      'a word of the register that is one second too old',
      () =>
        decide(request(), setOf([statement(permit())], { asOf: epochSeconds(now - 61) }), options),
      'register_word_stale',
    ],
    [
      'a word of the register from the future',
      () =>
        decide(request(), setOf([statement(permit())], { asOf: epochSeconds(now + 1) }), options),
      'instant_in_future',
    ],
    [
      'an access in the future',
      () => decide(request(), good, { ...options, at: epochSeconds(now + 1) }),
      'instant_in_future',
    ],
    [
      'a statement registered after the word',
      () =>
        decide(
          request(),
          setOf([statement(permit(), { registeredAt: epochSeconds(now + 1) })]),
          options,
        ),
      'statement_future_dated',
    ],
    [
      'a withdrawal registered after the word',
      () =>
        decide(
          request(),
          setOf([statement(permit(), { withdrawnAt: epochSeconds(now + 1) })]),
          options,
        ),
      'statement_future_dated',
    ],
    [
      'statements of another record',
      () =>
        decide(
          request({ subject: { system: 'urn:example:records', value: '0002' } }),
          good,
          options,
        ),
      'record_mismatch',
    ],
    [
      'a presentation that was verified long ago',
      () =>
        decide(request({ requester: requesterOf({ now: epochSeconds(now - 61) }) }), good, options),
      'requester_stale',
    ],
    [
      'a presentation that was verified for another time',
      () =>
        decide(request({ requester: requesterOf({ at: epochSeconds(now - 61) }) }), good, options),
      'requester_stale',
    ],
    [
      'an access of long ago, by a presentation of then',
      () => {
        const at = epochSeconds(now - 61)
        const asked = request({ requester: requesterOf({ at }) })
        return decide(asked, good, { ...options, at, maxAgeSeconds: 3600 })
      },
      'access_long_ago',
    ],
    [
      'an access longer ago than the word may be old',
      () => {
        const at = epochSeconds(now - 11)
        const asked = request({ requester: requesterOf({ at }) })
        return decide(asked, good, { ...options, at, maxAgeSeconds: 10 })
      },
      'access_long_ago',
    ],
    [
      'a limit of age that is no number',
      () => decide(request(), good, { ...options, maxAgeSeconds: Number.NaN }),
      'register_word_stale',
    ],
  ])('is unknown for %s', (_, decided, code) => {
    expect(decided()).toMatchObject({ kind: 'unknown', code, obligations: [] })
  })

  test.each(['at', 'now', 'maxAgeSeconds', 'vocabulary'])(
    'refuses to be called without %s, as traceDecision does',
    (place) => {
      const missing = expect.objectContaining({ code: 'option_missing', place })
      const less = { ...options, [place]: undefined } as never
      expect(() => decide(request(), good, less)).toThrow(missing)
      expect(() => traceDecision(request(), good, less)).toThrow(missing)
    },
  )

  test('refuses to be called without options', () => {
    const missing = expect.objectContaining({ code: 'option_missing', place: '' })
    expect(() => decide(request(), good, undefined as never)).toThrow(missing)
    expect(() => traceDecision(request(), good, undefined as never)).toThrow(missing)
  })

  test('takes an access of a minute ago', () => {
    const at = epochSeconds(now - 60)
    const asked = request({ requester: requesterOf({ at }) })
    expect(decide(asked, good, { ...options, at }).kind).toBe('permit')
  })

  test('is no consent for a request without purpose or without data', () => {
    expect(ask(permit(), { purposes: [] })).toMatchObject({ code: 'request_empty' })
    expect(ask(permit(), { data: [] })).toMatchObject({ code: 'request_empty' })
  })

  test('refuses a set that nobody verified', () => {
    const copy = structuredClone(good)
    expect(() => decide(request(), copy, options)).toThrow(
      expect.objectContaining({ code: 'statement_set_not_verified' }),
    )
  })

  test('refuses a requester that nobody verified', () => {
    const requester = structuredClone(requesterOf())
    expect(() => decide(request({ requester }), good, options)).toThrow(
      expect.objectContaining({ code: 'requester_not_verified' }),
    )
  })

  test.each([{}, { combine: undefined }, { combine: 'permit_overrides' }])(
    'takes no set without a policy that it knows: %j',
    (policy) => {
      const { combine: _, ...instants } = options
      const set = setOf([statement(permit())])
      expect(() => decide(request(), set, { ...instants, ...policy } as typeof options)).toThrow(
        expect.objectContaining({ code: 'combiner_unknown' }),
      )
    },
  )

  test('returns a frozen decision', () => {
    const decision = decide(request(), good, options)
    expect(Object.isFrozen(decision) && Object.isFrozen(decision.trace)).toBe(true)
    expect(Object.isFrozen(decision.obligations) && Object.isFrozen(decision.trace[0])).toBe(true)
  })
})

describe('decide, where a permit may or may not apply inside one that surely does,', () => {
  const within = (...inner: readonly Rule[]) =>
    permit({}, [permit({ labels: [label('N')] }, inner)])
  const unlabelled: RequestedData = { scope: 'item', types: [kind('Observation')] }

  test('permits what both would permit', () => {
    const restored = within(deny({}, [permit()]))
    expect(ask(restored, { data: [unlabelled] }).kind).toBe('permit')
    expect(ask(restored, { data: [anything] }).kind).toBe('permit')
  })

  test.each([
    ['a denial', within(deny())],
    ['a denial whose exception is not sure', within(deny({}, [permit({ labels: [label('L')] })]))],
  ])('denies what one of them would deny: %s', (_, rule) => {
    expect(ask(rule, { data: [unlabelled] }).kind).toBe('deny')
  })
})
