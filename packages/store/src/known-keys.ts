import type { Did } from '@fidecura/identity'
import { CompiledQuery, type Kysely } from 'kysely'
import type { Schema } from './schema.ts'

/** An idempotency key of a depositor. */
export interface DepositKey {
  readonly depositor: Did
  readonly idempotencyKey: string
}

/** One of {@link DepositKey} that stands for a deposit already. */
export interface KnownKey {
  readonly depositor: string
  readonly idempotency_key: string
}

/** Which of many keys stand for a deposit already, in one query, however many there are. */
export type FindKnownKeys = (
  tables: Kysely<Schema>,
  keys: readonly DepositKey[],
) => Promise<readonly KnownKey[]>

// Says what the index leaves out, for without that it would not be used.
const inSqlite = `SELECT kept.depositor, kept.idempotency_key FROM json_each(?) AS asked
  CROSS JOIN evidence_deposit AS kept ON kept.depositor = asked.value ->> 0
    AND kept.idempotency_key = asked.value ->> 1 AND kept.idempotency_key IS NOT NULL`

/** As SQLite takes them: one value. */
export const knownKeysBySqlite: FindKnownKeys = async (tables, keys) => {
  const pairs = keys.map(({ depositor, idempotencyKey }) => [depositor, idempotencyKey])
  const query = CompiledQuery.raw(inSqlite, [JSON.stringify(pairs)])
  return (await tables.executeQuery<KnownKey>(query)).rows
}

/**
 * Makes one query of all that is asked while another is under way, for most keys are new ones, and
 * that alone is to be known of them.
 */
export function askTogether(
  ask: (keys: readonly DepositKey[]) => Promise<readonly KnownKey[]>,
): (key: DepositKey) => Promise<boolean> {
  let next: DepositKey[] = []
  let asking: Promise<ReadonlySet<string>> | undefined
  let underWay: Promise<unknown> = Promise.resolve()
  const askNext = async (): Promise<ReadonlySet<string>> => {
    await underWay
    const keys = next
    next = []
    asking = undefined
    const answering = ask(keys)
    underWay = answering.catch(() => undefined)
    const known = await answering
    return new Set(known.map((row) => nameOf(row.depositor, row.idempotency_key)))
  }
  return async (key) => {
    next.push(key)
    asking ??= askNext()
    return (await asking).has(nameOf(key.depositor, key.idempotencyKey))
  }
}

/** Neither of them has a space in it. */
function nameOf(depositor: string, key: string): string {
  return `${depositor} ${key}`
}
