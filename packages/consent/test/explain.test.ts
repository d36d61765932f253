import { cleanText, epochSeconds, looksLatin, mixesScripts } from '@fidecura/base'
import { digestOf, parseDid } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { decide } from '../src/decide.ts'
import type { Duty } from '../src/duty.ts'
import type { Catalogue } from '../src/explain/catalogue.ts'
import { english } from '../src/explain/catalogue-en.ts'
import { chinese } from '../src/explain/catalogue-zh.ts'
import { codeNames } from '../src/explain/code-names.ts'
import { explainDecision, type RenderTermsOptions, renderTerms } from '../src/explain/index.ts'
import { actions, actorRoles, dataMeanings } from '../src/terms.ts'
import {
  cardiology,
  deny,
  hospital,
  label,
  laboratory,
  loinc,
  notes,
  now,
  options,
  permit,
  record,
  request,
  sensitivity,
  setOf,
  statement,
  termsOf,
} from './setting.ts'

const rule = deny({}, [
  permit(
    {
      actors: [{ role: 'recipient', did: cardiology }],
      actions: ['access'],
      purposes: ['TREAT'],
      codes: [loinc('11502-2'), loinc('34109-9')],
    },
    [deny({ labels: [sensitivity('PSY')] })],
  ),
])

const shown: RenderTermsOptions = Object.freeze({
  kind: 'consent',
  terms: termsOf(rule),
  language: 'en',
  grantee: { did: cardiology, name: 'Cardiology', domain: 'cardiology.hospital.example' },
  controller: { did: hospital, name: 'Example Hospital' },
  record,
  validFrom: epochSeconds(Date.UTC(2026, 10, 22, 9, 41) / 1000),
  validUntil: epochSeconds(Date.UTC(2027, 1, 20, 9, 41) / 1000),
})

describe('renderTerms', () => {
  test('writes a consent in English', () => {
    expect(renderTerms(shown)).toBe(
      [
        'Consent to share',
        'Record: 0001 (urn:example:records)',
        'Grantee: Cardiology (cardiology.hospital.example)',
        'Kept by: Example Hospital (did:web:hospital.example)',
        'In force: from 2026-11-22 09:41:00 UTC until 2027-02-20 09:41:00 UTC',
        'What is stated:',
        '1 Denied: everything; except as follows:',
        '  1.1 Permitted: when it is for Cardiology (did:web:cardiology.hospital.example); to read; for the purpose of treatment (TREAT); about laboratory results (11502-2) or notes (34109-9); except as follows:',
        '    1.1.1 Denied: labelled psychiatry (PSY) or more sensitive, or not labelled at all.',
      ].join('\n'),
    )
  })

  test('writes the same consent in Chinese', () => {
    expect(renderTerms({ ...shown, language: 'zh-CN' })).toBe(
      [
        '数据使用授权书',
        '病历号：0001 (urn:example:records)',
        '被授权方：Cardiology (cardiology.hospital.example)',
        '保管方：Example Hospital (did:web:hospital.example)',
        '有效期：自2026-11-22 09:41:00 UTC起至2027-02-20 09:41:00 UTC止',
        '声明内容：',
        '1 拒绝：全部；以下情形除外：',
        '  1.1 允许：接收方为Cardiology (did:web:cardiology.hospital.example)；操作为查阅；使用目的为诊疗（TREAT）；内容为检验结果（11502-2）或病程文书（34109-9）；以下情形除外：',
        '    1.1.1 拒绝：带有精神科（PSY）或更敏感的标签，或没有标签。',
      ].join('\n'),
    )
  })

  test('says every condition that terms can have, in both languages', () => {
    const full = permit({
      period: { end: 0 },
      actors: [{ role: 'custodian', did: hospital }],
      actions: ['disclose'],
      purposes: ['ETREAT'],
      labels: [label('N')],
      types: [{ system: 'urn:x', code: 'special' }],
      codes: [loinc('0-0')],
      data: [{ meaning: 'instance', reference: 'urn:record:1' }],
      dataPeriod: { start: -1 },
      unknown: ['expression'],
    })
    for (const language of ['en', 'zh-CN'] as const) {
      const text = renderTerms({ ...shown, language, terms: termsOf(full) })
      for (const part of [
        'ETREAT',
        '(urn:x)',
        '0-0',
        'urn:record:1',
        'expression',
        '1969-12-31 23:59:59 UTC',
      ]) {
        expect(text).toContain(part)
      }
    }
  })

  test.each([
    // A change here unmakes the signatures of statements; it needs a new version once one is published.
    [1, '7ljUuLIPAS7gcEVgfSL9rKrPRalFJJOeT3JRgq-Hjig'],
    [2, 'DCdInezuaxq2hi7Nx6JZhFP0bzt_wN5fxESUPIHqG4Y'],
  ] as const)(
    'writes every word of version %s as it was when statements were signed',
    async (textVersion, digest) => {
      const texts = (['en', 'zh-CN'] as const).flatMap((language) =>
        Object.entries(codeNames).flatMap(([system, names]) =>
          Object.keys(names).map((code) => {
            const codes = [{ system, code }]
            const parties = [
              { did: hospital },
              { identifier: { system: 'urn:x', value: 'n' } },
              { code: { system, code } },
              { group: 'urn:g' },
            ]
            const actors = actorRoles.flatMap((role) =>
              parties.map((party) => ({ role, ...party })),
            )
            const records = dataMeanings.map((meaning) => ({ meaning, reference: 'y' }))
            const data = { codes, labels: codes, types: codes, data: records }
            const conditions = { ...data, actors, actions, purposes: ['TREAT'], unknown: ['x'] }
            const span = { period: { start: 0, end: 1 }, dataPeriod: { end: 1 } }
            const duties = ([1, 3600, 7200, 86_400, 172_800, 61] as const).flatMap(
              (seconds): readonly Duty[] => [
                { kind: 'erase_by', afterSeconds: seconds },
                { kind: 'no_redisclosure' },
                { kind: 'notify_patient', withinSeconds: seconds },
                { kind: 'frequency', times: 3, perSeconds: seconds },
              ],
            )
            const some = (from: number) => duties.slice(from, from + 8)
            const inner = { ...permit(), duties: some(16) }
            const both = {
              ...permit(conditions, [
                deny({ ...conditions, ...span }),
                inner,
                { ...inner, duties: some(8) },
              ]),
              duties: some(0),
            }
            return renderTerms({ ...shown, language, textVersion, terms: termsOf(both) })
          }),
        ),
      )
      expect(await digestOf(texts.join('\n'))).toBe(digest)
    },
  )

  const along: RenderTermsOptions = {
    ...shown,
    register: parseDid('did:web:register.example'),
    supersedes: { issuer: hospital, id: 'urn:uuid:a' },
    source: {
      references: {
        'Practitioner/1': 'did:web:doctor.example',
        'Patient/1': 'urn:example:records|0001',
        'urn:policy': 'urn:fidecura:policy:as-written:1',
        'urn:x\nRules: none': 'did:web:x.example; 1 Permitted: everything',
      },
    },
  }

  test('shows where it goes, what it ends, and what names in its source stand for', () => {
    expect(renderTerms(along).split('\n').slice(5, 12)).toEqual([
      'Registered with: did:web:register.example',
      'Ends, and takes the place of, the earlier statement: urn:uuid:a, signed by did:web:hospital.example',
      'Made from a FHIR Consent, in which:',
      '  Patient/1 stands for urn:example:records|0001',
      '  Practitioner/1 stands for did:web:doctor.example',
      '  urn:policy is a policy that limits nothing beyond what is written here',
      '  “urn:x Rules: none” stands for “did:web:x.example; 1 Permitted: everything”',
    ])
    expect(
      renderTerms({ ...along, language: 'zh-CN' })
        .split('\n')
        .slice(5, 11),
    ).toEqual([
      '登记处：did:web:register.example',
      '取代并终止此前的声明：urn:uuid:a（由did:web:hospital.example签署）',
      '依据一份 FHIR Consent 写成，其中：',
      '  Patient/1 指 urn:example:records|0001',
      '  Practitioner/1 指 did:web:doctor.example',
      '  urn:policy 是一项政策，除此处所写之外不作其他限制',
    ])
  })

  test('writes the first version, which is signed, for ever as it was', () => {
    const latin = {
      ...along,
      grantee: { ...shown.grantee, name: 'аррӏе' },
      textVersion: 1,
    } as const
    expect(renderTerms(latin).split('\n').slice(2, 7)).toEqual([
      'Grantee: аррӏе (cardiology.hospital.example)',
      'Kept by: Example Hospital (did:web:hospital.example)',
      'In force: from 2026-11-22 09:41:00 UTC until 2027-02-20 09:41:00 UTC',
      'Ends, and takes the place of, the earlier statement: urn:uuid:a',
      'What is stated:',
    ])
  })

  test('has the words of the second version, which is signed, pinned', async () => {
    const named = { ...along, grantee: { ...shown.grantee, name: 'аррӏе' } }
    const texts = (['en', 'zh-CN'] as const).map((language) => renderTerms({ ...named, language }))
    expect(await digestOf(texts.join('\n'))).toBe('kugw-v06vOjVpOUaGJtCxRAPMAi0_q0d_hsbDzip6Nc')
  })

  test('differs wherever the terms differ', () => {
    const texts = [
      rule,
      permit(),
      deny(),
      permit({ purposes: ['TREAT'] }),
      deny({}, [permit()]),
    ].map((each) => renderTerms({ ...shown, terms: termsOf(each) }))
    expect(new Set(texts).size).toBe(texts.length)
  })

  test('lets a name neither turn the direction nor start a line', () => {
    const name = 'Cardio\u202e\u200blogy\n1 Permitted: everything.\u2028'
    const text = renderTerms({ ...shown, grantee: { ...shown.grantee, name } })
    expect(text).toContain('Grantee: Cardiology 1 Permitted: everything. (cardiology')
    expect(text.split('\n')).toHaveLength(9)
  })

  test('lets a name neither speak for another domain nor add to a sentence', () => {
    const name = 'Oncology (oncology.example); for the purpose of treatment'
    const text = renderTerms({ ...shown, grantee: { ...shown.grantee, name } })
    const whole = 'Oncology [oncology.example], for the purpose of treatment'
    expect(text).toContain(`Grantee: ${whole} (cardiology.hospital.example)`)
    expect(text).toContain(`for ${whole} (did:web:cardiology.hospital.example); to read`)
  })

  test.each([
    ['a word of ours', { system: 'urn:x', code: 'psychiatry (PSY)' }, '“psychiatry (PSY)” (urn:x)'],
    ['one more condition', { system: 'urn:x', code: 'x; of' }, '“x; of” (urn:x)'],
    ['the same in Chinese', { system: 'urn:x', code: 'x或精神科' }, '“x或精神科” (urn:x)'],
    ['the end of the quotation', { system: 'urn:x', code: 'x” or “y' }, '“x" or "y” (urn:x)'],
    ['it in the system', { system: 'urn:x) or (y', code: 'x' }, 'x (“urn:x) or (y”)'],
  ])('lets no code pass for %s', (_, coding, expected) => {
    const text = renderTerms({ ...shown, terms: termsOf(permit({ codes: [coding] })) })
    expect(text).toContain(`1 Permitted: about ${expected}.`)
  })

  test('lets no identifier of a record pass for a condition', () => {
    const reference = '1; for the purpose of treatment (TREAT)'
    const data = [{ meaning: 'instance', reference }] as const
    expect(renderTerms({ ...shown, terms: termsOf(permit({ data })) })).toContain(
      '1 Permitted: only the record “1; for the purpose of treatment (TREAT)”.',
    )
  })

  test('warns of a name that mixes scripts that look alike', () => {
    const name = 'C\u0430rdiology'
    expect(renderTerms({ ...shown, grantee: { ...shown.grantee, name } })).toContain(
      `${name} [mixed scripts] (cardiology`,
    )
  })
})

describe('cleanText', () => {
  test.each([
    ['a bidi override', 'a\u202eb', 'ab'],
    ['an isolate', 'a\u2066b\u2069', 'ab'],
    ['a zero-width joiner', 'a\u200db', 'ab'],
    ['a soft hyphen', 'a\u00adb', 'ab'],
    ['a Hangul filler', 'a\u3164b', 'ab'],
    ['a tag character', 'a\u{e0041}b', 'ab'],
    ['half a pair', 'a\ud800b', 'ab'],
    ['line breaks', ' a\r\n\tb\u2029 ', 'a b'],
  ])('takes out %s', (_, text, expected) => {
    expect(cleanText(text)).toBe(expected)
  })
})

describe('looksLatin', () => {
  test.each([
    ['Cyrillic', '\u0430\u0440\u0440\u04cf\u0435', true],
    ['Greek', '\u0391\u0392\u0395', true],
    ['Armenian', '\u0570\u0585\u057d', true],
    ['Cherokee', '\u13df\u13aa\u13a2', true],
    ['one such word among others', 'Clinic \u0410', true],
    ['Cyrillic with a letter of its own', '\u041c\u043e\u0441\u043a\u0432\u0430', false],
    ['Latin itself', 'Apple', false],
    ['Latin with one such letter', 'Hosp\u0456tal', false],
    ['Han', '\u5317\u4eac', false],
    ['nothing', '', false],
  ])('judges %s', (_, text, expected) => {
    expect(looksLatin(text)).toBe(expected)
  })

  test('has a name marked that only looks Latin', () => {
    const grantee = { ...shown.grantee, name: '\u0430\u0440\u0440\u04cf\u0435' }
    expect(renderTerms({ ...shown, grantee })).toContain(
      `Grantee: ${grantee.name} [letters that only look Latin] (cardiology.hospital.example)`,
    )
    expect(renderTerms({ ...shown, grantee, language: 'zh-CN' })).toContain(
      '［形似拉丁字母的其他文字］',
    )
  })
})

describe('mixesScripts', () => {
  test.each([
    ['Latin with a Cyrillic letter', 'Hosp\u0456tal', true],
    ['Latin with a Greek letter', 'H\u03bfspital', true],
    ['Latin words beside Cyrillic ones', 'Clinic \u041c\u043e\u0441\u043a\u0432\u0430', false],
    ['Latin with an Armenian letter', 'H\u0585spital', true],
    ['Latin with a Cherokee letter', 'Hos\u13e2ital', true],
    ['letters of a script that nobody writes names in', '\u{10404}', true],
    ['Cyrillic with a Greek letter', '\u041c\u03bf', true],
    ['Hangul with kana', '\ud55c\u304b', true],
    ['Bopomofo with kana', '\u3105\u304b', true],
    ['Armenian alone', '\u0540\u0561\u0575', false],
    ['Thai with its marks', '\u0e17\u0e35\u0e48', false],
    ['Hindi with its marks', '\u0939\u093f\u0928\u094d\u0926\u0940', false],
    ['Arabic with a vowel mark', '\u0645\u064f\u062d', false],
    ['Latin with an accent apart', 'e\u0301', false],
    ['Japanese with a long vowel', '\u6771\u4eac\u30bb\u30f3\u30bf\u30fc', false],
    ['Latin beside Han', 'B\u8d85', false],
    ['Latin beside Hangul', 'B\ud55c', false],
  ])('judges %s', (_, text, expected) => {
    expect(mixesScripts(text)).toBe(expected)
  })
})

describe('explainDecision', () => {
  const set = setOf([statement(rule)])

  test('explains a permit with its obligations', () => {
    const decision = decide(request({ data: [laboratory, notes] }), set, options)
    expect(explainDecision(decision, { set, language: 'en' })).toBe(
      [
        'Permit',
        'About access at 2027-01-15 08:00:00 UTC; the word of the register is of 2027-01-15 08:00:00 UTC.',
        'Obligations:',
        '- Leave out everything labelled psychiatry (PSY) or more sensitive, or not labelled at all.',
        'Statement 1: Consent to share, registered 2027-01-05 08:00:01 UTC, grantee Cardiology (did:web:cardiology.hospital.example):',
        '  Rule 1.1: Permitted: when it is for Cardiology (did:web:cardiology.hospital.example); to read; for the purpose of treatment (TREAT); about laboratory results (11502-2) or notes (34109-9).',
      ].join('\n'),
    )
  })

  test('explains a denial in Chinese', () => {
    const decision = decide(request({ purposes: ['HRESCH'] }), set, options)
    const lines = explainDecision(decision, { set, language: 'zh-CN' }).split('\n')
    expect(lines.slice(0, 2)).toEqual(['拒绝', '患者的声明不允许此请求。'])
    expect(lines.at(-1)).toBe('  第1条：拒绝：全部。')
  })

  test('says when a consent was withdrawn', () => {
    const withdrawn = setOf([statement(rule, { withdrawnAt: epochSeconds(now - 60) })])
    const decision = decide(request(), withdrawn, options)
    const text = explainDecision(decision, { set: withdrawn, language: 'en' })
    expect(text).toContain('Withdrawal received by the register: 2027-01-15 07:59:00 UTC.')
    expect(text).toContain('Consent to share, registered')
    // Its rules decide nothing any more.
    expect(text).not.toContain('Rule 1')
  })

  test('explains an unknown by the age of the word', () => {
    const stale = setOf([statement(rule)], { asOf: epochSeconds(now - 3600) })
    const decision = decide(request(), stale, options)
    expect(explainDecision(decision, { set: stale, language: 'en' }).split('\n')[1]).toBe(
      'The word of the register is too old.',
    )
  })

  test('never takes more than twelve lines, and says what it leaves away', () => {
    const did = parseDid('did:web:cardiology.hospital.example')
    const many = permit(
      { actors: [{ role: 'recipient', did }] },
      Array.from({ length: 20 }, (_, index) => deny({ codes: [loinc(`${index}-0`)] })),
    )
    const long = setOf([statement(many)])
    const lines = explainDecision(decide(request(), long, options), { set: long, language: 'en' })
    expect(lines.split('\n')).toHaveLength(12)
    expect(lines).toContain('… and 14 more.')
  })
})

describe('the two catalogues', () => {
  const keysOf = (value: unknown, place = ''): readonly string[] =>
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([name, member]) => keysOf(member, `${place}/${name}`))
      : [place]

  test('have the same messages, none of them empty', () => {
    expect(keysOf(chinese)).toEqual(keysOf(english))
    for (const catalogue of [english, chinese]) {
      expect(Object.values(catalogue).every((message) => message !== '')).toBe(true)
    }
  })

  /** From docs/terms.md. */
  test.each<[string, (words: Catalogue) => string, string, string]>([
    ['consent', (words) => words.title.consent, 'Consent to share', '数据使用授权书'],
    ['restriction', (words) => words.title.restriction, 'Restriction', '限制访问'],
    ['objection', (words) => words.title.objection, 'Objection', '反对'],
    ['withdrawal', (words) => words.withdrawn(''), 'Withdrawal', '撤回同意'],
    ['grantee', (words) => words.label.grantee, 'Grantee', '被授权方'],
    ['purpose', (words) => words.condition.purposes(''), 'purpose', '使用目的'],
    ['permit', (words) => words.decision.permit, 'Permit', '允许'],
    ['deny', (words) => words.decision.deny, 'Deny', '拒绝'],
    ['no_consent', (words) => words.decision.no_consent, 'No consent', '无有效授权'],
    ['unknown', (words) => words.decision.unknown, 'Unknown', '无法判定'],
    ['obligations', (words) => words.obligations, 'Obligations', '使用限制'],
    ['role', (words) => words.reason.purpose_beyond_role, 'role', '岗位凭证'],
    ['presentation', (words) => words.reason.requester_stale, 'presentation', '出示'],
  ])('use the fixed words for %s', (_, message, inEnglish, inChinese) => {
    expect(message(english)).toContain(inEnglish)
    expect(message(chinese)).toContain(inChinese)
  })
})
