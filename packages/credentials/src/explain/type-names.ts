import { literalText } from '@fidecura/base'
import { credentialTypes, type HealthCredentialType } from '../credential-types.ts'
import type { ExplainLanguage } from './catalogue.ts'

const names: Readonly<Record<HealthCredentialType, Readonly<Record<ExplainLanguage, string>>>> = {
  [credentialTypes.practitionerLicence]: { en: 'practitioner licence', 'zh-CN': '执业资格凭证' },
  [credentialTypes.practitionerRole]: { en: 'practitioner role', 'zh-CN': '岗位凭证' },
  [credentialTypes.issuingAccreditation]: { en: 'permission to issue', 'zh-CN': '签发资格' },
  [credentialTypes.delegationOfAuthority]: {
    en: 'delegation of authority',
    'zh-CN': '机构委派凭证',
  },
  [credentialTypes.patientIdentity]: { en: 'patient identity', 'zh-CN': '患者身份凭证' },
  [credentialTypes.guardianship]: { en: 'guardianship', 'zh-CN': '监护凭证' },
  [credentialTypes.proxyMandate]: { en: 'proxy mandate', 'zh-CN': '授权委托' },
  [credentialTypes.healthAssessment]: { en: 'health assessment', 'zh-CN': '健康评估凭证' },
}

/** Types of others as they are, in quotation marks if they could pass for words of ours. */
export function typeName(type: string, language: ExplainLanguage): string {
  return Object.hasOwn(names, type)
    ? names[type as HealthCredentialType][language]
    : literalText(type)
}
