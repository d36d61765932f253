import type { CheckName } from '@fidecura/credentials'
import type { Language } from './language.ts'

/** What each check asks, for people. */
const checks: Readonly<Record<CheckName, readonly [en: string, chinese: string]>> = {
  format: ['It can be read', '格式可以读取'],
  type: ['It is of a kind that was asked for', '属于所要求的类型'],
  claims: ['It says what such a paper may say', '内容符合该类型的规则'],
  period: ['It is valid today', '在有效期内'],
  holder: ['It is bound to somebody’s key', '已与持有者的密钥绑定'],
  authority: ['A chain of authority leads to the issuer', '资质链通向签发方'],
  issuer: ['The issuer’s key is known', '签发方的密钥可查'],
  signature: ['The issuer has signed it', '确由签发方签名'],
  status: ['It is neither suspended nor revoked', '未被停用或撤销'],
  licence: ['The role rests on this very licence', '岗位凭证所依据的正是此执业资格凭证'],
  presentation: ['It was shown in a form that can be read', '出示的形式可以读取'],
  key_binding: ['Shown for this clinic, and just now', '针对本诊所、即时出示'],
  same_holder: ['All of it is of one and the same person', '全部属于同一人'],
  credentials: ['Each of the papers holds', '每份凭证均成立'],
  replay: ['It was not shown before', '此前未曾出示'],
}

/** Of the codes that are met at a door. Others stand there as they are. */
const reasons: Readonly<Record<string, readonly [en: string, chinese: string]>> = {
  status_suspended: ['The hospital has suspended it', '医院已停用'],
  status_revoked: ['The hospital has revoked it', '医院已撤销'],
  credential_expired: ['It has expired', '已过期'],
  credential_not_yet_valid: ['It is not valid yet', '尚未生效'],
  status_unreachable: ['Nobody could be asked', '无法取得状态'],
  status_list_stale: ['What is known is too old', '所知状态过旧'],
  credential_issuer_untrusted: [
    'Nobody whom we trust stands behind it',
    '没有受信任的机构为其担保',
  ],
  jws_signature_invalid: ['The signature is wrong', '签名无效'],
  holder_binding_invalid: ['Somebody else has signed', '并非持有者签名'],
  presentation_holders_differ: ['The papers are of different people', '凭证属于不同的人'],
  licence_mismatch: ['It is another licence', '并非同一执业资格凭证'],
  presentation_replayed: ['It was shown before', '此前已出示过'],
  check_not_made: ['Not asked, since another check did not hold', '前一项不成立，未能核验'],
}

export function checkInWords(check: CheckName, language: Language): string {
  const [english, chinese] = checks[check]
  return language === 'en' ? english : chinese
}

export function reasonInWords(code: string, language: Language): string | undefined {
  const [english, chinese] = reasons[code] ?? []
  return language === 'en' ? english : chinese
}
