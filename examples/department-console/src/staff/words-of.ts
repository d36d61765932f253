import type { Language } from '@fidecura/app-kit'
import type { Coding } from '@fidecura/credentials'
import type { Choice } from '@fidecura/server/client'

/** What the hospital's settings call a code, or what the code says of itself. */
export function codingText(coding: Coding, choices: readonly Choice[], language: Language): string {
  const known = choices.find(
    ({ coding: { system, code } }) => system === coding.system && code === coding.code,
  )
  return known?.labels[language] ?? coding.display ?? coding.code
}

export function listText(texts: readonly string[], language: Language): string {
  return texts.join(language === 'en' ? ', ' : '、')
}

/** A day as `2027-12-31`, in words. */
export function dayText(day: string, language: Language): string {
  const at = new Date(`${day}T00:00:00Z`)
  return Number.isNaN(at.getTime())
    ? day
    : at.toLocaleDateString(language, { dateStyle: 'medium', timeZone: 'UTC' })
}

/** An instant in words, by the clock of the place. */
export function timeText(seconds: number, language: Language): string {
  return new Date(seconds * 1000).toLocaleString(language, {
    dateStyle: 'medium',
    timeStyle: 'short',
  })
}
