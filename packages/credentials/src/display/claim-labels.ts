import type { HealthCredentialType } from '../credential-types.ts'
import { credentialTypes } from '../credential-types.ts'
import type { Label } from './type-labels.ts'

/** What most of our types call by the same name. */
const common: Readonly<Record<string, Label>> = {
  name: { en: 'Name', 'zh-CN': '姓名' },
  birthDate: { en: 'Date of birth', 'zh-CN': '出生日期' },
  record: { en: 'Record number', 'zh-CN': '病历号' },
  ward: { en: 'Record number of the ward', 'zh-CN': '被监护人病历号' },
  patient: { en: 'Record number of the patient', 'zh-CN': '患者病历号' },
  patientName: { en: 'Name of the patient', 'zh-CN': '患者姓名' },
  shown: { en: 'Text that was shown', 'zh-CN': '签署时显示的文本' },
  statusAuthority: { en: 'Whether it holds is published by', 'zh-CN': '状态发布方' },
  regulator: { en: 'Register kept by', 'zh-CN': '注册机关' },
  registration: { en: 'Registration number', 'zh-CN': '执业证书编码' },
  profession: { en: 'Profession', 'zh-CN': '执业类别' },
  specialties: { en: 'Specialties', 'zh-CN': '专科' },
  scope: { en: 'Limited to', 'zh-CN': '执业范围' },
  conditions: { en: 'Conditions', 'zh-CN': '附加条件' },
  jurisdiction: { en: 'Jurisdiction', 'zh-CN': '注册地' },
  standing: { en: 'Standing', 'zh-CN': '执业状态' },
  revalidation: { en: 'To be revalidated by', 'zh-CN': '定期考核截止日期' },
  organisation: { en: 'Organisation', 'zh-CN': '机构' },
  department: { en: 'Department', 'zh-CN': '科室' },
  location: { en: 'Location', 'zh-CN': '执业地点' },
  privileges: { en: 'Privileges', 'zh-CN': '授予的诊疗权限' },
  purposes: { en: 'Allowed purposes', 'zh-CN': '允许的使用目的' },
  licence: { en: 'Licence', 'zh-CN': '所依据的执业资格凭证' },
  method: { en: 'Identified', 'zh-CN': '身份核验方式' },
  recoveryKey: { en: 'Recovery key', 'zh-CN': '恢复密钥' },
  coSigners: { en: 'Passkeys that sign, too', 'zh-CN': '共同签名的通行密钥' },
  basis: { en: 'By', 'zh-CN': '监护依据' },
  together: { en: 'Guardians who must agree', 'zh-CN': '须共同签署的监护人数' },
  person: { en: 'Number of the guardian', 'zh-CN': '监护人证件号' },
  powers: { en: 'May', 'zh-CN': '可代为' },
  data: { en: 'Data', 'zh-CN': '数据范围' },
  actions: { en: 'May', 'zh-CN': '可代表机构' },
  kind: { en: 'Assessed', 'zh-CN': '评估项目' },
  outcome: { en: 'Outcome', 'zh-CN': '评估结论' },
  assessed: { en: 'Assessed on', 'zh-CN': '评估日期' },
  assessor: { en: 'Assessed by', 'zh-CN': '评估人' },
  findings: { en: 'Findings', 'zh-CN': '具体结果' },
  types: { en: 'May issue', 'zh-CN': '可签发的凭证类型' },
  depth: { en: 'Levels below', 'zh-CN': '可再授予的层级' },
  fields: { en: 'With the fields', 'zh-CN': '可签发的字段' },
  organisations: { en: 'For organisations', 'zh-CN': '适用机构' },
  departments: { en: 'For departments', 'zh-CN': '适用科室' },
  assessments: { en: 'Of assessments', 'zh-CN': '可评估的项目' },
  recordSystems: { en: 'For records of', 'zh-CN': '适用的病历号体系' },
  registers: { en: 'For numbers of', 'zh-CN': '适用的人员登记号体系' },
  keys: { en: 'Signing keys', 'zh-CN': '签名密钥' },
  directory: { en: 'Publishes what it accredits at', 'zh-CN': '资质公布地址' },
}

/** Where one type calls by a common name what reads otherwise. */
const particular: Readonly<Partial<Record<HealthCredentialType, Readonly<Record<string, Label>>>>> =
  {
    [credentialTypes.issuingAccreditation]: {
      name: { en: 'Permitted to', 'zh-CN': '获签发资格者' },
      purposes: { en: 'For purposes', 'zh-CN': '可授予的使用目的' },
      actions: { en: 'Of actions', 'zh-CN': '可委派的事项' },
    },
    [credentialTypes.delegationOfAuthority]: {
      scope: { en: 'Limited to', 'zh-CN': '委派范围' },
    },
    [credentialTypes.guardianship]: { name: { en: 'Guardian', 'zh-CN': '监护人' } },
    [credentialTypes.proxyMandate]: { name: { en: 'Proxy', 'zh-CN': '受托人' } },
  }

/** Undefined for a claim that the type does not have. */
export function labelOf(type: HealthCredentialType, claim: string): Label | undefined {
  const own = particular[type]
  if (own !== undefined && Object.hasOwn(own, claim)) return own[claim]
  return Object.hasOwn(common, claim) ? common[claim] : undefined
}
