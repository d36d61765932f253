import type { Decision } from '../decision.ts'
import type { LegalBasis } from '../jurisdiction.ts'
import type {
  ConditionName,
  QuestionTrace,
  RuleTrace,
  Standing,
  TraceChange,
  TraceEvent,
} from '../trace.ts'
import type { Language } from './catalogue.ts'

/** The words for traces, of one language. */
export interface TraceWords {
  readonly who: string
  readonly what: string
  readonly since: string
  /** Of a permit, and of anything else. */
  readonly why: Readonly<Record<'yes' | 'no', string>>
  /** The answer in one phrase. */
  readonly answer: Readonly<Record<Decision['kind'], string>>
  /** Where there is nothing since when: by the rules of a jurisdiction, for want of a consent, or otherwise. */
  readonly always: {
    readonly law: (version: string) => string
    readonly absent: string
    readonly other: string
  }
  readonly party: Readonly<Record<'person' | 'department' | 'organisation' | 'unit', string>>
  /** Of one record that is asked for. */
  readonly labelled: (label: string) => string
  readonly change: string
  readonly statements: string
  /** The number of a statement, before or behind what is said of it. */
  readonly numbered: Readonly<Record<'before' | 'behind', (number: number) => string>>
  readonly basis: Readonly<Record<LegalBasis, string>>
  readonly standing: Readonly<Record<Exclude<Standing, 'replaced'>, string>>
  /** A standing. */
  readonly replaced: (number: number) => string
  readonly defeated: string
  readonly outcome: Readonly<Record<QuestionTrace['outcome'], string>>
  readonly decided: string
  readonly match: Readonly<Record<RuleTrace['match'], string>>
  readonly because: (conditions: string) => string
  readonly condition: Readonly<Record<ConditionName, string>>
  readonly event: Readonly<Record<TraceEvent['kind'], (at: string) => string>>
  /** How old the register's word may be. */
  readonly staleWord: (event: string, asOf: string, most: string) => string
  readonly changes: Readonly<
    Record<Exclude<TraceChange['kind'], 'end' | 'emergency_end' | 'condition'>, string>
  >
  readonly end: (at: string) => string
  readonly emergencyEnd: (at: string) => string
  readonly withConsent: (change: string) => string
  readonly missing: (rule: string, condition: string) => string
  readonly asked: (purpose: string, entry: number) => string
}

const english: TraceWords = {
  who: 'Who',
  what: 'What',
  since: 'Since when',
  why: { yes: 'Why', no: 'Why not' },
  answer: {
    permit: 'Permit',
    permit_emergency:
      'Permit in an emergency, whether or not the patient has consented (break-glass)',
    deny: 'Deny',
    no_consent: 'No consent in force permits it',
    unknown: 'It cannot be decided now',
  },
  always: {
    law: (version) => `as long as these rules of the jurisdiction have been in force: ${version}`,
    absent: 'from the start: no statement that is known has ever permitted this',
    other: 'no instant is known at which it was otherwise',
  },
  party: {
    person: 'person',
    department: 'department',
    organisation: 'organisation',
    unit: 'department or organisation',
  },
  labelled: (label) => `labelled ${label}`,
  change: 'What would change it',
  statements: 'Statements that there are',
  numbered: {
    before: (number) => `Statement ${number}`,
    behind: (number) => ` (statement ${number})`,
  },
  basis: {
    consent: 'relying on consent',
    care: 'relying on care',
    vital_interest: 'relying on an emergency',
    legal_obligation: 'relying on a legal obligation',
    secondary_use: 'relying on secondary use',
  },
  standing: {
    asked: 'in force, and about whoever asks',
    withdrawn: 'withdrawn, so it denies what it spoke of',
    lifted: 'taken back, so it denies no more',
    other_grantee: 'about somebody else',
    not_registered: 'registered later',
    lost: 'lost by the register, so that nobody knows what it says',
    not_begun: 'not in force yet',
    ended: 'no longer in force',
    not_heeded: 'not asked for by the legal basis',
    not_asked: 'not looked at',
  },
  replaced: (number) => `its place was taken by statement ${number}`,
  defeated: 'The key that signed it was not the patient’s any more: it permits nothing.',
  outcome: {
    permit: 'permits',
    deny: 'denies',
    deny_part: 'denies a part',
    nothing: 'says nothing',
  },
  decided: 'this decided',
  match: {
    yes: 'applies',
    perhaps: 'may apply, it is not known',
    in_part: 'applies to a part',
    no: 'does not apply',
  },
  because: (conditions) => `because of ${conditions}`,
  condition: {
    period: 'the time of access',
    controller: 'who keeps the data',
    actors: 'the parties',
    actions: 'the action',
    purposes: 'the purpose',
    references: 'the single records',
    types: 'the kind of data',
    codes: 'what the data are about',
    labels: 'the labels',
    dataPeriod: 'the time of the data',
    unknown: 'a condition that cannot be read',
  },
  event: {
    registered: (at) => `registered ${at}`,
    begun: (at) => `in force since ${at}`,
    ended: (at) => `ended ${at}`,
    withdrawn: (at) => `withdrawn ${at}`,
    word_stale: (at) => `the word of the register too old since ${at}`,
    requester_stale: (at) => `the presentation too old since ${at}`,
    glass_broken: (at) => `an emergency declared (break-glass) ${at}`,
  },
  staleWord: (event, asOf, most) => `${event}; it is of ${asOf} and may be at most ${most} old`,
  changes: {
    new_consent: 'a new consent of the patient',
    new_denial: 'a restriction or objection of the patient',
    take_back: 'the patient taking it back',
    fresh_word: 'a fresh word of the register',
    fresh_presentation: 'a fresh presentation',
    present_access: 'asking about the present',
    registered_again: 'handing in again what the register has lost',
    right_record: 'the statements about this record',
    later: 'waiting until then',
    right_register: 'a register whose clock is right',
    fuller_request: 'a request that names a known purpose, the data and who keeps them',
    wider_role: 'a role that allows the purpose',
    other_basis: 'another legal basis',
    break_glass: 'a proven emergency',
    other_law: 'only another law; nothing that the patient states',
  },
  end: (at) => `its end ${at}`,
  emergencyEnd: (at) => `the end of the emergency access ${at}`,
  withConsent: (change) => `${change} together with a new consent of the patient`,
  missing: (rule, condition) => `the request fulfilling rule ${rule} in ${condition}`,
  asked: (purpose, entry) => `for ${purpose}, entry ${entry}`,
}

const chinese: TraceWords = {
  who: '请求方',
  what: '请求内容',
  since: '起始时间',
  why: { yes: '为何', no: '为何不可' },
  answer: {
    permit: '允许',
    permit_emergency: '紧急情况下允许，不论患者是否同意（紧急调阅）',
    deny: '拒绝',
    no_consent: '没有有效的同意允许此请求（无有效授权）',
    unknown: '目前无法判定',
  },
  always: {
    law: (version) => `该法域的以下规则有效期间一直如此：${version}`,
    absent: '从一开始即如此：已知的声明从未允许此请求',
    other: '不知道何时曾有不同结果',
  },
  party: {
    person: '人员',
    department: '科室',
    organisation: '机构',
    unit: '科室或机构',
  },
  labelled: (label) => `资料的标签为${label}`,
  change: '何种情况会改变结果',
  statements: '已有声明',
  numbered: { before: (number) => `声明${number}`, behind: (number) => `（声明${number}）` },
  basis: {
    consent: '依据：同意',
    care: '依据：诊疗',
    vital_interest: '依据：紧急情况',
    legal_obligation: '依据：法定义务',
    secondary_use: '依据：二次利用',
  },
  standing: {
    asked: '有效，且涉及请求方',
    withdrawn: '已撤回，其所涉内容一律拒绝',
    lifted: '已撤回，不再拒绝',
    other_grantee: '涉及他人',
    not_registered: '登记在后',
    lost: '已被登记处丢失，内容不明',
    not_begun: '尚未生效',
    ended: '已失效',
    not_heeded: '该合法性基础不要求考虑',
    not_asked: '未予考虑',
  },
  replaced: (number) => `已由声明${number}取代`,
  defeated: '签署密钥当时已不属于患者：不允许任何内容。',
  outcome: { permit: '允许', deny: '拒绝', deny_part: '部分拒绝', nothing: '未涉及' },
  decided: '由此决定',
  match: { yes: '适用', perhaps: '可能适用，无法确定', in_part: '部分适用', no: '不适用' },
  because: (conditions) => `原因：${conditions}`,
  condition: {
    period: '访问时间',
    controller: '资料保管方',
    actors: '有关各方',
    actions: '操作',
    purposes: '使用目的',
    references: '具体记录',
    types: '资料类型',
    codes: '资料内容',
    labels: '资料标签',
    dataPeriod: '资料形成时间',
    unknown: '无法读懂的条件',
  },
  event: {
    registered: (at) => `登记于${at}`,
    begun: (at) => `自${at}起生效`,
    ended: (at) => `于${at}失效`,
    withdrawn: (at) => `于${at}撤回`,
    word_stale: (at) => `登记处的证明自${at}起过旧`,
    requester_stale: (at) => `出示自${at}起过旧`,
    glass_broken: (at) => `紧急调阅始于${at}`,
  },
  staleWord: (event, asOf, most) => `${event}；该证明截至${asOf}，最多可使用${most}`,
  changes: {
    new_consent: '患者作出新的同意',
    new_denial: '患者声明限制访问或反对',
    take_back: '患者将其撤回',
    fresh_word: '登记处的新证明',
    fresh_presentation: '重新出示',
    present_access: '改为询问当前的访问',
    registered_again: '重新提交登记处丢失的声明',
    right_record: '此病历的声明',
    later: '等到该时间',
    right_register: '时钟正确的登记处',
    fuller_request: '写明已知使用目的、资料及其保管方的请求',
    wider_role: '允许该使用目的的岗位凭证',
    other_basis: '其他合法性基础',
    break_glass: '经证明的紧急情况',
    other_law: '只有法律变更；患者的任何声明均不影响',
  },
  end: (at) => `该声明于${at}失效`,
  emergencyEnd: (at) => `紧急调阅于${at}结束`,
  withConsent: (change) => `${change}，并且患者作出新的同意`,
  missing: (rule, condition) => `请求符合第${rule}条的${condition}`,
  asked: (purpose, entry) => `${purpose}，资料${entry}`,
}

export function traceWordsOf(language: Language): TraceWords {
  return language === 'en' ? english : chinese
}
