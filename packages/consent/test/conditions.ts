import type { AccessRequest } from '../src/access-request.ts'
import type { Conditions } from '../src/terms.ts'
import { ask, deny, permit } from './setting.ts'

/** What can be said of a condition. */
export type Known = 'yes' | 'no' | 'unknown'

/**
 * Puts one condition into a permit, and into a denial within a permit of everything, and says what
 * the two answers together mean: what is not known must be false in the one and true in the other.
 */
export function known(conditions: Conditions, overrides: Partial<AccessRequest>): Known {
  return meaning(
    ask(permit(conditions), overrides).kind,
    ask(permit({}, [deny(conditions)]), overrides).kind,
  )
}

function meaning(inPermit: string, inDenial: string): Known {
  const answers = `${inPermit} ${inDenial}`
  if (answers === 'permit deny') return 'yes'
  if (answers === 'no_consent permit') return 'no'
  if (answers === 'no_consent deny') return 'unknown'
  throw new Error(`No condition answers so: ${answers}`)
}
