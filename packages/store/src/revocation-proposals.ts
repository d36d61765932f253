import { epochSeconds } from '@fidecura/base'
import type { KeptProposal, RevocationProposals } from '@fidecura/credentials/switch'
import type { Selectable } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function revocationProposalsOf(database: Database): RevocationProposals {
  return {
    keep: ({ issuer, id, body, proposedAt, expiresAt }) =>
      database.write(async (tables) => {
        const row = { issuer, id, body, proposed_at: proposedAt, expires_at: expiresAt }
        await tables
          .insertInto('revocation_proposal')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
        const kept = await tables
          .selectFrom('revocation_proposal')
          .select('body')
          .where('issuer', '=', issuer)
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
        return kept.body === body
      }),

    find: (issuer, id) =>
      database.read(async (tables) => {
        const row = await tables
          .selectFrom('revocation_proposal')
          .selectAll()
          .where('issuer', '=', issuer)
          .where('id', '=', id)
          .executeTakeFirst()
        return row === undefined ? undefined : proposalOf(row)
      }),

    waiting: (issuer, now, limit) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('revocation_proposal')
          .selectAll()
          .where('issuer', '=', issuer)
          .where('expires_at', '>', Math.floor(now))
          .orderBy('proposed_at')
          .orderBy('id')
          .limit(limit)
          .execute()
        return rows.map(proposalOf)
      }),

    settle: (issuer, id, body) =>
      database.write(async (tables) => {
        await tables
          .updateTable('revocation_proposal')
          .set({ body })
          .where('issuer', '=', issuer)
          .where('id', '=', id)
          .execute()
      }),

    dropExpired: (now) =>
      database.write(async (tables) => {
        await tables
          .deleteFrom('revocation_proposal')
          .where('expires_at', '<=', Math.floor(now))
          .execute()
      }),
  }
}

function proposalOf(row: Selectable<Schema['revocation_proposal']>): KeptProposal {
  const { issuer, id, body } = row
  const [proposedAt, expiresAt] = [epochSeconds(row.proposed_at), epochSeconds(row.expires_at)]
  return Object.freeze({ issuer, id, body, proposedAt, expiresAt })
}
