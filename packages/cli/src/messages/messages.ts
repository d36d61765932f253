import { chinese } from './chinese.ts'
import { english } from './english.ts'

export type Language = 'en' | 'zh-CN'

/** Every sentence of the command that a person reads. Both catalogues must have them all. */
export interface Messages {
  readonly passphrasePrompt: string
  readonly newPassphrasePrompt: string
  readonly keyMade: (did: string, path: string) => string
  readonly written: (path: string) => string
  readonly verdict: Readonly<Record<'passed' | 'failed' | 'unknown', string>>
  readonly error: (code: string, message: string, place: string | undefined) => string
  readonly tryHelp: string
}

export function messagesOf(language: Language): Messages {
  return language === 'zh-CN' ? chinese : english
}

/** From what POSIX puts into LANG, or a BCP 47 tag. */
export function languageOf(locale: string): Language {
  return /^zh\b|^zh_/i.test(locale) ? 'zh-CN' : 'en'
}
