import type { AgeRules, Jurisdiction } from '@fidecura/consent'
import { agesOf } from '@fidecura/consent'
import { china, healthDataSpace, optIn } from '@fidecura/consent/jurisdictions'
import type { Configuration } from '@fidecura/server/client'

/** The rules by which the hospital says it decides. */
export const jurisdictions: Readonly<Record<Configuration['jurisdiction'], Jurisdiction>> = {
  opt_in: optIn,
  china,
  health_data_space: healthDataSpace,
}

/** Until when guardians may act, by those rules: what they signed counts by nothing else. */
export function agesAt({ jurisdiction }: Configuration): { readonly ages?: AgeRules } {
  const ages = agesOf(jurisdictions[jurisdiction])
  return ages === undefined ? {} : { ages }
}
