import { cleanText } from '@fidecura/base'
import type { StatementReference } from '../withdrawal.ts'
import type { Language } from './catalogue.ts'

const words: Readonly<Record<Language, (id: string) => string>> = {
  en: (id) => `Ends, and takes the place of, the earlier statement: ${id}`,
  'zh-CN': (id) => `取代并终止此前的声明：${id}`,
}

/** What ends with it. Part of what is signed, see renderTerms. */
export function replacementLine({ id }: StatementReference, language: Language): string {
  return words[language](cleanText(id))
}
