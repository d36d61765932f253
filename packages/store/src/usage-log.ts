import { epochSeconds } from '@fidecura/base'
import type { CredentialUse, UsageLog } from '@fidecura/credentials'
import { sql } from 'kysely'
import type { Database } from './database.ts'

export function usageLogOf(database: Database): UsageLog {
  return {
    record: (uses) =>
      database.write(async (tables) => {
        for (const { issuer, id, kind, reference, at, proven } of uses) {
          const row = {
            issuer,
            id,
            kind,
            reference,
            at: Math.floor(at),
            proven: proven ? 1 : 0,
          } as const
          await tables
            .insertInto('credential_use')
            .values(row)
            .onConflict((conflict) =>
              conflict
                .columns(['issuer', 'id', 'kind', 'reference'])
                .doUpdateSet({ at: row.at, proven: 1 })
                .where('credential_use.proven', '=', 0)
                .where(sql`excluded.proven`, '=', 1),
            )
            .execute()
        }
      }),

    standingOn: (issuer, id, { after, limit }) =>
      database.read(async (tables) => {
        let query = tables
          .selectFrom('credential_use')
          .selectAll()
          .where('issuer', '=', issuer)
          .where('id', '=', id)
        if (after !== undefined) {
          const { at, kind, reference } = after
          query = query.where(({ eb, refTuple, tuple }) =>
            eb(refTuple('at', 'kind', 'reference'), '>', tuple(Math.floor(at), kind, reference)),
          )
        }
        const rows = await query
          .orderBy('at')
          .orderBy('kind')
          .orderBy('reference')
          .limit(limit)
          .execute()
        return rows.map((row) =>
          Object.freeze({
            issuer: row.issuer,
            id: row.id,
            kind: row.kind as CredentialUse['kind'],
            reference: row.reference,
            at: epochSeconds(row.at),
            proven: row.proven === 1,
          }),
        )
      }),
  }
}
