import { type Clock, type EpochSeconds, encodeBase64url, epochSeconds } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import type { AskedConsent } from './ask-for-consent.ts'
import type { DoorCheck } from './door.ts'
import { PortalError } from './portal-error.ts'
import type { PendingSignIn, SignedIn } from './sign-in.ts'

/** What the server remembers of one browser. Nothing of it is in a cookie or an address. */
export interface Visit {
  /** In the cookie: 32 random bytes. */
  readonly id: string
  readonly until: EpochSeconds
  /** Grows whenever the pages of this visit look different, so that a page that waits can tell. */
  version: number
  pending?: PendingSignIn | undefined
  person?: SignedIn | undefined
  /** The provider has ended the sign-in. */
  wasEnded?: boolean
  consent?: AskedConsent | undefined
  door?: DoorCheck | undefined
}

/** All browsers that have done something here. */
export interface Visits {
  find(id: string | undefined): Visit | undefined
  /** @throws PortalError `portal_full` (unknown). */
  open(): Visit
  /** Whoever has signed in gets another id: one that was planted before is worth nothing. */
  enter(visit: Visit, person: SignedIn): Visit
  drop(visit: Visit): void
  /** Ends the sign-ins of somebody that began by then. */
  end(subject: string, by: EpochSeconds): void
}

const lifetimeSeconds = 3600
const maxVisits = 5000

/** @param max - How many are remembered at once. */
export function createVisits(clock: Clock, max: number = maxVisits): Visits {
  // In the order of their ends, for all last equally long.
  const visits = new Map<string, Visit>()
  const add = (more: Partial<Visit>): Visit => {
    makeRoom()
    const until = epochSeconds(clock() + lifetimeSeconds)
    const visit: Visit = { version: 0, ...more, id: encodeBase64url(randomBytes(32)), until }
    visits.set(visit.id, visit)
    return visit
  }
  const makeRoom = (): void => {
    for (const [id, { until }] of visits) {
      if (until > clock()) break
      visits.delete(id)
    }
    if (visits.size < max) return
    // Nobody is thrown out who is signed in, however many come.
    const oldest = [...visits.values()].find(({ person }) => person === undefined)
    if (oldest === undefined)
      throw new PortalError('portal_full', 'Too many', { outcome: 'unknown' })
    visits.delete(oldest.id)
  }
  return {
    find(id) {
      const visit = visits.get(id ?? '')
      return visit !== undefined && visit.until > clock() ? visit : undefined
    },
    open: () => add({}),
    enter(visit, person) {
      visits.delete(visit.id)
      return add({ person })
    },
    drop: ({ id }) => void visits.delete(id),
    end(subject, by) {
      for (const [id, { person, version, until }] of visits) {
        if (person?.subject !== subject || person.at > by) continue
        // What is left says why, and nothing of whom.
        visits.set(id, { id, until, version: version + 1, wasEnded: true })
      }
    },
  }
}
