import type { Hospital } from './hospital.ts'
import { ifPermitted } from './if-permitted.ts'
import { tailOf } from './pages.ts'
import type { Standing } from './wallet.ts'

/** Looks whether anything is new, for little: nothing is verified, and no list is fetched twice. */
export interface News {
  /** @returns Whether there is something that was not there at the last look; always so at the first one. */
  look(standing: Pick<Standing, 'record'>): Promise<boolean>
}

/**
 * What waits and what was told: whatever anybody else does about a record shows up in one of these lists. Of each
 * the last page alone is asked for anew, so many years of consents cost no more than a few.
 */
export function createNews(hospital: Pick<Hospital, 'call'>): News {
  let last = { of: '', seen: '', cursors: [0, 0, 0] }
  return {
    async look({ record }) {
      const of = JSON.stringify([record.system, record.value])
      const before = last.of === of ? last : { of, seen: '', cursors: [0, 0, 0] }
      const [requests = 0, entries = 0, accesses = 0] = before.cursors
      const query = { record: record.value }
      const tails: readonly Tail[] = await hospital.call((client) =>
        Promise.all([
          tailOf((page) => client.myRequests({ ...query, ...page }), requests),
          ifPermitted<Tail>(
            tailOf((page) => client.myEntries({ ...query, ...page }), entries),
            nothing,
          ),
          ifPermitted<Tail>(
            tailOf((page) => client.myAccesses({ ...query, ...page }), accesses),
            nothing,
          ),
          ifPermitted<Tail>(
            client.myNotices(query).then(({ items }) => ({ items, after: 0 })),
            nothing,
          ),
        ]),
      )
      const seen = JSON.stringify(
        tails.map(({ items }) => items.map(({ id, state, verdict }) => [id, state, verdict])),
      )
      last = { of, seen, cursors: tails.map(({ after }) => after) }
      return seen !== before.seen
    },
  }
}

interface Tail {
  readonly items: readonly {
    readonly id: string
    readonly state?: string
    readonly verdict?: string | undefined
  }[]
  readonly after: number
}

const nothing: Tail = { items: [], after: 0 }
