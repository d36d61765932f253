import { chinese } from './chinese.ts'
import { english } from './english.ts'
import type { Language } from './language.ts'

/** What the pages say. */
export type Words = {
  readonly [Name in keyof typeof english]: (typeof english)[Name] extends string
    ? string
    : (typeof english)[Name]
}

export const words: Readonly<Record<Language, Words>> = { en: english, 'zh-CN': chinese }
