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
  readonly why: Readonly<Record<'yes' | 'no' | 'unknown', string>>
  /** The answer in one phrase. */
  readonly answer: Readonly<Record<Decision['kind'], string>>
  /** Where there is nothing since when: by the rules of a jurisdiction, for want of a consent, or otherwise. */
  readonly always: {
    readonly law: (version: string) => string
    readonly absent: string
    /** For want of one that counts still. */
    readonly lapsed: string
    readonly other: string
  }
  readonly party: Readonly<Record<'person' | 'department' | 'organisation' | 'unit', string>>
  readonly labelled: (label: string) => string
  /** Why it is permitted where no statement decides. */
  readonly byLaw: (version: string) => string
  readonly nothingStated: string
  readonly change: string
  readonly statements: string
  readonly numbered: (number: number) => string
  /** Between things of which one is enough. */
  readonly orElse: string
  readonly basis: Readonly<Record<LegalBasis, string>>
  readonly standing: Readonly<Record<Exclude<Standing, 'replaced'>, string>>
  readonly replaced: (number: number) => string
  /** Of the patient's own, and of one that somebody signed in their place. */
  readonly defeated: Readonly<Record<'own' | 'represented', string>>
  readonly outcome: Readonly<Record<QuestionTrace['outcome'], string>>
  readonly decided: string
  readonly match: Readonly<Record<RuleTrace['match'], string>>
  readonly because: (conditions: string) => string
  readonly condition: Readonly<Record<ConditionName, string>>
  /** The statement is by its number; none of those that are about no statement. */
  readonly event: Readonly<Record<TraceEvent['kind'], (at: string, statement: string) => string>>
  /** How old the register's word may be. */
  readonly staleWord: (event: string, asOf: string, most: string) => string
  readonly changes: Readonly<
    Record<
      | Exclude<TraceChange['kind'], 'take_back' | 'end' | 'emergency_end' | 'condition'>
      | 'consent_of_any',
      string
    >
  >
  readonly takeBack: (statement: string) => string
  readonly end: (statement: string, at: string) => string
  readonly emergencyEnd: (at: string) => string
  readonly withConsent: (change: string) => string
  readonly missing: (statement: string, rule: string, condition: string) => string
  readonly asked: (purpose: string, entry: number) => string
}

const english: TraceWords = {
  who: 'Who',
  what: 'What',
  since: 'Since when',
  why: { yes: 'Why', no: 'Why not', unknown: 'Why undecided' },
  answer: {
    permit: 'Permitted',
    permit_emergency: 'Permitted in an emergency, for which no consent is needed (break-glass)',
    deny: 'Denied',
    no_consent: 'Not permitted, because no consent in force permits it',
    unknown: 'It cannot be decided now, so nothing may be released',
  },
  always: {
    law: (version) => `as long as these rules of the jurisdiction have been in force: ${version}`,
    absent: 'from the start: no statement that is known has ever permitted this',
    lapsed: 'not known, because a statement that is listed may have permitted this before',
    other: 'no instant is known at which it was otherwise',
  },
  party: {
    person: 'person',
    department: 'department',
    organisation: 'organisation',
    unit: 'department or organisation',
  },
  labelled: (label) => `with the label “${label}”`,
  byLaw: (version) => `The rules of the jurisdiction permit this without a consent (${version}).`,
  nothingStated: 'The register has no statement of the patient.',
  change: 'What would change it',
  statements: 'Statements that there are',
  numbered: (number) => `statement ${number}`,
  orElse: '; or ',
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
  defeated: {
    own: 'Whoever signed it is not shown to be the patient, of age, with a key that still counts: it permits nothing.',
    represented: 'Whoever signed it had no authority, or has none any more: it permits nothing.',
  },
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
    registered: (at, statement) => `${at}, when ${statement} was registered`,
    begun: (at, statement) => `${at}, when ${statement} came into force`,
    ended: (at, statement) => `${at}, when ${statement} expired`,
    withdrawn: (at, statement) => `${at}, when the withdrawal of ${statement} was received`,
    word_stale: (at) => `${at}, when the word of the register had become too old`,
    requester_stale: (at) => `${at}, when the presentation had become too old`,
    glass_broken: (at) => `${at}, when whoever asks declared the emergency (break-glass)`,
  },
  staleWord: (event, asOf, most) =>
    `${event}: it says what the register had at ${asOf}, and may be at most ${most} old`,
  changes: {
    new_consent: 'a new consent of the patient',
    consent_of_any: 'a new consent of the patient, or of whoever may sign for them',
    new_denial: 'a restriction or objection of the patient',
    fresh_word: 'a fresh word of the register, after which it can be decided',
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
  takeBack: (statement) => `the patient withdrawing ${statement}`,
  end: (statement, at) => `the end of ${statement} at ${at}`,
  emergencyEnd: (at) => `the end of the emergency access at ${at}`,
  withConsent: (change) => `${change} together with a new consent of the patient`,
  missing: (statement, rule, condition) =>
    `another request than this one, in which rule ${rule} of ${statement} permits ${condition}`,
  asked: (purpose, entry) => `for ${purpose}, entry ${entry}`,
}

const chinese: TraceWords = {
  who: '请求方',
  what: '请求内容',
  since: '起始时间',
  why: { yes: '为何', no: '为何不可', unknown: '为何未判定' },
  answer: {
    permit: '允许',
    permit_emergency: '紧急情况下允许，无需同意（紧急调阅）',
    deny: '拒绝',
    no_consent: '不允许，因为没有生效中的同意允许此请求',
    unknown: '目前无法判定，因此不得提供资料',
  },
  always: {
    law: (version) => `该法域的以下规则有效期间一直如此：${version}`,
    absent: '从一开始即如此：已知的声明从未允许此请求',
    lapsed: '不详：所列声明此前可能曾允许此请求',
    other: '不知道何时曾有不同结果',
  },
  party: {
    person: '人员',
    department: '科室',
    organisation: '机构',
    unit: '科室或机构',
  },
  labelled: (label) => `资料的标签为“${label}”`,
  byLaw: (version) => `该法域的规则允许此请求，无需同意（${version}）。`,
  nothingStated: '登记处没有患者的任何声明。',
  change: '何种情况会改变结果',
  statements: '已有声明',
  numbered: (number) => `声明${number}`,
  orElse: '；或者',
  basis: {
    consent: '依据：同意',
    care: '依据：诊疗职责',
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
  defeated: {
    own: '未能证明签署人即患者本人、已达签署年龄且密钥仍有效：不允许任何内容。',
    represented: '签署人无权代患者签署，或其权限已终止：不允许任何内容。',
  },
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
    registered: (at, statement) => `${at}，自${statement}登记时起`,
    begun: (at, statement) => `${at}，自${statement}生效时起`,
    ended: (at, statement) => `${at}，自${statement}到期时起`,
    withdrawn: (at, statement) => `${at}，自登记处收到撤回${statement}时起`,
    word_stale: (at) => `${at}，自登记处的证明过旧时起`,
    requester_stale: (at) => `${at}，自出示过旧时起`,
    glass_broken: (at) => `${at}，自请求人宣告紧急情况（紧急调阅）时起`,
  },
  staleWord: (event, asOf, most) =>
    `${event}；该证明只说明登记处截至${asOf}的声明，距判定时不得超过${most}`,
  changes: {
    new_consent: '患者作出新的同意',
    consent_of_any: '患者或有权代其签署者作出新的同意',
    new_denial: '患者声明限制访问或反对',
    fresh_word: '取得登记处的新证明，之后即可判定',
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
  takeBack: (statement) => `患者撤回${statement}`,
  end: (statement, at) => `${statement}于${at}到期`,
  emergencyEnd: (at) => `紧急调阅于${at}结束`,
  withConsent: (change) => `${change}，并且患者作出新的同意`,
  missing: (statement, rule, condition) =>
    `另一项请求，其${condition}为${statement}第${rule}条所允许`,
  asked: (purpose, entry) => `${purpose}，资料${entry}`,
}

export function traceWordsOf(language: Language): TraceWords {
  return language === 'en' ? english : chinese
}
