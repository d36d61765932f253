import { epochSeconds } from '@fidecura/base'
import type { AccessRequest } from '../src/access-request.ts'
import type { DecideOptions } from '../src/decide.ts'
import { china, healthDataSpace } from '../src/jurisdictions/index.ts'
import type { RegisteredStatement } from '../src/statement-set.ts'
import type { VerifiedBreakGlass } from '../src/verify-break-glass.ts'
import { day, deny, doctor, label, now, options, permit, record, statement } from './setting.ts'

const { combine: _, ...instants } = options
export const by = (jurisdiction: typeof china): DecideOptions => ({ ...instants, jurisdiction })

export interface Asked {
  readonly list?: readonly RegisteredStatement[]
  readonly request?: Partial<AccessRequest>
  readonly policy?: DecideOptions
  readonly asOf?: number
}

export const consent = statement(permit({ purposes: ['TREAT'] }))
export const restriction = statement(deny(), { kind: 'restriction', sequence: 2 })
const labelled = (code: string): AccessRequest['data'] => [{ scope: 'item', labels: [label(code)] }]
export const emergency = {
  issuer: doctor,
  record,
  reason: 'unconscious',
  issuedAt: epochSeconds(now - 60),
  at: epochSeconds(now - 60),
  until: epochSeconds(now + 1800),
} as unknown as VerifiedBreakGlass

const grantee = 'Cardiology (did:web:cardiology.hospital.example)'
const access = {
  en: '  About access at 2027-01-15 08:00:00 UTC; the word of the register is of 2027-01-15 08:00:00 UTC.',
  'zh-CN': '  所问访问时间2027-01-15 08:00:00 UTC；登记处的证明截至2027-01-15 08:00:00 UTC。',
}
const span = {
  en: 'stated to hold from 2026-12-26 08:00:00 UTC until 2027-04-15 08:00:00 UTC',
  'zh-CN': '所写有效期自2026-12-26 08:00:00 UTC起至2027-04-15 08:00:00 UTC止',
}

/** A decision, and what a reader of its summary is told behind who and what, in both languages. */
export const decisions: readonly (readonly [
  string,
  Asked,
  readonly string[],
  readonly string[],
])[] = [
  [
    'a permit',
    { list: [consent] },
    [
      'Why: Permitted.',
      access.en,
      `  Statement 1: Consent to share, registered 2027-01-05 08:00:01 UTC, grantee ${grantee}:`,
      '    Rule 1: Permitted: for the purpose of treatment (TREAT).',
      'Since when: 2027-01-05 08:00:01 UTC, when statement 1 was registered.',
      'What would change it: the patient withdrawing statement 1; or the end of statement 1 at 2027-04-15 08:00:00 UTC; or a restriction or objection of the patient.',
    ],
    [
      '为何：允许。',
      access['zh-CN'],
      `  声明1：数据使用授权书，登记于2027-01-05 08:00:01 UTC，被授权方${grantee}：`,
      '    第1条：允许：使用目的为诊疗（TREAT）。',
      '起始时间：2027-01-05 08:00:01 UTC，自声明1登记时起。',
      '何种情况会改变结果：患者撤回声明1；或者声明1于2027-04-15 08:00:00 UTC到期；或者患者声明限制访问或反对。',
    ],
  ],
  [
    'a denial by a restriction',
    { list: [consent, restriction] },
    [
      'Why not: Denied.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 2: Restriction, registered 2027-01-05 08:00:02 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; would permit this, yet statement 2 prevails, being newer.`,
      'Since when: 2027-01-05 08:00:02 UTC, when statement 2 was registered.',
      'What would change it: the patient withdrawing statement 2; or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明2：限制访问，登记于2027-01-05 08:00:02 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；本身允许此请求，但声明2优先，因其较新。`,
      '起始时间：2027-01-05 08:00:02 UTC，自声明2登记时起。',
      '何种情况会改变结果：患者撤回声明2；或者患者作出新的同意。',
    ],
  ],
  [
    'a consent that expired',
    { list: [{ ...consent, validUntil: epochSeconds(now - day) }] },
    [
      'Why not: Not permitted, because no consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, stated to hold from 2026-12-26 08:00:00 UTC until 2027-01-14 08:00:00 UTC; expired 2027-01-14 08:00:00 UTC.`,
      'Since when: 2027-01-14 08:00:00 UTC, when statement 1 expired.',
      'What would change it: a new consent of the patient, or of whoever may sign for them.',
    ],
    [
      '为何不可：不允许，因为没有生效中的同意允许此请求。',
      '  没有生效中的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，所写有效期自2026-12-26 08:00:00 UTC起至2027-01-14 08:00:00 UTC止；已于2027-01-14 08:00:00 UTC到期。`,
      '起始时间：2027-01-14 08:00:00 UTC，自声明1到期时起。',
      '何种情况会改变结果：患者或有权代其签署者作出新的同意。',
    ],
  ],
  [
    'a consent that was withdrawn',
    { list: [{ ...consent, withdrawnAt: epochSeconds(now - day) }] },
    [
      'Why not: Denied.',
      '  The consent was withdrawn.',
      access.en,
      '  Withdrawal received by the register: 2027-01-14 08:00:00 UTC.',
      `  Statement 1: Consent to share, registered 2027-01-05 08:00:01 UTC, grantee ${grantee}.`,
      'Since when: 2027-01-14 08:00:00 UTC, when the withdrawal of statement 1 was received.',
      'What would change it: a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  同意已被撤回。',
      access['zh-CN'],
      '  登记处收到撤回同意的时间：2027-01-14 08:00:00 UTC。',
      `  声明1：数据使用授权书，登记于2027-01-05 08:00:01 UTC，被授权方${grantee}。`,
      '起始时间：2027-01-14 08:00:00 UTC，自登记处收到撤回声明1时起。',
      '何种情况会改变结果：患者作出新的同意。',
    ],
  ],
  [
    'a wrong purpose',
    { list: [consent], request: { purposes: ['HRESCH'] } },
    [
      'Why not: Not permitted, because no consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; rule 1 has a condition that this request does not fulfil: for the purpose of treatment (TREAT).`,
      'Since when: from the start: no statement that is known has ever permitted this.',
      'What would change it: a new consent of the patient, or of whoever may sign for them; or another request than this one, in which rule 1 of statement 1 permits the purpose.',
    ],
    [
      '为何不可：不允许，因为没有生效中的同意允许此请求。',
      '  没有生效中的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；此请求不符合第1条的一项条件：使用目的为诊疗（TREAT）。`,
      '起始时间：从一开始即如此：已知的声明从未允许此请求。',
      '何种情况会改变结果：患者或有权代其签署者作出新的同意；或者另一项请求，其使用目的为声明1第1条所允许。',
    ],
  ],
  [
    'a label above what is permitted',
    { list: [statement(permit({ labels: [label('N')] }))], request: { data: labelled('R') } },
    [
      'Why not: Not permitted, because no consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; rule 1 has a condition that this request does not fulfil: labelled at most normal confidentiality (N).`,
      'Since when: from the start: no statement that is known has ever permitted this.',
      'What would change it: a new consent of the patient, or of whoever may sign for them; or another request than this one, in which rule 1 of statement 1 permits the labels.',
    ],
    [
      '为何不可：不允许，因为没有生效中的同意允许此请求。',
      '  没有生效中的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；此请求不符合第1条的一项条件：保密标签不高于普通保密级别（N）。`,
      '起始时间：从一开始即如此：已知的声明从未允许此请求。',
      '何种情况会改变结果：患者或有权代其签署者作出新的同意；或者另一项请求，其资料标签为声明1第1条所允许。',
    ],
  ],
  [
    'a word of the register that is too old',
    { list: [consent], asOf: now - 90 },
    [
      'Why undecided: It cannot be decided now, so nothing may be released.',
      '  The word of the register is too old.',
      '  About access at 2027-01-15 08:00:00 UTC; the word of the register is of 2027-01-15 07:58:30 UTC.',
      'Since when: 2027-01-15 07:59:30 UTC, when the word of the register had become too old: it says what the register had at 2027-01-15 07:58:30 UTC, and may be at most 60 seconds old.',
      'What would change it: a fresh word of the register, after which it can be decided.',
    ],
    [
      '为何未判定：目前无法判定，因此不得提供资料。',
      '  登记处的证明过旧。',
      '  所问访问时间2027-01-15 08:00:00 UTC；登记处的证明截至2027-01-15 07:58:30 UTC。',
      '起始时间：2027-01-15 07:59:30 UTC，自登记处的证明过旧时起；该证明只说明登记处截至2027-01-15 07:58:30 UTC的声明，距判定时不得超过60秒。',
      '何种情况会改变结果：取得登记处的新证明，之后即可判定。',
    ],
  ],
  [
    'a representative’s consent, which yields to the patient',
    {
      list: [
        { ...restriction, sequence: 1 },
        { ...consent, sequence: 2, by: 'proxy' },
      ],
    },
    [
      'Why not: Denied.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 1: Restriction, registered 2027-01-05 08:00:02 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      `  Statement 2: Consent to share for ${grantee}, ${span.en}; signed by a proxy for the patient; would permit this, yet statement 1, the patient’s own, prevails.`,
      'Since when: 2027-01-05 08:00:02 UTC, when statement 1 was registered.',
      'What would change it: the patient withdrawing statement 1; or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明1：限制访问，登记于2027-01-05 08:00:02 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      `  声明2：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；由受托人代患者签署；本身允许此请求，但患者本人的声明1优先。`,
      '起始时间：2027-01-05 08:00:02 UTC，自声明1登记时起。',
      '何种情况会改变结果：患者撤回声明1；或者患者作出新的同意。',
    ],
  ],
  [
    'break-glass',
    {
      list: [restriction],
      request: { purposes: ['ETREAT'], legalBasis: 'vital_interest', breakGlass: emergency },
      policy: by(china),
    },
    [
      'Why: Permitted in an emergency, for which no consent is needed (break-glass).',
      '  Emergency: patient unconscious (unconscious); permitted until 2027-01-15 08:30:00 UTC.',
      access.en,
      '  Obligations:',
      '  - Tell the patient within 1 day of the access.',
      'Since when: 2027-01-15 07:59:00 UTC, when whoever asks declared the emergency (break-glass).',
      'What would change it: the end of the emergency access at 2027-01-15 08:30:00 UTC.',
    ],
    [
      '为何：紧急情况下允许，无需同意（紧急调阅）。',
      '  紧急事由：患者意识丧失 (unconscious)；允许至2027-01-15 08:30:00 UTC止。',
      access['zh-CN'],
      '  使用限制与义务：',
      '  - 须在访问后1天内告知患者。',
      '起始时间：2027-01-15 07:59:00 UTC，自请求人宣告紧急情况（紧急调阅）时起。',
      '何种情况会改变结果：紧急调阅于2027-01-15 08:30:00 UTC结束。',
    ],
  ],
  [
    'an opt-out from secondary use',
    {
      list: [statement(deny(), { kind: 'objection' })],
      request: { purposes: ['HRESCH'], legalBasis: 'secondary_use' },
      policy: by(healthDataSpace),
    },
    [
      'Why not: Denied.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 1: Objection, registered 2027-01-05 08:00:01 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      'Since when: 2027-01-05 08:00:01 UTC, when statement 1 was registered.',
      'What would change it: the patient withdrawing statement 1; or the end of statement 1 at 2027-04-15 08:00:00 UTC; or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明1：反对，登记于2027-01-05 08:00:01 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      '起始时间：2027-01-05 08:00:01 UTC，自声明1登记时起。',
      '何种情况会改变结果：患者撤回声明1；或者声明1于2027-04-15 08:00:00 UTC到期；或者患者作出新的同意。',
    ],
  ],
  [
    'a law that yields to no word of the patient',
    {
      list: [restriction],
      request: { purposes: ['PUBHLTH'], legalBasis: 'legal_obligation' },
      policy: by(china),
    },
    [
      'Why: Permitted.',
      '  The rules of the jurisdiction permit this without a consent (a reading of the law of the People’s Republic of China, urn:fidecura:jurisdiction:china:1).',
      access.en,
      '  Obligations:',
      '  - Pass nothing on.',
      `  Statement 1: Restriction against ${grantee}, ${span.en}; a request that relies on this ground is not bound by it.`,
      'Since when: as long as these rules of the jurisdiction have been in force: a reading of the law of the People’s Republic of China, urn:fidecura:jurisdiction:china:1.',
      'What would change it: only another law; nothing that the patient states.',
    ],
    [
      '为何：允许。',
      '  该法域的规则允许此请求，无需同意（对中华人民共和国法律的一种理解，urn:fidecura:jurisdiction:china:1）。',
      access['zh-CN'],
      '  使用限制与义务：',
      '  - 不得转交他人。',
      `  声明1：限制访问，针对${grantee}，${span['zh-CN']}；此请求的依据不受其约束。`,
      '起始时间：该法域的以下规则有效期间一直如此：对中华人民共和国法律的一种理解，urn:fidecura:jurisdiction:china:1。',
      '何种情况会改变结果：只有法律变更；患者的任何声明均不影响。',
    ],
  ],
]
