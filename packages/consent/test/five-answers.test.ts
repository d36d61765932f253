import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { decideUpon } from '../src/decide.ts'
import { explainTrace } from '../src/explain/index.ts'
import { type BreakGlassRule, createJurisdiction, type Jurisdiction } from '../src/jurisdiction.ts'
import { healthDataSpace } from '../src/jurisdictions/index.ts'
import type { FullTrace } from '../src/trace.ts'
import { answersOf } from '../src/trace-answers.ts'
import { traceDecision } from '../src/trace-decision.ts'
import { type Asked, by, consent, decisions, emergency, restriction } from './five-answers.ts'
import {
  cardiology,
  day,
  deny,
  doctor,
  hospital,
  label,
  laboratory,
  notes,
  now,
  oncology,
  options,
  permit,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

function rulesOf({ breakGlass }: Jurisdiction): BreakGlassRule {
  if (breakGlass === undefined) throw new Error('No break-glass')
  return breakGlass
}

const requester = requesterOf({ purposes: ['PurposeOfUse', 'ETREAT'] })

function traceOf({ list = [], request: asked = {}, policy = options, asOf = now }: Asked): {
  readonly trace: FullTrace
  readonly set: ReturnType<typeof setOf>
} {
  const set = setOf(list, { asOf: epochSeconds(asOf) })
  const whole = request({ requester, ...asked })
  if (whole.breakGlass === undefined) return { trace: traceDecision(whole, set, policy), set }
  // Who broke the glass is proven elsewhere; here it is only said.
  const decision = decideUpon(whole, set, policy)
  const answers = answersOf(decision, [], { request: whole, set, options: policy })
  return { trace: { decision, statements: [], answers }, set }
}

function summaryOf(asked: Asked, language: 'en' | 'zh-CN' = 'en'): readonly string[] {
  const { trace, set } = traceOf(asked)
  const [summary = ''] = explainTrace(trace, { set, language }).split('\n\n')
  return summary.split('\n')
}

describe('explainTrace', () => {
  test.each(decisions)(
    'answers five questions about %s in at most twelve lines',
    (_, asked, english, chinese) => {
      const [who, what, ...answers] = summaryOf(asked)
      expect(who).toBe(
        `Who: person ${doctor}; department Cardiology (${cardiology}); organisation ${hospital}.`,
      )
      expect(what).toMatch(/^What: to read; for the purpose of .*; relying on .*\.$/)
      expect(answers).toEqual(english)
      const [whoAsks, whatFor, ...inChinese] = summaryOf(asked, 'zh-CN')
      expect(whoAsks).toBe(
        `请求方：人员 ${doctor}；科室 Cardiology (${cardiology})；机构 ${hospital}。`,
      )
      expect(whatFor).toMatch(/^请求内容：操作为查阅；使用目的为.*；依据：.*。$/)
      expect(inChinese).toEqual(chinese)
      expect(answers.length).toBeLessThanOrEqual(10)
      expect(inChinese).toHaveLength(answers.length)
    },
  )

  test('leaves no two situations alike, whatever was asked for', () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const reasons = decisions.map(([, asked]) => {
        const lines = summaryOf(asked, language).slice(2)
        // Dates and numbers of statements tell nobody what happened.
        return lines.join('\n').replace(/\d/g, '')
      })
      expect(new Set(reasons).size).toBe(decisions.length)
    }
  })

  test.each(decisions)(
    'leaves nothing open or in English in the Chinese words about %s',
    (_, asked) => {
      const lines = summaryOf(asked, 'zh-CN')
      expect(
        lines.join('').replace(/(did|urn):[\w.:]+|UTC|Cardiology|\(unconscious\)|[A-Z]{3,8}/g, ''),
      ).not.toMatch(/[a-z]{4}/)
      const open = lines.filter((line, index) => {
        const next = lines[index + 1] ?? ''
        return line.endsWith('：') && !/^ +(- |第)/.test(next)
      })
      expect(open).toEqual([])
    },
  )

  const later = epochSeconds(now + day)
  const before = epochSeconds(now - 10)
  const other = { sequence: 3, grantee: { did: oncology, name: 'Oncology' } }
  const item = [{ scope: 'item' as const }]
  test.each<[string, Asked, string]>([
    [
      'begins later',
      { list: [{ ...consent, validFrom: later }] },
      'in force only from 2027-01-16 08:00:00 UTC',
    ],
    [
      'was registered later',
      {
        list: [{ ...consent, registeredAt: epochSeconds(now - 5) }],
        request: { requester: requesterOf({ at: before }) },
        policy: { ...options, at: before },
      },
      'registered only 2027-01-15 07:59:55 UTC',
    ],
    [
      'was taken back',
      { list: [{ ...restriction, withdrawnAt: now }] },
      'withdrawn 2027-01-15 08:00:00 UTC',
    ],
    [
      'was signed with a stolen key',
      { list: [{ ...consent, defeated: true }] },
      'whoever signed it is not shown to be the patient, of age, with a key that still counts, so it permits nothing',
    ],
    [
      'was signed by a proxy without a mandate',
      { list: [{ ...consent, by: 'proxy', defeated: true }] },
      'signed by a proxy for the patient; whoever signed it had no authority, or has none any more, so it permits nothing',
    ],
    [
      'permits what another one denies, where a denial comes first',
      {
        list: [consent, restriction],
        policy: { ...options, combine: 'deny_overrides' },
      },
      'would permit this, yet statement 2 prevails, because a denial comes before any consent here',
    ],
    [
      'permits as another one does',
      { list: [consent, { ...consent, sequence: 2 }] },
      'permits this, too',
    ],
    [
      'denied before a newer one permitted',
      {
        list: [
          { ...restriction, sequence: 1 },
          { ...consent, sequence: 2 },
        ],
      },
      'would deny this, yet statement 2 prevails, being newer',
    ],
    [
      'is about data that somebody else keeps',
      { list: [{ ...consent, controller: oncology }] },
      'rule 1 has a condition that this request does not fulfil: data that another party keeps',
    ],
    [
      'denies something else',
      { list: [statement(deny({ purposes: ['HRESCH'] }), { kind: 'restriction' })] },
      'says nothing about this request',
    ],
    [
      'permits by a condition of which nothing is known',
      { list: [statement(permit({ labels: [label('N')] }))], request: { data: item } },
      'rule 1 has a condition, and whether this request fulfils it is not known: labelled at most normal confidentiality (N)',
    ],
    [
      'permits one record',
      {
        list: [statement(permit({ data: [{ meaning: 'instance', reference: 'urn:r' }] }))],
        request: { data: item },
      },
      'rule 1 has a condition, and whether this request fulfils it is not known: only the record urn:r',
    ],
    [
      'permits by an exception only',
      { list: [statement(deny({ actions: ['disclose'] }, [permit()]), { sequence: 1 })] },
      'says nothing about this request',
    ],
    [
      'is a second denial',
      {
        list: [
          statement(deny({ codes: laboratory.codes ?? [] }), { kind: 'objection' }),
          restriction,
        ],
      },
      'denies this, too',
    ],
    [
      'permits some of what is asked for',
      {
        list: [statement(permit({ codes: laboratory.codes ?? [] }))],
        request: { data: [laboratory, notes] },
      },
      'rule 1 has a condition, and whether this request fulfils it is not known: about laboratory results (11502-2)',
    ],
  ])('says of a statement that %s why it did not decide', (_, asked, expected) => {
    const lines = summaryOf(asked).filter((line) => line.includes('stated to hold'))
    expect(lines).toHaveLength(1)
    expect(lines[0]).toMatch(
      /^ {2}Statement 1: (Consent to share for|(Restriction|Objection) against) Cardiology /,
    )
    expect(lines[0]).toContain(`UTC; ${expected}.`)
  })

  test('does not name in the summary with whom else the patient shares', () => {
    const summary = summaryOf({ list: [statement(permit(), other)] })
    expect(summary).toContain('  Statement 1: about somebody else than whoever asks.')
    expect(summary.join('')).not.toMatch(/oncology/i)
  })

  test('says that a proxy’s consent yields only where the patient’s own statement prevails', () => {
    const proxy = { ...consent, by: 'proxy' as const }
    const yields = (list: Asked['list'] = []): boolean =>
      summaryOf({ list }).some((line) => line.includes('the patient’s own, prevails'))
    expect(yields([proxy, restriction])).toBe(true)
    expect(yields([proxy, { ...restriction, by: 'guardian' }])).toBe(false)
    expect(yields([{ ...proxy, overrides: true }, restriction])).toBe(false)
  })

  const timed = statement(permit({ period: { end: now - day } }))
  const careless = { legalBasis: 'secondary_use', purposes: ['HMARKT'] } as const
  test.each<[string, Asked, string]>([
    [
      'by law',
      { request: careless, policy: by(healthDataSpace) },
      `as long as these rules of the jurisdiction have been in force: a reading of the European Health Data Space, Regulation (EU) 2025/327, ${healthDataSpace.version}`,
    ],
    [
      'for want of a consent',
      {},
      'from the start: no statement that is known has ever permitted this',
    ],
    [
      'after a time that a rule states',
      { list: [timed] },
      'not known, because a statement that is listed may have permitted this before',
    ],
  ])('says since when where nothing happened: %s', (_, asked, expected) => {
    expect(summaryOf(asked).at(-2)).toBe(`Since when: ${expected}.`)
  })

  test('names the rules of others by their version alone, and the record only if it is given', () => {
    const version = 'urn:example:law:1'
    const law = createJurisdiction({ ...structuredClone({ ...healthDataSpace }), version })
    const asked = { request: careless, policy: by(law) }
    expect(summaryOf(asked).at(-2)).toMatch(/in force: urn:example:law:1\.$/)
    expect(summaryOf(asked)[1]).toMatch(/; record 0001 \(urn:example:records\)\.$/)
    const { trace, set } = traceOf(asked)
    const { statements } = set
    expect(explainTrace(trace, { set: { statements }, language: 'en' })).not.toContain(
      'record 0001',
    )
  })

  test('says what a denial that no consent outvotes needs where nothing else permits', () => {
    const [en, zh] = (['en', 'zh-CN'] as const).map(
      (language) =>
        summaryOf(
          { list: [restriction], policy: { ...options, combine: 'deny_overrides' } },
          language,
        ).at(-1) ?? '',
    )
    expect(en).toBe(
      'What would change it: the patient withdrawing statement 1 together with a new consent of the patient; or the end of statement 1 at 2027-04-15 08:00:00 UTC together with a new consent of the patient.',
    )
    expect(zh).toBe(
      '何种情况会改变结果：患者撤回声明1，并且患者作出新的同意；或者声明1于2027-04-15 08:00:00 UTC到期，并且患者作出新的同意。',
    )
  })

  test('says of those who ask what they are, by the names that were given', () => {
    const { trace, set } = traceOf({ list: [consent] })
    const names = { [cardiology]: 'Heart Centre', [doctor]: 'Dr. Imaginary' }
    expect(explainTrace(trace, { set, names, language: 'en' }).split('\n')[0]).toBe(
      `Who: person Dr. Imaginary (${doctor}); department Heart Centre (${cardiology}); organisation ${hospital}.`,
    )
    const asks = requesterOf({ parties: [doctor, cardiology] })
    expect(summaryOf({ request: { requester: asks } })[0]).toBe(
      `Who: person ${doctor}; department or organisation ${cardiology}.`,
    )
  })

  test('names the reasons of emergencies that are known, and shows others themselves', () => {
    const { trace, set } = traceOf({
      request: { purposes: ['ETREAT'], legalBasis: 'vital_interest', breakGlass: emergency },
      policy: by(healthDataSpace),
    })
    const reasonLine = (reason: string): string => {
      const decision = { ...trace.decision, reason } as typeof trace.decision
      return explainTrace({ ...trace, decision }, { set, language: 'zh-CN' }).split('\n')[3] ?? ''
    }
    expect(reasonLine('life_threatening')).toMatch(/^ {2}紧急事由：危及生命 \(life_threatening\)；/)
    expect(reasonLine('toString')).toMatch(/^ {2}紧急事由：toString；/)
  })

  test.each([
    ['break-glass to nobody who is not there to treat', 'secondary_use', 'HRESCH'],
    ['break-glass to whoever has broken it', 'vital_interest', 'ETREAT'],
  ] as const)('offers %s', (_, legalBasis, purpose) => {
    const yielding = createJurisdiction({
      ...structuredClone({ ...healthDataSpace }),
      breakGlass: { ...rulesOf(healthDataSpace), overrides: [] },
    })
    const asked = { legalBasis, purposes: [purpose], breakGlass: emergency }
    const { trace } = traceOf({ list: [restriction], request: asked, policy: by(yielding) })
    expect(trace.decision).toMatchObject({ kind: 'deny', code: 'consent_denied' })
    expect(trace.answers.change).not.toContainEqual({ kind: 'break_glass' })
  })

  test('says how much it does not show, and answers all the same', () => {
    const duties = Array.from({ length: 8 }, (_, n) => ({
      kind: 'frequency' as const,
      times: n + 1,
      perSeconds: 60,
    }))
    const { trace, set } = traceOf({ list: [statement({ ...permit(), duties })] })
    const [summary = ''] = explainTrace(trace, { set, language: 'en' }).split('\n\n')
    const lines = summary.split('\n')
    expect(lines).toHaveLength(12)
    expect(lines[9]).toBe('  … and 6 more.')
    expect(lines[11]).toMatch(/^What would change it: the patient withdrawing statement 1;/)
  })
})
