import { epochSeconds } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import type { AccessRequest } from '../src/access-request.ts'
import { type DecideOptions, decideUpon } from '../src/decide.ts'
import { explainTrace } from '../src/explain/index.ts'
import { type BreakGlassRule, createJurisdiction, type Jurisdiction } from '../src/jurisdiction.ts'
import { china, healthDataSpace } from '../src/jurisdictions/index.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import type { FullTrace } from '../src/trace.ts'
import { answersOf } from '../src/trace-answers.ts'
import { traceDecision } from '../src/trace-decision.ts'
import type { VerifiedBreakGlass } from '../src/verify-break-glass.ts'
import {
  day,
  deny,
  doctor,
  label,
  now,
  options,
  permit,
  record,
  request,
  requesterOf,
  setOf,
  statement,
} from './setting.ts'

const { combine: _, ...instants } = options
const by = (jurisdiction: typeof china): DecideOptions => ({ ...instants, jurisdiction })

interface Asked {
  readonly list?: readonly RegisteredStatement[]
  readonly request?: Partial<AccessRequest>
  readonly policy?: DecideOptions
  readonly asOf?: number
}

const consent = statement(permit({ purposes: ['TREAT'] }))
const restriction = statement(deny(), { kind: 'restriction', sequence: 2 })
const labelled = (code: string): AccessRequest['data'] => [{ scope: 'item', labels: [label(code)] }]
const emergency = {
  issuer: doctor,
  record,
  reason: 'unconscious',
  issuedAt: epochSeconds(now - 60),
  at: epochSeconds(now - 60),
  until: epochSeconds(now + 1800),
} as unknown as VerifiedBreakGlass

/** A decision, and the answers that are read from its trace: why, since when, what would change it. */
const decisions: readonly (readonly [string, Asked, readonly string[], string, string])[] = [
  [
    'a permit',
    { list: [consent] },
    ['Why: Permit.', '    Rule 1: Permitted: for the purpose of treatment (TREAT).'],
    'registered 2027-01-05 08:00:01 UTC (statement 1)',
    'the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a restriction or objection of the patient',
  ],
  [
    'a denial by a restriction',
    { list: [consent, restriction] },
    ['Why not: Deny.', '  The patient denied this.', '    Rule 1: Denied: everything.'],
    'registered 2027-01-05 08:00:02 UTC (statement 2)',
    'the patient taking it back (statement 2) or its end 2027-04-15 08:00:00 UTC (statement 2) or a new consent of the patient',
  ],
  [
    'a consent that expired',
    { list: [{ ...consent, validUntil: epochSeconds(now - day) }] },
    ['Why not: No consent.', '  No statement says anything about this.'],
    'ended 2027-01-14 08:00:00 UTC (statement 1)',
    'a new consent of the patient',
  ],
  [
    'a consent that was withdrawn',
    { list: [{ ...consent, withdrawnAt: epochSeconds(now - day) }] },
    [
      'Why not: Deny.',
      '  The consent was withdrawn.',
      '  Withdrawal received by the register: 2027-01-14 08:00:00 UTC.',
    ],
    'withdrawn 2027-01-14 08:00:00 UTC (statement 1)',
    'a new consent of the patient',
  ],
  [
    'a wrong purpose',
    { list: [consent], request: { purposes: ['HRESCH'] } },
    ['Why not: No consent.'],
    'nothing that is known ever said otherwise',
    'a new consent of the patient or the request fulfilling rule 1 in the purpose (statement 1)',
  ],
  [
    'a label above what is permitted',
    { list: [statement(permit({ labels: [label('N')] }))], request: { data: labelled('R') } },
    ['Why not: No consent.'],
    'nothing that is known ever said otherwise',
    'a new consent of the patient or the request fulfilling rule 1 in the labels (statement 1)',
  ],
  [
    'a word of the register that is too old',
    { list: [consent], asOf: now - 90 },
    ['Why not: Unknown.', '  The word of the register is too old.'],
    'the word of the register too old since 2027-01-15 07:59:30 UTC',
    'a fresh word of the register',
  ],
  [
    'a representative’s consent, which yields to the patient',
    {
      list: [
        { ...restriction, sequence: 1 },
        { ...consent, sequence: 2, by: 'proxy' },
      ],
    },
    ['Why not: Deny.', '  The patient denied this.', '    Rule 1: Denied: everything.'],
    'registered 2027-01-05 08:00:02 UTC (statement 1)',
    'the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a new consent of the patient',
  ],
  [
    'break-glass',
    {
      list: [restriction],
      request: { purposes: ['ETREAT'], legalBasis: 'vital_interest', breakGlass: emergency },
      policy: by(china),
    },
    [
      'Why: Break-glass: permit in an emergency.',
      '  Reason unconscious; until 2027-01-15 08:30:00 UTC.',
      '  - Tell the patient of the access within 1 day.',
    ],
    'the glass broken 2027-01-15 07:59:00 UTC',
    'its end 2027-01-15 08:30:00 UTC',
  ],
  [
    'an opt-out from secondary use',
    {
      list: [statement(deny(), { kind: 'objection' })],
      request: { purposes: ['HRESCH'], legalBasis: 'secondary_use' },
      policy: by(healthDataSpace),
    },
    ['Why not: Deny.', '  The patient denied this.'],
    'registered 2027-01-05 08:00:01 UTC (statement 1)',
    'the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a new consent of the patient',
  ],
  [
    'a law that yields to no word of the patient',
    {
      list: [restriction],
      request: { purposes: ['PUBHLTH'], legalBasis: 'legal_obligation' },
      policy: by(china),
    },
    ['Why: Permit.', '  - Pass nothing on.'],
    'nothing that is known ever said otherwise',
    'another law, and nothing that the patient states',
  ],
]

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

describe('explainTrace', () => {
  test.each(decisions)(
    'answers five questions about %s in at most twelve lines',
    (_, asked, why, since, change) => {
      const { trace, set } = traceOf(asked)
      const [summary = ''] = explainTrace(trace, { set, language: 'en' }).split('\n\n')
      const lines = summary.split('\n')
      expect(lines.length).toBeLessThanOrEqual(12)
      expect(lines[0]).toMatch(/^Who: did:key:zDoctorImaginary; .*\.$/)
      expect(lines[1]).toMatch(/^What: to read; for the purpose of .*; relying on .*\.$/)
      expect(lines[2]).toBe(why[0])
      for (const line of why) expect(lines).toContain(line)
      expect(lines.slice(-2)).toEqual([`Since when: ${since}.`, `What would change it: ${change}.`])
    },
  )

  test.each(decisions)('answers them about %s in Chinese', (_, asked) => {
    const { trace, set } = traceOf(asked)
    const [summary = ''] = explainTrace(trace, { set, language: 'zh-CN' }).split('\n\n')
    const lines = summary.split('\n')
    expect(lines.length).toBeLessThanOrEqual(12)
    const titles = lines.filter((line) => !line.startsWith(' ')).map((line) => line.split('：')[0])
    const why = trace.decision.kind.startsWith('permit') ? '为何' : '为何不可'
    expect(titles).toEqual(['请求方', '请求内容', why, '起始时间', '何种情况会改变结果'])
    expect(
      lines.join('').replace(/did:[\w.:]+|UTC|Cardiology|unconscious|[A-Z]{3,8}/g, ''),
    ).not.toMatch(/[a-z]{4}/)
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
    expect(lines[11]).toMatch(/^What would change it: the patient taking it back/)
  })
})
