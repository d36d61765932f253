export type Language = 'en' | 'zh-CN'

const languages: readonly Language[] = ['zh-CN', 'en']

export function isLanguage(text: string | undefined): text is Language {
  return languages.some((one) => one === text)
}

/** What the browser prefers, as `Accept-Language` says. */
export function preferredLanguage(header: string | null): Language {
  const [first = ''] = (header ?? '').split(/[ ,;]+/).filter((tag) => /^(?:zh|en)\b/i.test(tag))
  return first.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en'
}
