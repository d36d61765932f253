import type {
  NewRecipientNotice,
  NoticeName,
  RecipientNotice,
  RegisterOutbox,
} from './register-outbox.ts'
import type { RegisterEntry } from './register-store.ts'

/** Part of a register's store in memory, which is what adds notices. */
interface MemoryOutbox {
  add(notices: readonly NewRecipientNotice[], entry: RegisterEntry): void
  readonly port: RegisterOutbox
}

export function createMemoryOutbox(): MemoryOutbox {
  const notices = new Map<string, RecipientNotice>()
  const change = (
    name: NoticeName,
    to: (known: RecipientNotice) => Partial<RecipientNotice>,
  ): RecipientNotice | undefined => {
    const known = notices.get(keyOf(name))
    if (known === undefined) return undefined
    const changed = Object.freeze({ ...known, ...to(known) })
    notices.set(keyOf(name), changed)
    return changed
  }
  const port: RegisterOutbox = {
    async claim(now, most, next) {
      const due = [...notices.values()].filter(
        ({ nextAt }) => nextAt !== undefined && nextAt <= now,
      )
      return due.slice(0, most).map((notice) => {
        const attempts = notice.attempts + 1
        return change(notice, () => ({ attempts, nextAt: next(attempts) })) ?? notice
      })
    },
    async told(name, at) {
      change(name, ({ toldAt = at }) => ({ toldAt, nextAt: undefined }))
    },
    acknowledge: async (name, acknowledgement, at) =>
      change(name, (known) => ({
        toldAt: known.toldAt ?? at,
        nextAt: undefined,
        acknowledgedAt: known.acknowledgedAt ?? at,
        acknowledgement: known.acknowledgement ?? acknowledgement,
      })),
    find: async (name) => notices.get(keyOf(name)),
    of: async (statement) =>
      [...notices.values()].filter(
        (notice) => notice.statement === statement || notice.replaces === statement,
      ),
  }
  return {
    add(added, { sequence, registeredAt }) {
      for (const { recipient, change: became, statement, replaces } of added) {
        const said = { recipient, change: became, statement, replaces }
        const state = { attempts: 0, nextAt: registeredAt, toldAt: undefined }
        const notice = { ...said, sequence, registeredAt, ...state }
        const unanswered = { acknowledgedAt: undefined, acknowledgement: undefined }
        notices.set(keyOf(notice), Object.freeze({ ...notice, ...unanswered }))
      }
    },
    port: Object.freeze(port),
  }
}

function keyOf({ sequence, recipient }: NoticeName): string {
  return `${sequence} ${recipient}`
}
