import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { Verifier } from '@fidecura/credentials'
import type { Documents } from '@fidecura/store'
import { documentKind } from './document-kind.ts'

/** What the processes of one hospital tell each other about its lists. */
export interface Publications {
  /** A list was published: the other processes look at it, too, and no longer at their copy. */
  tell(listUrl: string, issuedAt: EpochSeconds): Promise<void>
  /** Hears what the others have told, at most once a second. */
  hear(): Promise<void>
}

interface Told {
  /** By the URL of the list: of when the newest one is. */
  readonly lists: Readonly<Record<string, number>>
}

const kind = documentKind<Told>('publications')
const id = 'newest'

/** @param verifier - Keeps copies of lists, for a minute at the most. */
export function createPublications(
  documents: Documents,
  verifier: Pick<Verifier, 'renewStatus'>,
  clock: Clock,
): Publications {
  let heardAt: number | undefined
  let hearing: Promise<void> = Promise.resolve()
  const heard = new Map<string, number>()

  const look = async (): Promise<void> => {
    const kept = await documents.find(kind.name, id, clock())
    if (kept === undefined) return
    for (const [list, issuedAt] of Object.entries(kind.bodyOf(kept).lists)) {
      if (heard.get(list) === issuedAt) continue
      heard.set(list, issuedAt)
      verifier.renewStatus(list, epochSeconds(issuedAt))
    }
  }

  return Object.freeze<Publications>({
    async tell(listUrl, issuedAt) {
      heard.set(listUrl, issuedAt)
      verifier.renewStatus(listUrl, issuedAt)
      for (;;) {
        const kept = await documents.find(kind.name, id, clock())
        const lists = kept === undefined ? {} : kind.bodyOf(kept).lists
        if ((lists[listUrl] ?? 0) >= issuedAt) return
        const told = kind.of(id, { lists: { ...lists, [listUrl]: issuedAt } })
        const change =
          kept === undefined ? { insert: told } : { replace: told, version: kept.version }
        if (await documents.write([change], clock())) return
      }
    },
    hear() {
      const now = clock()
      if (heardAt === undefined || !(Math.abs(now - heardAt) < 1)) {
        heardAt = now
        hearing = look()
      }
      // Whoever comes while it looks waits with it, and is told if it could not.
      return hearing
    },
  })
}
