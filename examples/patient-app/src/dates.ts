import { type Language, useLanguage } from '@fidecura/app-kit'

/** Instants as people read them, in their own zone. The text that is signed has its own way. */
export interface Dates {
  day(seconds: number): string
  moment(seconds: number): string
  /** The day on which something ends; of what lasts two days or less, the minute and the zone. */
  end(from: number, until: number): string
  /** The beginning of what ends so. */
  start(from: number, until: number): string
  /** `30 days`, `24 hours`. */
  length(seconds: number): string
}

// What lasts so long is told by hours.
const hourlySeconds = 2 * 86_400

export function useDates(): Dates {
  return datesOf(useLanguage().language)
}

function datesOf(language: Language): Dates {
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const zoned = new Intl.DateTimeFormat(language, {
    ...{ year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' },
    timeZoneName: 'short',
  })
  const inSpan = (seconds: number, length: number) =>
    (length <= hourlySeconds ? zoned : day).format(seconds * 1000)
  const count = (unit: 'hour' | 'day', number: number) =>
    new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(number)
  return {
    day: (seconds) => day.format(seconds * 1000),
    moment: (seconds) => moment.format(seconds * 1000),
    end: (from, until) => inSpan(until, until - from),
    start: (from, until) => inSpan(from, until - from),
    length: (seconds) => {
      const hours = Math.round(seconds / 3600)
      return seconds <= hourlySeconds ? count('hour', hours) : count('day', Math.round(hours / 24))
    },
  }
}
