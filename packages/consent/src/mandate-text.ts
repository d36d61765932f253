import { cleanText, type EpochSeconds, literalText, nameText } from '@fidecura/base'
import type { ProxyMandateClaims, ProxyPower } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { Language } from './explain/catalogue.ts'
import { nameOf } from './explain/code-names.ts'
import { nameMark, spanText, type Wording, wordingOf } from './explain/rule-text.ts'
import { consentCodeSystems } from './terms.ts'

/** What a mandate says, whom it names and how long it holds. */
export interface RenderMandateOptions {
  readonly claims: Omit<ProxyMandateClaims, 'shown'>
  /** The patient. */
  readonly issuer: Did
  /** The proxy. */
  readonly subject: Did
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
  readonly language: Language
}

/**
 * Writes a mandate as the text that the patient is shown before they sign it, and whose digest is in it. The same
 * mandate always gives the same text. Plain text, lines separated by `\n`. Each power is said as what the proxy may
 * do, and what is not named is said to be forbidden.
 *
 * Once mandates have been signed with these words, other words need a new member beside `shown`.
 */
export function renderMandate(options: RenderMandateOptions): string {
  const { claims, issuer, subject, validFrom, validUntil, language } = options
  const { patient, powers, purposes, data, conditions = [], statusAuthority } = claims
  const texts = mandateWords[language]
  const wording = wordingOf(language, {})
  const { colon, label } = wording.words
  const line = (name: string, value: string): string => `${name}${colon}${value}`
  const purposeNames = purposes.map((code) =>
    nameOf({ system: consentCodeSystems.actReason, code }, language),
  )
  const dataNames =
    data === '*'
      ? texts.everything
      : join(
          data.map((one) => nameOf(one, language)),
          language,
        )
  return [
    texts.title,
    line(texts.patient, personText(claims.patientName, issuer, wording)),
    line(label.record, `${literalText(patient.value)} (${literalText(patient.system)})`),
    line(texts.proxy, personText(claims.name, subject, wording)),
    line(label.validity, spanText({ start: validFrom, end: validUntil }, wording.words)),
    line(texts.data, dataNames),
    line(texts.purposes, purposes.length === 0 ? texts.none : join(purposeNames, language)),
    `${texts.may}${colon.trimEnd()}`,
    ...allPowers.filter((one) => powers.includes(one)).map((one) => `- ${texts.power[one]}`),
    ...conditions.map((one) => line(texts.condition, literalText(one))),
    texts.limits,
    ...(statusAuthority === undefined
      ? []
      : [line(texts.statusAuthority, cleanText(statusAuthority))]),
  ].join('\n')
}

const allPowers: readonly ProxyPower[] = ['view', 'consent', 'restrict', 'withdraw', 'confirm']

interface MandateWords extends Readonly<Record<'title' | 'patient' | 'proxy' | 'data', string>> {
  readonly everything: string
  readonly purposes: string
  readonly none: string
  readonly may: string
  readonly power: Readonly<Record<ProxyPower, string>>
  readonly condition: string
  readonly limits: string
  readonly statusAuthority: string
}

const mandateWords: Readonly<Record<Language, MandateWords>> = {
  en: {
    title: 'Mandate',
    patient: 'Patient',
    proxy: 'May act for the patient',
    data: 'About',
    everything: 'the whole record',
    purposes: 'May agree to',
    none: 'nothing',
    may: 'The proxy may',
    power: {
      view: 'look into the record in the app',
      consent: 'sign consents, within what is said above',
      restrict: 'limit who may read',
      withdraw: 'take back what they have signed',
      confirm: 'confirm or dispute entries',
    },
    condition: 'Only if',
    limits:
      'The proxy may not pass this on, and may not open the record to themself. The patient hears of each act, and can take this back at any time.',
    statusAuthority: 'Whether it still holds is published by',
  },
  'zh-CN': {
    title: '授权委托书',
    patient: '委托人（患者）',
    proxy: '受托人',
    data: '涉及资料',
    everything: '全部病历',
    purposes: '可以同意的使用目的',
    none: '无',
    may: '受托人可以',
    power: {
      view: '在应用里查看病历',
      consent: '在以上范围内签署数据使用授权书',
      restrict: '限制谁可以查看',
      withdraw: '撤回由其签署的内容',
      confirm: '确认病历内容或提出异议',
    },
    condition: '条件',
    limits:
      '受托人不得转委托，也不得向自己开放病历。受托人每办理一件事，患者都会收到通知；患者可以随时收回委托。',
    statusAuthority: '委托状态的公布方',
  },
}

function personText(name: string | undefined, did: Did, wording: Wording): string {
  if (name === undefined) return cleanText(did)
  const shown = nameText(name)
  return `${shown}${nameMark(shown, wording)} (${cleanText(did)})`
}

function join(names: readonly string[], language: Language): string {
  return names.join(language === 'en' ? ', ' : '、')
}
