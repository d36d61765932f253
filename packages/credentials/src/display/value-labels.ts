import type { DisplayLocale, Label } from './type-labels.ts'

/** Values that our types name themselves, by the claim that they are values of. */
const values: Readonly<Record<string, Readonly<Record<string, Label>>>> = {
  standing: {
    active: { en: 'Active', 'zh-CN': '正常' },
    restricted: { en: 'Restricted', 'zh-CN': '受限' },
  },
  method: {
    in_person: { en: 'In person', 'zh-CN': '当面核验' },
    register: { en: 'By a register', 'zh-CN': '登记系统核验' },
  },
  basis: {
    parent: { en: 'Parenthood', 'zh-CN': '父母' },
    court: { en: 'Decision of a court', 'zh-CN': '法院指定' },
    agreed: { en: 'Agreement', 'zh-CN': '协议' },
  },
  powers: {
    recover: { en: 'Recover the identity', 'zh-CN': '恢复身份' },
    withdraw: { en: 'Withdraw consents', 'zh-CN': '撤回同意' },
    view: { en: 'See the record', 'zh-CN': '查看病历' },
    consent: { en: 'Consent to share', 'zh-CN': '同意共享' },
    restrict: { en: 'Restrict access', 'zh-CN': '限制访问' },
    override: {
      en: 'Decide against the patient’s own statements',
      'zh-CN': '可不按患者本人的声明决定',
    },
    confirm: { en: 'Confirm or dispute entries', 'zh-CN': '确认或提出异议' },
  },
  shown: {
    en: { en: 'In English', 'zh-CN': '英文' },
    'zh-CN': { en: 'In Chinese', 'zh-CN': '中文' },
  },
  purposes: {
    TREAT: { en: 'Treatment', 'zh-CN': '诊疗' },
    ETREAT: { en: 'Emergency treatment', 'zh-CN': '紧急诊疗' },
    BTG: { en: 'Emergency access', 'zh-CN': '紧急调阅' },
    PATADMIN: { en: 'Patient administration', 'zh-CN': '患者事务管理' },
    HSYSADMIN: { en: 'Health system administration', 'zh-CN': '医疗系统管理' },
    HPAYMT: { en: 'Payment', 'zh-CN': '结算支付' },
    HOPERAT: { en: 'Operations', 'zh-CN': '运营管理' },
    HRESCH: { en: 'Research', 'zh-CN': '科研' },
    CLINTRCH: { en: 'Clinical trial', 'zh-CN': '临床试验' },
    PUBHLTH: { en: 'Public health', 'zh-CN': '公共卫生' },
    PATRQT: { en: 'Request of the patient', 'zh-CN': '患者本人请求' },
    FAMRQT: { en: 'Request of the family', 'zh-CN': '家属请求' },
    PWATRNY: { en: 'Power of attorney', 'zh-CN': '受托代理' },
  },
}

/** Undefined for a value that speaks for itself. */
export function valueLabelOf(claim: string, value: string): Label | undefined {
  const known = Object.hasOwn(values, claim) ? values[claim] : undefined
  return known !== undefined && Object.hasOwn(known, value) ? known[value] : undefined
}

export const any: Label = { en: 'Any', 'zh-CN': '不限' }

/** What an issuer calls something, marked as its word. */
export function issuerSays(name: string, locale: DisplayLocale): string {
  return locale === 'en' ? `; the issuer says ${quoted(name)}` : `；签发方称${quoted(name)}`
}

/** What it says cannot end the quotation. */
export function quoted(name: string): string {
  return `“${name.replace(/["“”„‟«»「」『』＂〝〞]/gu, "'")}”`
}
