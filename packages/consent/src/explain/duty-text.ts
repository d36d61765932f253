import type { Duty } from '../duty.ts'
import type { Catalogue } from './catalogue.ts'

/** A duty as a rule states it. Part of what is signed, see renderTerms. */
export function dutyText(duty: Duty, { ruleDuty, ...words }: DutyWords): string {
  switch (duty.kind) {
    case 'erase_by':
      return ruleDuty.erase(lengthText(duty.afterSeconds, words))
    case 'no_redisclosure':
      return ruleDuty.noRedisclosure
    case 'notify_patient':
      return ruleDuty.notify(lengthText(duty.withinSeconds, words))
    case 'frequency':
      return ruleDuty.frequency(duty.times, lengthText(duty.perSeconds, words))
  }
}

type DutyWords = Pick<Catalogue, 'ruleDuty' | 'length'>

/** In the largest unit that it is a whole number of. */
export function lengthText(seconds: number, { length }: Pick<Catalogue, 'length'>): string {
  if (seconds > 0 && seconds % 86_400 === 0) return length.days(seconds / 86_400)
  if (seconds > 0 && seconds % 3600 === 0) return length.hours(seconds / 3600)
  return length.seconds(seconds)
}
