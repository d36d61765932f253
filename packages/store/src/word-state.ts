import type { WordState } from '@fidecura/consent'
import type { Database } from './database.ts'

export function wordStateOf(database: Database): WordState {
  return {
    advance: ({ register, record, revision, asOf }) =>
      database.write(async (tables) => {
        const row = { register, record, revision, as_of: Math.floor(asOf) }
        const { numInsertedOrUpdatedRows } = await tables
          .insertInto('seen_word')
          .values(row)
          .onConflict((conflict) =>
            conflict
              .columns(['register', 'record'])
              .doUpdateSet({ revision, as_of: row.as_of })
              .where('seen_word.revision', '<=', revision),
          )
          .executeTakeFirstOrThrow()
        return numInsertedOrUpdatedRows === 1n
      }),
  }
}
