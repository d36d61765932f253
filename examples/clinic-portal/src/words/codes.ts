import type { Language } from './language.ts'

const snomedCt = 'http://snomed.info/sct'

/** What this clinic calls the codes that it meets. Others stand there as they are, with what the issuer calls them. */
const names: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  '309343006': { en: 'Physician', 'zh-CN': '医师' },
  '106292003': { en: 'Nurse', 'zh-CN': '护士' },
  '159561009': { en: 'Medical secretary', 'zh-CN': '医务秘书' },
}

export function nameOfCode(
  { system, code }: { readonly system: string; readonly code: string },
  language: Language,
): string | undefined {
  return system === snomedCt && Object.hasOwn(names, code) ? names[code]?.[language] : undefined
}
