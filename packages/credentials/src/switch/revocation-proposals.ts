import type { EpochSeconds } from '@fidecura/base'

/** A proposal as it is kept until a second person approves it. */
export interface KeptProposal {
  readonly issuer: string
  readonly id: string
  /** JSON that only the policy reads, and believes nothing of before it has proven it again. */
  readonly body: string
  readonly proposedAt: EpochSeconds
  /** Exclusive. */
  readonly expiresAt: EpochSeconds
}

/** Keeps proposals. Every method is one atomic and durable step. */
export interface RevocationProposals {
  /** @returns `false`, and nothing changes, if the id stands for another body. */
  keep(proposal: KeptProposal): Promise<boolean>
  find(issuer: string, id: string): Promise<KeptProposal | undefined>
  /** Those that have not expired, oldest first, whether carried out since or not. */
  waiting(issuer: string, now: EpochSeconds, limit: number): Promise<readonly KeptProposal[]>
  /** Puts another body in its place; nothing is left of the one before. */
  settle(issuer: string, id: string, body: string): Promise<void>
  /** Deletes what has expired by then, whoever the issuer. */
  dropExpired(now: EpochSeconds): Promise<void>
}

/** For tests and demonstrations: a proposal is gone with the process. */
export function createMemoryRevocationProposals(): RevocationProposals {
  const kept = new Map<string, KeptProposal>()
  const keyOf = (issuer: string, id: string): string => JSON.stringify([issuer, id])
  return Object.freeze<RevocationProposals>({
    async keep(proposal) {
      const key = keyOf(proposal.issuer, proposal.id)
      const known = kept.get(key)
      if (known !== undefined) return known.body === proposal.body
      kept.set(key, Object.freeze({ ...proposal }))
      return true
    },
    find: async (issuer, id) => kept.get(keyOf(issuer, id)),
    waiting: async (issuer, now, limit) =>
      [...kept.values()]
        .filter((each) => each.issuer === issuer && now < each.expiresAt)
        .slice(0, limit),
    async settle(issuer, id, body) {
      const key = keyOf(issuer, id)
      const known = kept.get(key)
      if (known !== undefined) kept.set(key, Object.freeze({ ...known, body }))
    },
    async dropExpired(now) {
      for (const [key, { expiresAt }] of kept) if (expiresAt <= now) kept.delete(key)
    },
  })
}
