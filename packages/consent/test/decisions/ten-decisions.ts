import {
  type ConsentCoding,
  consentCodeSystems,
  type Duty,
  type Rule,
  signWithdrawal,
  type Terms,
} from '@fidecura/consent'
import { china, healthDataSpace } from '@fidecura/consent/jurisdictions'
import { after, day, laboratory, nothing, record, referenceOf } from '../representation/family.ts'
import type { Hospital } from './hospital.ts'

/** What is shown, and how it comes about. */
export interface ShownDecision {
  readonly title: { readonly en: string; readonly 'zh-CN': string }
  /** The summary, in lines. */
  readonly decide: (hospital: Hospital) => Promise<readonly string[]>
}

const duties: readonly Duty[] = [
  { kind: 'no_redisclosure' },
  { kind: 'notify_patient', withinSeconds: day },
]
const normal: ConsentCoding = { system: consentCodeSystems.confidentiality, code: 'N' }

function permitting(conditions: Rule['conditions'], more: Partial<Rule> = {}): Terms {
  const rule = { effect: 'permit', conditions, children: [], ...more } as const
  return { version: 'urn:fidecura:terms:1', rule }
}

const restriction = { kind: 'restriction', terms: nothing } as const

/** Each of another kind. The access is ten days after the first statement. */
export const tenDecisions: readonly ShownDecision[] = [
  {
    title: { en: 'A permit by consent, with duties', 'zh-CN': '依同意允许，附使用限制' },
    async decide({ submit, ask }) {
      await submit({ terms: permitting({ purposes: ['TREAT'], codes: [laboratory] }, { duties }) })
      return ask()
    },
  },
  {
    title: { en: 'A restriction above a consent', 'zh-CN': '同意之后又限制访问' },
    async decide({ submit, ask, family }) {
      await submit()
      family.now = after(3 * day)
      await submit({ ...restriction, validUntil: after(60 * day) })
      return ask()
    },
  },
  {
    title: { en: 'A consent that expired', 'zh-CN': '同意已失效' },
    async decide({ submit, ask }) {
      await submit({ validUntil: after(5 * day) })
      return ask()
    },
  },
  {
    title: { en: 'A consent that was withdrawn', 'zh-CN': '同意已撤回' },
    async decide({ submit, ask, family, ownEvidence }) {
      const statement = referenceOf(await submit())
      family.now = after(6 * day)
      const content = { statement, record, issuedAt: family.now }
      const token = await signWithdrawal(content, { signer: family.patient })
      await family.register.withdraw({ token, evidence: await ownEvidence() })
      return ask()
    },
  },
  {
    title: { en: 'Another purpose', 'zh-CN': '使用目的不符' },
    async decide({ submit, ask }) {
      await submit()
      return ask({ request: { purposes: ['HRESCH'] }, purposes: ['HRESCH'] })
    },
  },
  {
    title: { en: 'Data with a label above the consent', 'zh-CN': '资料的标签高于同意的范围' },
    async decide({ submit, ask }) {
      await submit({ terms: permitting({ purposes: ['TREAT'], labels: [normal] }) })
      const labels = [{ ...normal, code: 'R' }]
      return ask({ request: { data: [{ scope: 'item', codes: [laboratory], labels }] } })
    },
  },
  {
    title: { en: 'A word of the register that is too old', 'zh-CN': '登记处的证明过旧' },
    async decide({ submit, ask }) {
      await submit()
      return ask({ wordAgeSeconds: 90 })
    },
  },
  {
    title: { en: 'By law, where nothing is stated', 'zh-CN': '依法允许，患者未作任何声明' },
    decide: ({ ask }) =>
      ask({ request: { legalBasis: 'care' }, policy: { jurisdiction: healthDataSpace } }),
  },
  {
    title: { en: 'Break-glass against a restriction', 'zh-CN': '限制访问之下的紧急调阅' },
    async decide({ submit, ask }) {
      await submit(restriction)
      return ask({
        request: { purposes: ['ETREAT'], legalBasis: 'vital_interest' },
        policy: { jurisdiction: china },
        purposes: ['ETREAT'],
        isEmergency: true,
      })
    },
  },
  {
    title: { en: 'A proxy whose mandate ended', 'zh-CN': '受托人的授权委托已到期' },
    async decide({ submit, ask, family }) {
      const evidence = await family.gives({}, { validUntil: after(5 * day) })
      await submit({ by: 'proxy' }, family.proxy, evidence)
      return ask()
    },
  },
]
