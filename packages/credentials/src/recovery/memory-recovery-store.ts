import { type Clock, type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { RecoveryAttempt, RecoveryState, RecoveryStore } from './recovery-store.ts'

/**
 * Keeps attempts in this process, and loses them when it ends: for tests and demonstrations, since a
 * desk that forgets an objection lets a thief try again, and one that forgets a retired key takes it.
 */
export function createMemoryRecoveryStore(): RecoveryStore {
  const attempts = new Map<string, RecoveryAttempt>()
  const retired = new Set<string>()
  let mark: EpochSeconds | undefined
  // No step waits for anything, so none is ever between another's reading and writing.
  const advance = (clock: Clock): EpochSeconds => {
    mark = epochSeconds(Math.max(Math.floor(clock()), mark ?? 0))
    return mark
  }
  const put = (attempt: RecoveryAttempt): RecoveryAttempt => {
    attempts.set(attempt.id, Object.freeze(attempt))
    return attempt
  }
  const close = (isOther: (attempt: RecoveryAttempt) => boolean, state: RecoveryState): void => {
    for (const attempt of attempts.values()) {
      if (attempt.state !== 'open' || !isOther(attempt)) continue
      put({ ...attempt, state, changedAt: mark as EpochSeconds })
    }
  }
  return Object.freeze<RecoveryStore>({
    async open({ delaySeconds, ...attempt }, clock) {
      const known = attempts.get(attempt.id)
      if (known !== undefined) return known
      const { identity, path, newKey } = attempt
      const ended = [...attempts.values()].some(
        (other) => other.identity === identity && isWon(other.state),
      )
      if (ended) return 'ended'
      if (retired.has(newKey)) return 'key_retired'
      const now = advance(clock)
      close((other) => other.identity === identity && other.path === path, 'replaced')
      const instants = { openedAt: now, noticedAt: now, changedAt: now }
      const completesAt = epochSeconds(now + delaySeconds)
      return put({ ...attempt, delaySeconds, ...instants, completesAt, state: 'open' })
    },
    find: async (id) => attempts.get(id),
    openedSince: async (identity, path, instant) =>
      [...attempts.values()].filter(
        (other) => other.identity === identity && other.path === path && other.openedAt >= instant,
      ).length,
    async notice(id, clock) {
      const attempt = attempts.get(id)
      return attempt && put({ ...attempt, noticedAt: advance(clock) })
    },
    async object(id, objection, clock) {
      const attempt = attempts.get(id)
      if (attempt?.state !== 'open') return attempt
      return put({ ...attempt, objection, state: 'objected', changedAt: advance(clock) })
    },
    async begin(id, clock) {
      const attempt = attempts.get(id)
      if (attempt?.state !== 'open') return attempt
      const now = advance(clock)
      if (now < attempt.completesAt) return attempt
      if (retired.has(attempt.newKey))
        return put({ ...attempt, state: 'overtaken', changedAt: now })
      for (const key of attempt.oldKeys) retired.add(key)
      const begun = put({ ...attempt, state: 'completing', changedAt: now })
      close((other) => other.identity === attempt.identity, 'overtaken')
      return begun
    },
    async finish(id, result, clock) {
      const attempt = attempts.get(id)
      if (attempt?.state !== 'completing') return attempt
      advance(clock)
      return put({ ...attempt, result, state: 'completed' })
    },
    latest: async () => mark,
  })
}

function isWon(state: RecoveryState): boolean {
  return state === 'completing' || state === 'completed'
}
