import { cleanText, literalText } from '@fidecura/base'
import { type ConsentCoding, consentCodeSystems } from '../terms.ts'
import type { Language } from './catalogue.ts'

type Names = Readonly<Record<string, readonly [english: string, chinese: string]>>

/** By system and code. Part of what is signed, see renderTerms. */
export const codeNames: Readonly<Record<string, Names>> = {
  [consentCodeSystems.actReason]: {
    PurposeOfUse: ['any use', '任何用途'],
    TREAT: ['treatment', '诊疗'],
    CLINTRL: ['treatment in a clinical trial', '临床试验中的诊疗'],
    COC: ['coordination of care', '诊疗协调'],
    POPHLTH: ['population health', '群体健康'],
    ETREAT: ['emergency treatment', '急救'],
    ERTREAT: ['emergency room treatment', '急诊诊疗'],
    BTG: ['break-glass', '紧急调阅'],
    HPAYMT: ['payment', '费用结算'],
    HOPERAT: ['hospital operations', '医院运营'],
    HQUALIMP: ['quality improvement', '质量改进'],
    HMARKT: ['marketing', '市场营销'],
    HRESCH: ['research', '科学研究'],
    BIORCH: ['biomedical research', '生物医学研究'],
    CLINTRCH: ['clinical trial research', '临床试验研究'],
    DSRCH: ['research into a disease', '疾病研究'],
    PATRQT: ["the patient's own request", '患者本人请求'],
    FAMRQT: ["the family's request", '家属请求'],
    PWATRNY: ['a legal representative’s request', '法定代理人请求'],
    PUBHLTH: ['public health', '公共卫生'],
  },
  [consentCodeSystems.confidentiality]: {
    U: ['unrestricted', '不限'],
    L: ['low confidentiality', '低保密级别'],
    M: ['moderate confidentiality', '中保密级别'],
    N: ['normal confidentiality', '普通保密级别'],
    R: ['restricted', '受限'],
    V: ['very restricted', '高度受限'],
  },
  [consentCodeSystems.actCode]: {
    ETH: ['substance use', '物质使用'],
    ETHUD: ['alcohol use disorder', '酒精使用障碍'],
    OPIOIDUD: ['opioid use disorder', '阿片类使用障碍'],
    SUD: ['substance use disorder', '物质使用障碍'],
    GDIS: ['genetic disease', '遗传病'],
    HIV: ['HIV/AIDS', '艾滋病'],
    SDV: ['sexual assault or domestic violence', '性侵害或家庭暴力'],
    SEX: ['sexuality and reproductive health', '性与生殖健康'],
    SPI: ['specially protected information', '特别保护信息'],
    BH: ['behavioural and emotional disturbances', '行为与情绪障碍'],
    MH: ['mental health', '心理健康'],
    PSY: ['psychiatry', '精神科'],
    PSYTHPN: ['psychotherapy notes', '心理治疗记录'],
    STD: ['sexually transmitted disease', '性传播疾病'],
    VIO: ['violence', '暴力'],
  },
  [consentCodeSystems.resourceTypes]: {
    Condition: ['diagnoses', '诊断'],
    DiagnosticReport: ['diagnostic reports', '检查检验报告'],
    DocumentReference: ['documents', '文书'],
    Encounter: ['visits', '就诊记录'],
    ImagingStudy: ['imaging', '影像'],
    Immunization: ['vaccinations', '预防接种'],
    MedicationRequest: ['prescriptions', '处方'],
    Observation: ['observations', '观察结果'],
    Procedure: ['procedures', '手术操作'],
  },
  [consentCodeSystems.loinc]: {
    '11502-2': ['laboratory results', '检验结果'],
    '34109-9': ['notes', '病程文书'],
    '11506-3': ['progress notes', '病程记录'],
    '11488-4': ['consult notes', '会诊记录'],
    '34117-2': ['history and physical notes', '入院记录'],
    '34099-2': ['cardiology consult notes', '心内科会诊记录'],
    '34102-4': ['psychiatry hospital consult notes', '精神科住院会诊记录'],
    '34788-0': ['psychiatry consult notes', '精神科会诊记录'],
    '18842-5': ['discharge summaries', '出院小结'],
    '34133-9': ['episode summaries', '诊疗摘要'],
  },
}

/** As the first texts that were signed had them: words of state secrets, which no patient meets any more. */
const firstLabelNames: Readonly<Record<string, string>> = {
  L: '低密级',
  M: '中密级',
  N: '普通密级',
}

/** The name in that language, with the code behind it: names help reading, the code is what is meant. */
export function nameOf(coding: ConsentCoding, language: Language, textVersion?: 1): string {
  const { system, code } = coding
  const name = firstNameOf(coding, language, textVersion) ?? knownNameOf(coding, language)
  if (name === undefined) return `${literalText(code)} (${literalText(system)})`
  const shown = cleanText(code)
  return language === 'en' ? `${name} (${shown})` : `${name}（${shown}）`
}

/** The name alone, for what is not signed; the code itself where it has none. */
export function plainNameOf(coding: ConsentCoding, language: Language): string {
  return knownNameOf(coding, language) ?? literalText(coding.code)
}

function firstNameOf(
  { system, code }: ConsentCoding,
  language: Language,
  textVersion: 1 | undefined,
): string | undefined {
  const isFirst = textVersion === 1 && language === 'zh-CN'
  const isKnown =
    system === consentCodeSystems.confidentiality && Object.hasOwn(firstLabelNames, code)
  return isFirst && isKnown ? firstLabelNames[code] : undefined
}

function knownNameOf({ system, code }: ConsentCoding, language: Language): string | undefined {
  const known = Object.hasOwn(codeNames, system) ? codeNames[system] : undefined
  const pair = known !== undefined && Object.hasOwn(known, code) ? known[code] : undefined
  return pair?.[language === 'en' ? 0 : 1]
}
