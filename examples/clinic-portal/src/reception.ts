import { allowLoopbackHttp } from '@fidecura/base'
import type { PortalOptions } from './portal-options.ts'
import type { Visit } from './visits.ts'

/**
 * Whether this visitor may have the clinic ask at the door. Wallets see the clinic's name: whoever could have it ask from
 * anywhere would have doctors elsewhere show a stranger their role and licence. So it is for those who are signed in and
 * named in the settings; only where somebody tries the portal out on their own machine, and names nobody, for whoever is there.
 */
export function isReception(
  { staff, origin, [allowLoopbackHttp]: loopback = [] }: Reception,
  visit: Visit | undefined,
): boolean {
  if (staff === undefined) return loopback.includes(origin)
  return visit?.person !== undefined && staff.includes(visit.person.subject)
}

type Reception = Pick<PortalOptions, 'staff' | 'origin' | typeof allowLoopbackHttp>
