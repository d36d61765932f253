import type { RepresentedBy } from '../representation/representation.ts'
import type { Language } from './catalogue.ts'

/** By what a statement prevails: it is newer, or denies where that comes first. */
export type Ground = 'newer' | 'denial' | undefined

/** The words for statements that did not decide, of one language. */
interface ConsideredWords {
  /** What it is, and from when to when it holds. */
  readonly head: (title: string, grantee: string, span: string) => string
  readonly against: ConsideredWords['head']
  readonly other: string
  readonly by: Readonly<Record<RepresentedBy, string>>
  readonly ended: (at: string) => string
  readonly notBegun: (at: string) => string
  readonly notRegistered: (at: string) => string
  readonly withdrawn: (at: string) => string
  readonly notHeeded: string
  /** Of the patient's own, and of one that somebody signed in their place. */
  readonly defeated: Readonly<Record<'own' | 'represented', string>>
  readonly lost: string
  /** The statements that decided are by their numbers; empty where none did. */
  readonly permits: (deciders: string, ground: Ground) => string
  /** In the patient's place, against what the patient stated. */
  readonly yields: (deciders: string) => string
  readonly permitsToo: string
  readonly wouldDeny: ConsideredWords['permits']
  readonly denies: string
  readonly nothing: string
  readonly permitsOnly: (rule: string, condition: string) => string
  /** It is not known whether the condition is fulfilled. */
  readonly permitsPerhaps: ConsideredWords['permitsOnly']
  readonly otherController: string
}

const grounds = {
  newer: ', being newer',
  denial: ', because a denial comes before any consent here',
}
const prevailing = (deciders: string, ground: Ground): string =>
  deciders === ''
    ? 'nothing is decided by it'
    : `${deciders} prevails${ground === undefined ? '' : grounds[ground]}`

const english: ConsideredWords = {
  head: (title, grantee, span) => `${title} for ${grantee}, stated to hold ${span}`,
  against: (title, grantee, span) => `${title} against ${grantee}, stated to hold ${span}`,
  other: 'about somebody else than whoever asks',
  by: {
    guardian: 'signed by a guardian for the patient',
    court_order: 'signed for the patient by a guardian whom a court appointed',
    proxy: 'signed by a proxy for the patient',
  },
  ended: (at) => `expired ${at}`,
  notBegun: (at) => `in force only from ${at}`,
  notRegistered: (at) => `registered only ${at}`,
  withdrawn: (at) => `withdrawn ${at}`,
  notHeeded: 'a request that relies on this ground is not bound by it',
  lost: 'lost by the register, so that nobody knows what it says',
  defeated: {
    own: 'whoever signed it is not shown to be the patient, of age, with a key that still counts, so it permits nothing',
    represented: 'whoever signed it had no authority, or has none any more, so it permits nothing',
  },
  permits: (deciders, ground) => `would permit this, yet ${prevailing(deciders, ground)}`,
  yields: (deciders) => `would permit this, yet ${deciders}, the patient’s own, prevails`,
  permitsToo: 'permits this, too',
  wouldDeny: (deciders, ground) => `would deny this, yet ${prevailing(deciders, ground)}`,
  denies: 'denies this, too',
  nothing: 'says nothing about this request',
  permitsOnly: (rule, condition) =>
    `rule ${rule} has a condition that this request does not fulfil: ${condition}`,
  permitsPerhaps: (rule, condition) =>
    `rule ${rule} has a condition, and whether this request fulfils it is not known: ${condition}`,
  otherController: 'data that another party keeps',
}

const groundsInChinese = { newer: '，因其较新', denial: '，因为此处拒绝先于任何同意' }
const prevailingInChinese = (deciders: string, ground: Ground): string =>
  deciders === ''
    ? '不据此决定'
    : `${deciders}优先${ground === undefined ? '' : groundsInChinese[ground]}`

const chinese: ConsideredWords = {
  head: (title, grantee, span) => `${title}，被授权方${grantee}，所写有效期${span}`,
  against: (title, grantee, span) => `${title}，针对${grantee}，所写有效期${span}`,
  other: '涉及他人，与请求方无关',
  by: {
    guardian: '由监护人代患者签署',
    court_order: '由法院指定的监护人代患者签署',
    proxy: '由受托人代患者签署',
  },
  ended: (at) => `已于${at}到期`,
  notBegun: (at) => `自${at}起才生效`,
  notRegistered: (at) => `于${at}才登记`,
  withdrawn: (at) => `已于${at}撤回`,
  notHeeded: '此请求的依据不受其约束',
  lost: '已被登记处丢失，内容不明',
  defeated: {
    own: '未能证明签署人即患者本人、已达签署年龄且密钥仍有效，因此不允许任何内容',
    represented: '签署人无权代患者签署，或其权限已终止，因此不允许任何内容',
  },
  permits: (deciders, ground) => `本身允许此请求，但${prevailingInChinese(deciders, ground)}`,
  yields: (deciders) => `本身允许此请求，但患者本人的${deciders}优先`,
  permitsToo: '同样允许此请求',
  wouldDeny: (deciders, ground) => `本身不允许此请求，但${prevailingInChinese(deciders, ground)}`,
  denies: '同样不允许此请求',
  nothing: '未涉及此请求',
  permitsOnly: (rule, condition) => `此请求不符合第${rule}条的一项条件：${condition}`,
  permitsPerhaps: (rule, condition) =>
    `此请求是否符合第${rule}条的一项条件，无法确定：${condition}`,
  otherController: '由另一方保管的资料',
}

export function consideredWordsOf(language: Language): ConsideredWords {
  return language === 'en' ? english : chinese
}
