import { CodedError, type EpochSeconds } from '@fidecura/base'
import { decodeCredential } from '@fidecura/credentials'
import type { HospitalSettings } from '@fidecura/server'
import { type Finding, fail, warn, well } from './finding.ts'

const daySeconds = 86_400
/** An authority takes its time. */
const soonDays = 30

/**
 * Whether the permissions to issue that the settings hold last: nothing that is signed here counts after them. Where
 * people administer the hospital, those of departments are renewed by orders, which are not in the settings.
 */
export async function lookAtAccreditations(
  { id, chain, departments, administration }: HospitalSettings,
  now: EpochSeconds,
): Promise<readonly Finding[]> {
  const own = chain.map((token) => [id, token] as const)
  const ofDepartments = departments.map((each) => [`${id}/${each.id}`, each.accreditation] as const)
  const all = administration === undefined ? [...own, ...ofDepartments] : own
  return await Promise.all(all.map(([about, token]) => lasts(about, token, now)))
}

async function lasts(about: string, token: string, now: EpochSeconds): Promise<Finding> {
  try {
    const { validUntil } = (await decodeCredential(token)).credential
    if (validUntil === undefined || validUntil > now + soonDays * daySeconds) {
      return well('accreditation', about)
    }
    const isOver = validUntil <= now
    return isOver
      ? fail('accreditation', 'accreditation_over', about)
      : warn('accreditation', 'accreditation_ending', about)
  } catch (error) {
    if (!CodedError.is(error)) throw error
    return fail('accreditation', 'accreditation_over', about)
  }
}
