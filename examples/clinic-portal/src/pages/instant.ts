import type { Language } from '../words/language.ts'

/** An instant as people write it, in the time of the clinic's server. */
export function instantIn(seconds: number, language: Language): string {
  const style = { dateStyle: 'long', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat(language, style).format(new Date(seconds * 1000))
}

export function dayIn(seconds: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(new Date(seconds * 1000))
}
