import type { EpochSeconds } from '@fidecura/base'
import type { SignInAccountKey, SignInAccounts } from '@fidecura/identity'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'
import type { Schema } from './schema.ts'

export function signInAccountsOf(database: Database): SignInAccounts {
  return {
    enter: ({ tenant, audience, did, subject, now }) =>
      database.write(async (tables) => {
        const row = { tenant, audience, did, subject, retired: 0, since: Math.floor(now) } as const
        const written = await tables
          .insertInto('sign_in_account')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning(['subject'])
          .executeTakeFirst()
        if (written !== undefined) return Object.freeze({ subject, retired: false })
        const { retired, ...known } = await find(tables, { tenant, audience, did })
          .select(['subject', 'retired'])
          .executeTakeFirstOrThrow()
        return Object.freeze({ subject: known.subject, retired: retired !== 0 })
      }),

    succeed: ({ tenant, audience, did, successor, now, since: back }) =>
      database.write(async (tables) => {
        const taken = await find(tables, { tenant, audience, did: successor })
          .select('did')
          .executeTakeFirst()
        if (taken !== undefined) return undefined
        const holder = await holderOf(tables, { tenant, audience, did }, back)
        if (holder === undefined) return undefined
        // First, since a subject has one DID at a time.
        const old = await tables
          .updateTable('sign_in_account')
          .set({ retired: 1 })
          .where('tenant', '=', tenant)
          .where('audience', '=', audience)
          .where('did', '=', holder)
          .where('retired', '=', 0)
          .returning('subject')
          .executeTakeFirst()
        if (old === undefined) return undefined
        const { subject } = old
        const since = Math.floor(now)
        await tables
          .insertInto('sign_in_account')
          .values({ tenant, audience, did: successor, subject, retired: 0, since })
          .execute()
        return Object.freeze({ subject, retired: false })
      }),
  }
}

/** Who has the account of a DID: itself, or whoever it went on to at `back` or later. */
async function holderOf(
  tables: Kysely<Schema>,
  key: SignInAccountKey,
  back: EpochSeconds | undefined,
): Promise<string | undefined> {
  const known = await find(tables, key).selectAll().executeTakeFirst()
  if (known === undefined || known.retired === 0) return known?.did
  if (back === undefined) return undefined
  const others = await tables
    .selectFrom('sign_in_account')
    .selectAll()
    .where('tenant', '=', key.tenant)
    .where('audience', '=', key.audience)
    .where('subject', '=', known.subject)
    .where('did', '!=', key.did)
    .execute()
  // Also of the same second: then nobody can tell which was first.
  if (others.some(({ since }) => since >= known.since && since < back)) return undefined
  return others.find(({ retired }) => retired === 0)?.did
}

function find(tables: Kysely<Schema>, { tenant, audience, did }: SignInAccountKey) {
  return tables
    .selectFrom('sign_in_account')
    .where('tenant', '=', tenant)
    .where('audience', '=', audience)
    .where('did', '=', did)
}
