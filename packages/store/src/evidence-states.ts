import type { ReaderState, WitnessState } from '@fidecura/evidence'
import type { Database } from './database.ts'

/** @param witness - Its name: several may share a store. */
export function witnessStateOf(database: Database, witness: string): WitnessState {
  return {
    latest: (origin) =>
      database.read((tables) =>
        tables
          .selectFrom('witnessed_head')
          .select(['size', 'root'])
          .where('witness', '=', witness)
          .where('origin', '=', origin)
          .executeTakeFirst(),
      ),

    advance: (origin, before, next) =>
      database.write(async (tables) => {
        const latest = await tables
          .selectFrom('witnessed_head')
          .select(['size', 'root'])
          .where('witness', '=', witness)
          .where('origin', '=', origin)
          .executeTakeFirst()
        if (latest?.size !== before?.size || latest?.root !== before?.root) return false
        await tables
          .insertInto('witnessed_head')
          .values({ witness, origin, ...next })
          .onConflict((conflict) => conflict.columns(['witness', 'origin']).doUpdateSet(next))
          .execute()
        return true
      }),
  }
}

export function readerStateOf(database: Database): ReaderState {
  return {
    latest: (origin) =>
      database.read(async (tables) => {
        const row = await tables
          .selectFrom('seen_checkpoint')
          .select(['size', 'checkpoint'])
          .where('origin', '=', origin)
          .executeTakeFirst()
        return row && { size: row.size, text: row.checkpoint }
      }),

    advance: (origin, before, { size, text }) =>
      database.write(async (tables) => {
        const latest = await tables
          .selectFrom('seen_checkpoint')
          .select(['size', 'checkpoint'])
          .where('origin', '=', origin)
          .executeTakeFirst()
        if (latest?.size !== before?.size || latest?.checkpoint !== before?.text) return false
        const next = { size, checkpoint: text }
        await tables
          .insertInto('seen_checkpoint')
          .values({ origin, ...next })
          .onConflict((conflict) => conflict.column('origin').doUpdateSet(next))
          .execute()
        return true
      }),
  }
}
