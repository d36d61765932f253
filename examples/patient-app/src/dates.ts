import { type Language, useLanguage } from '@fidecura/app-kit'

/** Instants as people read them, in their own zone. The text that is signed has its own way. */
export interface Dates {
  day(seconds: number): string
  moment(seconds: number): string
  /** `30 days`, `24 hours`. */
  length(seconds: number): string
}

export function useDates(): Dates {
  return datesOf(useLanguage().language)
}

function datesOf(language: Language): Dates {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const count = (unit: 'hour' | 'day', number: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(number)
  return {
    day: (seconds) => day.format(seconds * 1000),
    moment: (seconds) => moment.format(seconds * 1000),
    length: (seconds) => {
      const hours = Math.round(seconds / 3600)
      return hours <= 48 ? count('hour', hours) : count('day', Math.round(hours / 24))
    },
  }
}
