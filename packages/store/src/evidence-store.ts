import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import type { AccessEvent, EvidenceStore, KeptDeposit } from '@fidecura/evidence'
import { parseDid } from '@fidecura/identity'
import type { Database } from './database.ts'
import { findDeposits } from './evidence-deposits.ts'
import { evidenceErasuresOf } from './evidence-erasures.ts'
import { evidenceLogStoreOf } from './evidence-log-store.ts'
import { askTogether } from './known-keys.ts'

const pageRows = 500

export function evidenceStoreOf(database: Database): EvidenceStore {
  const isKnown = askTogether((keys) =>
    database.read((tables) => database.findKnownKeys(tables, keys)),
  )
  return Object.freeze<EvidenceStore>({
    ...evidenceLogStoreOf(database),
    ...evidenceErasuresOf(database),

    versions: (id) => database.read((tables) => findDeposits(tables, { id })),

    findKey: async (depositor, idempotencyKey) => {
      const key = { depositor, idempotencyKey }
      if (!(await isKnown(key))) return undefined
      const [kept] = await database.read((tables) => findDeposits(tables, key))
      return kept
    },

    unerased: () => unerasedOf(database),

    recordAccess: ({ id, reader, at, outcome }) =>
      database.write(async (tables) => {
        const row = { id, reader, at: wholeSeconds(at), outcome }
        await tables.insertInto('evidence_access').values(row).execute()
      }),

    accesses: (id) =>
      database.read(async (tables) => {
        const rows = await tables
          .selectFrom('evidence_access')
          .selectAll()
          .where('id', '=', id)
          .orderBy('sequence')
          .execute()
        return rows.map(({ reader, at, outcome }) =>
          Object.freeze({
            id,
            reader: parseDid(reader),
            at: epochSeconds(at),
            outcome: outcome as AccessEvent['outcome'],
          }),
        )
      }),
  })
}

/** By pages, so that memory stays the same however many there are. */
async function* unerasedOf(database: Database): AsyncGenerator<KeptDeposit> {
  let unerasedAfter: KeptDeposit | undefined
  for (;;) {
    const query = { unerasedAfter, limit: pageRows }
    const page = await database.read((tables) => findDeposits(tables, query))
    yield* page
    unerasedAfter = page.at(-1)
    if (page.length < pageRows) return
  }
}

function wholeSeconds(instant: EpochSeconds): number {
  return Math.floor(instant)
}
