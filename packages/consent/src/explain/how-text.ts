import type { Assurance, Channel, HowGiven } from '../how-given.ts'
import type { Language } from './catalogue.ts'

interface HowWords {
  readonly label: string
  readonly channel: Readonly<Record<Channel, string>>
  readonly identified: Readonly<Record<Assurance['identified'], string>>
  readonly unlocked: Readonly<Record<NonNullable<Assurance['unlocked']>, string>>
  readonly request: string
  readonly and: string
}

const words: Readonly<Record<Language, HowWords>> = {
  en: {
    label: 'How it is given: ',
    channel: {
      app: "in the patient's app",
      desk: 'at a desk, with staff present',
      link: 'on a page that a link led to',
    },
    identified: {
      in_person: 'identified in person',
      register: 'identified by a register',
    },
    unlocked: {
      pin: 'key unlocked with a PIN, as its app says',
      biometric: 'key unlocked with a fingerprint or face, as its app says',
      passkey: 'key unlocked with a passkey, as its app says',
    },
    request: 'in answer to a request',
    and: '; ',
  },
  'zh-CN': {
    label: '签署方式：',
    channel: { app: '在患者应用中', desk: '在窗口，有工作人员在场', link: '在链接打开的页面上' },
    identified: { in_person: '身份经当面核验', register: '身份经登记信息核验' },
    unlocked: {
      pin: '密钥以 PIN 解锁（应用自述）',
      biometric: '密钥以指纹或面容解锁（应用自述）',
      passkey: '密钥以通行密钥解锁（应用自述）',
    },
    request: '答复一项授权请求',
    and: '；',
  },
}

/** One line, or none where nothing is said. Part of what is signed, see renderTerms. */
export function howLines(
  { channel, assurance, request }: HowGiven,
  language: Language,
): readonly string[] {
  const { label, and, ...texts } = words[language]
  const parts = [
    channel === undefined ? '' : texts.channel[channel],
    assurance === undefined ? '' : texts.identified[assurance.identified],
    assurance?.unlocked === undefined ? '' : texts.unlocked[assurance.unlocked],
    request === undefined ? '' : texts.request,
  ].filter((part) => part !== '')
  return parts.length === 0 ? [] : [`${label}${parts.join(and)}`]
}
