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
  en: '  Access at 2027-01-15 08:00:00 UTC; register as of 2027-01-15 08:00:00 UTC.',
  'zh-CN': '  访问时间2027-01-15 08:00:00 UTC；登记处证明截至2027-01-15 08:00:00 UTC。',
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
      'Why: Permit.',
      access.en,
      `  Statement 1: Consent to share, registered 2027-01-05 08:00:01 UTC, grantee ${grantee}:`,
      '    Rule 1: Permitted: for the purpose of treatment (TREAT).',
      'Since when: registered 2027-01-05 08:00:01 UTC (statement 1).',
      'What would change it: the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a restriction or objection of the patient.',
    ],
    [
      '为何：允许。',
      access['zh-CN'],
      `  声明1：数据使用授权书，登记于2027-01-05 08:00:01 UTC，被授权方${grantee}：`,
      '    第1条：允许：使用目的为诊疗（TREAT）。',
      '起始时间：登记于2027-01-05 08:00:01 UTC（声明1）。',
      '何种情况会改变结果：患者将其撤回（声明1）或该声明于2027-04-15 08:00:00 UTC失效（声明1）或患者声明限制访问或反对。',
    ],
  ],
  [
    'a denial by a restriction',
    { list: [consent, restriction] },
    [
      'Why not: Deny.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 2: Restriction, registered 2027-01-05 08:00:02 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; would permit this, yet does not prevail.`,
      'Since when: registered 2027-01-05 08:00:02 UTC (statement 2).',
      'What would change it: the patient taking it back (statement 2) or its end 2027-04-15 08:00:00 UTC (statement 2) or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明2：限制访问，登记于2027-01-05 08:00:02 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；本身允许此请求，但另有声明优先。`,
      '起始时间：登记于2027-01-05 08:00:02 UTC（声明2）。',
      '何种情况会改变结果：患者将其撤回（声明2）或该声明于2027-04-15 08:00:00 UTC失效（声明2）或患者作出新的同意。',
    ],
  ],
  [
    'a consent that expired',
    { list: [{ ...consent, validUntil: epochSeconds(now - day) }] },
    [
      'Why not: No consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, stated to hold from 2026-12-26 08:00:00 UTC until 2027-01-14 08:00:00 UTC; expired 2027-01-14 08:00:00 UTC.`,
      'Since when: ended 2027-01-14 08:00:00 UTC (statement 1).',
      'What would change it: a new consent of the patient.',
    ],
    [
      '为何不可：没有有效的同意允许此请求（无有效授权）。',
      '  没有有效的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，所写有效期自2026-12-26 08:00:00 UTC起至2027-01-14 08:00:00 UTC止；已于2027-01-14 08:00:00 UTC失效。`,
      '起始时间：于2027-01-14 08:00:00 UTC失效（声明1）。',
      '何种情况会改变结果：患者作出新的同意。',
    ],
  ],
  [
    'a consent that was withdrawn',
    { list: [{ ...consent, withdrawnAt: epochSeconds(now - day) }] },
    [
      'Why not: Deny.',
      '  The consent was withdrawn.',
      access.en,
      '  Withdrawal received by the register: 2027-01-14 08:00:00 UTC.',
      `  Statement 1: Consent to share, registered 2027-01-05 08:00:01 UTC, grantee ${grantee}.`,
      'Since when: withdrawn 2027-01-14 08:00:00 UTC (statement 1).',
      'What would change it: a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者已撤回同意。',
      access['zh-CN'],
      '  登记处收到撤回同意的时间：2027-01-14 08:00:00 UTC。',
      `  声明1：数据使用授权书，登记于2027-01-05 08:00:01 UTC，被授权方${grantee}。`,
      '起始时间：于2027-01-14 08:00:00 UTC撤回（声明1）。',
      '何种情况会改变结果：患者作出新的同意。',
    ],
  ],
  [
    'a wrong purpose',
    { list: [consent], request: { purposes: ['HRESCH'] } },
    [
      'Why not: No consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; rule 1 permits only this: for the purpose of treatment (TREAT).`,
      'Since when: from the start: no statement that is known has ever permitted this.',
      'What would change it: a new consent of the patient or the request fulfilling rule 1 in the purpose (statement 1).',
    ],
    [
      '为何不可：没有有效的同意允许此请求（无有效授权）。',
      '  没有有效的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；第1条仅允许：使用目的为诊疗（TREAT）。`,
      '起始时间：从一开始即如此：已知的声明从未允许此请求。',
      '何种情况会改变结果：患者作出新的同意或请求符合第1条的使用目的（声明1）。',
    ],
  ],
  [
    'a label above what is permitted',
    { list: [statement(permit({ labels: [label('N')] }))], request: { data: labelled('R') } },
    [
      'Why not: No consent in force permits it.',
      '  No statement in force permits this, and none denies it.',
      access.en,
      `  Statement 1: Consent to share for ${grantee}, ${span.en}; rule 1 permits only this: labelled at most normal confidentiality (N).`,
      'Since when: from the start: no statement that is known has ever permitted this.',
      'What would change it: a new consent of the patient or the request fulfilling rule 1 in the labels (statement 1).',
    ],
    [
      '为何不可：没有有效的同意允许此请求（无有效授权）。',
      '  没有有效的声明允许此请求，也没有声明拒绝。',
      access['zh-CN'],
      `  声明1：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；第1条仅允许：密级标签不高于普通密级（N）。`,
      '起始时间：从一开始即如此：已知的声明从未允许此请求。',
      '何种情况会改变结果：患者作出新的同意或请求符合第1条的资料标签（声明1）。',
    ],
  ],
  [
    'a word of the register that is too old',
    { list: [consent], asOf: now - 90 },
    [
      'Why not: It cannot be decided now.',
      '  The word of the register is too old.',
      '  Access at 2027-01-15 08:00:00 UTC; register as of 2027-01-15 07:58:30 UTC.',
      'Since when: the word of the register too old since 2027-01-15 07:59:30 UTC; it is of 2027-01-15 07:58:30 UTC and may be at most 60 seconds old.',
      'What would change it: a fresh word of the register.',
    ],
    [
      '为何不可：目前无法判定。',
      '  登记处的证明过旧。',
      '  访问时间2027-01-15 08:00:00 UTC；登记处证明截至2027-01-15 07:58:30 UTC。',
      '起始时间：登记处的证明自2027-01-15 07:59:30 UTC起过旧；该证明截至2027-01-15 07:58:30 UTC，最多可使用60秒。',
      '何种情况会改变结果：登记处的新证明。',
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
      'Why not: Deny.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 1: Restriction, registered 2027-01-05 08:00:02 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      `  Statement 2: Consent to share for ${grantee}, ${span.en}; signed by a proxy for the patient; would permit this, yet what the patient stated prevails.`,
      'Since when: registered 2027-01-05 08:00:02 UTC (statement 1).',
      'What would change it: the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明1：限制访问，登记于2027-01-05 08:00:02 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      `  声明2：数据使用授权书，被授权方${grantee}，${span['zh-CN']}；由受托人代患者签署；本身允许此请求，但患者本人的声明优先。`,
      '起始时间：登记于2027-01-05 08:00:02 UTC（声明1）。',
      '何种情况会改变结果：患者将其撤回（声明1）或该声明于2027-04-15 08:00:00 UTC失效（声明1）或患者作出新的同意。',
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
      'Why: Permit in an emergency, whether or not the patient has consented (break-glass).',
      '  Emergency: patient unconscious (unconscious); permitted until 2027-01-15 08:30:00 UTC.',
      access.en,
      '  Obligations:',
      '  - Tell the patient within 1 day of the access.',
      'Since when: an emergency declared (break-glass) 2027-01-15 07:59:00 UTC.',
      'What would change it: the end of the emergency access 2027-01-15 08:30:00 UTC.',
    ],
    [
      '为何：紧急情况下允许，不论患者是否同意（紧急调阅）。',
      '  紧急事由：患者意识丧失 (unconscious)；允许至2027-01-15 08:30:00 UTC止。',
      access['zh-CN'],
      '  使用限制与义务：',
      '  - 须在访问后1天内告知患者。',
      '起始时间：紧急调阅始于2027-01-15 07:59:00 UTC。',
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
      'Why not: Deny.',
      '  A statement of the patient denies this.',
      access.en,
      `  Statement 1: Objection, registered 2027-01-05 08:00:01 UTC, against ${grantee}:`,
      '    Rule 1: Denied: everything.',
      'Since when: registered 2027-01-05 08:00:01 UTC (statement 1).',
      'What would change it: the patient taking it back (statement 1) or its end 2027-04-15 08:00:00 UTC (statement 1) or a new consent of the patient.',
    ],
    [
      '为何不可：拒绝。',
      '  患者的声明不允许此请求。',
      access['zh-CN'],
      `  声明1：反对，登记于2027-01-05 08:00:01 UTC，针对${grantee}：`,
      '    第1条：拒绝：全部。',
      '起始时间：登记于2027-01-05 08:00:01 UTC（声明1）。',
      '何种情况会改变结果：患者将其撤回（声明1）或该声明于2027-04-15 08:00:00 UTC失效（声明1）或患者作出新的同意。',
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
      'Why: Permit.',
      access.en,
      '  Obligations:',
      '  - Pass nothing on.',
      `  Statement 1: Restriction against ${grantee}, ${span.en}; what this request relies on does not yield to it.`,
      'Since when: as long as these rules of the jurisdiction have been in force: urn:fidecura:jurisdiction:china:1.',
      'What would change it: only another law; nothing that the patient states.',
    ],
    [
      '为何：允许。',
      access['zh-CN'],
      '  使用限制与义务：',
      '  - 不得转交他人。',
      `  声明1：限制访问，针对${grantee}，${span['zh-CN']}；此请求的依据不受其约束。`,
      '起始时间：该法域的以下规则有效期间一直如此：urn:fidecura:jurisdiction:china:1。',
      '何种情况会改变结果：只有法律变更；患者的任何声明均不影响。',
    ],
  ],
]
