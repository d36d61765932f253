import { cleanText } from '@fidecura/base'
import type { Language } from './catalogue.ts'

/** By version: what the rules that come with the package are a reading of. */
const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  'urn:fidecura:jurisdiction:china:1': {
    en: 'a reading of the law of the People’s Republic of China',
    'zh-CN': '对中华人民共和国法律的一种理解',
  },
  'urn:fidecura:jurisdiction:health-data-space:1': {
    en: 'a reading of the European Health Data Space, Regulation (EU) 2025/327',
    'zh-CN': '对欧洲健康数据空间条例（(EU) 2025/327）的一种理解',
  },
  'urn:fidecura:jurisdiction:opt-in:1': {
    en: 'a reading of consent in Regulation (EU) 2016/679',
    'zh-CN': '对条例 (EU) 2016/679 中同意的一种理解',
  },
}

/** The version, and, where we know them, what the rules are. */
export function jurisdictionText(version: string, language: Language): string {
  const name = Object.hasOwn(names, version) ? names[version]?.[language] : undefined
  const shown = cleanText(version)
  if (name === undefined) return shown
  return language === 'en' ? `${name}, ${shown}` : `${name}，${shown}`
}
