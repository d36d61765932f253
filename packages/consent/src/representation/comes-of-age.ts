import { type AgeRules, earliestAt, latestAt, readAges, readBirthDate } from './age.ts'
import { notOfAge } from './refusals.ts'

/**
 * When others cease to act for somebody because they were a child: the earliest instant at which they can have come of
 * age. Whoever names a guardian ends the guardianship of a child then, at the latest.
 *
 * @param birthDate - `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
 * @returns Seconds since the epoch, negative before it.
 * @throws ConsentError `birth_date_missing`; `representation_not_accepted`: no rules about age.
 */
export function comesOfAgeAt(birthDate: string | undefined, ages: AgeRules | undefined): number {
  return earliestAt(readBirthDate(birthDate), readAges(ages).majorityAge)
}

/**
 * Lets nobody give a mandate who is, or may be, a minor: as `verifyStatement` judges what is signed under it.
 *
 * @param at - When it is given, in seconds since the epoch.
 * @throws ConsentError `patient_not_of_age`, `birth_date_missing`; `representation_not_accepted`: no rules about age.
 */
export function assertMayGiveMandate(
  birthDate: string | undefined,
  ages: AgeRules | undefined,
  at: number,
): void {
  if (at < latestAt(readBirthDate(birthDate), readAges(ages).majorityAge)) throw notOfAge()
}
