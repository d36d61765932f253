import { ConsentError } from '../errors.ts'
import type { Scope } from './scope.ts'

/** What a jurisdiction says about age. No function here has ages of its own. */
export interface AgeRules {
  /** Years. From this birthday on patients speak for themselves, and nobody does who spoke for the child. */
  readonly majorityAge: number
  /** What minors agree to themselves, without their guardians. Default: nothing. */
  readonly ownConsent?: readonly OwnConsent[]
}

/** A service that minors may agree to: what it needs, and from which age, in years. */
export interface OwnConsent extends Scope {
  readonly fromAge: number
}

/**
 * The earliest instant at which somebody can have reached an age: of a date that is not whole, the first
 * day, where the day begins first on earth. Who was born on 29 February counts on the 28th.
 *
 * @param birthDate - `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
 * @returns Seconds since the epoch, negative before it; it ends what somebody else may do.
 */
export function earliestAt(birthDate: string, years: number): number {
  const { year, month = 1, day = 1 } = partsOf(birthDate)
  return midnight(year + years, month, Math.min(day, lengthOf(year + years, month))) - 14 * hour
}

/**
 * The latest instant at which somebody has reached an age: of a date that is not whole, the last day, when
 * the birthday is over everywhere on earth, since some laws count from the day after.
 *
 * @returns As {@link earliestAt}; it begins what somebody may do alone.
 */
export function latestAt(birthDate: string, years: number): number {
  const { year, month = 12, day = 31 } = partsOf(birthDate)
  const born = Math.min(day, lengthOf(year, month))
  const isLeapDay = month === 2 && born === 29 && lengthOf(year + years, 2) === 28
  const from = isLeapDay
    ? midnight(year + years, 3, 1)
    : midnight(year + years, month, Math.min(born, lengthOf(year + years, month)))
  return from + 24 * hour + 12 * hour
}

/** @throws ConsentError `representation_not_accepted`: no rules, so nobody can be judged by them. */
export function readAges(ages: AgeRules | undefined): AgeRules {
  const { majorityAge = Number.NaN, ownConsent = [] } = ages ?? {}
  const all = [majorityAge, ...ownConsent.map(({ fromAge }) => fromAge)]
  if (all.every((age) => Number.isInteger(age) && age > 0 && age <= 150)) {
    return { majorityAge, ownConsent }
  }
  throw new ConsentError('representation_not_accepted', 'No rules about age were given')
}

/** @throws ConsentError `birth_date_missing`: not shown, or of no calendar of ours. */
export function readBirthDate(birthDate: string | undefined): string {
  if (birthDate !== undefined && /^[12]\d{3}(?:-\d\d){0,2}$/.test(birthDate)) return birthDate
  throw new ConsentError('birth_date_missing', 'The identity shows no date of birth')
}

const hour = 3600

function partsOf(birthDate: string): {
  readonly year: number
  readonly month?: number
  readonly day?: number
} {
  const [year, month, day] = readBirthDate(birthDate).split('-').map(Number)
  return {
    year: year as number,
    ...(month === undefined ? {} : { month }),
    ...(day === undefined ? {} : { day }),
  }
}

function midnight(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / 1000
}

function lengthOf(year: number, month: number): number {
  return (midnight(year, month + 1, 1) - midnight(year, month, 1)) / (24 * hour)
}
