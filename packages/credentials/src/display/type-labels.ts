import { credentialTypes, type HealthCredentialType } from '../credential-types.ts'

/** A language that we have words in. BCP 47. */
export type DisplayLocale = 'en' | 'zh-CN'

/** One thing in every language. */
export type Label = Readonly<Record<DisplayLocale, string>>

export const typeLabels: Readonly<Record<HealthCredentialType, Label>> = {
  [credentialTypes.practitionerLicence]: { en: 'Practitioner licence', 'zh-CN': '执业资格凭证' },
  [credentialTypes.practitionerRole]: { en: 'Practitioner role', 'zh-CN': '岗位凭证' },
  [credentialTypes.issuingAccreditation]: { en: 'Permission to issue', 'zh-CN': '签发资格' },
  [credentialTypes.delegationOfAuthority]: {
    en: 'Delegation of authority',
    'zh-CN': '机构委派凭证',
  },
  [credentialTypes.patientIdentity]: { en: 'Patient identity', 'zh-CN': '患者身份凭证' },
  [credentialTypes.guardianship]: { en: 'Guardianship', 'zh-CN': '监护凭证' },
  [credentialTypes.proxyMandate]: { en: 'Proxy mandate', 'zh-CN': '授权委托' },
  [credentialTypes.healthAssessment]: { en: 'Health assessment', 'zh-CN': '健康评估凭证' },
}
