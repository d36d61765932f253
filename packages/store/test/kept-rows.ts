import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { Client } from 'pg'

/** Digests of all rows of some stores: of each table, and of each kind of document. */
export type KeptRows = ReadonlyMap<string, string>

/** Looks into stores behind the back of whoever has them open. */
export interface RowReader {
  /** Of the trail of what was done only that: refusals are written down as they come. */
  read(): Promise<KeptRows>
  close(): Promise<void>
}

interface OpenTables {
  readonly tables: readonly string[]
  rows(table: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

/** @param stores - Paths of SQLite files, or addresses of PostgreSQL. */
export async function openRowReader(stores: readonly string[]): Promise<RowReader> {
  const opened: OpenTables[] = []
  for (const store of stores) {
    opened.push(store.startsWith('postgresql:') ? await postgresOf(store) : sqliteOf(store))
  }
  return {
    async read() {
      const found = new Map<string, string[]>()
      for (const [at, { tables, rows }] of opened.entries()) {
        for (const table of tables) {
          for (const row of await rows(table)) {
            if (table === 'audit_event' && !isDone(row)) continue
            // A new one also moves the numbers of those that are kept after it.
            const { number, sequence, ...rest } = row
            const kind = table === 'document' ? `document ${row['kind']}` : table
            const group = found.get(`${at} ${kind}`) ?? []
            found.set(`${at} ${kind}`, group)
            group.push(JSON.stringify(rest, (_, value) => plain(value)))
          }
        }
      }
      const digests = [...found].map(([name, lines]) => [name, digestOf(lines)] as const)
      return new Map(digests.toSorted())
    },
    async close() {
      for (const each of opened) await each.close()
    },
  }
}

/** What is there that was not, or is not any more, or otherwise, without the number of its store. */
export function changedRows(before: KeptRows, after: KeptRows): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  const changed = [...names].filter((name) => before.get(name) !== after.get(name))
  return changed.map((name) => name.replace(/^\d+ /, '')).toSorted()
}

function sqliteOf(path: string): OpenTables {
  const database = new DatabaseSync(path, { readOnly: true })
  const named = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
  const tables = named.map(({ name }) => String(name)).filter((name) => !name.startsWith('sqlite_'))
  const selects = new Map(
    tables.map((name) => [name, database.prepare(`SELECT * FROM "${name}"`)] as const),
  )
  return {
    tables,
    rows: async (table) => selects.get(table)?.all() ?? [],
    close: async () => database.close(),
  }
}

async function postgresOf(address: string): Promise<OpenTables> {
  const client = new Client({ connectionString: address })
  // Of a server that is ended before whoever looks at it.
  client.on('error', () => undefined)
  await client.connect()
  const named = await client.query(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'fidecura'",
  )
  return {
    tables: named.rows.map(({ name }) => String(name)),
    rows: async (table) => (await client.query(`SELECT * FROM fidecura."${table}"`)).rows,
    close: () => client.end().catch(() => undefined),
  }
}

/** FHIR: nothing but "0" was done. */
function isDone({ event }: Readonly<Record<string, unknown>>): boolean {
  return (JSON.parse(String(event)) as { readonly outcome?: unknown }).outcome === '0'
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value
}

function digestOf(lines: readonly string[]): string {
  const hash = createHash('sha256')
  for (const line of lines.toSorted()) hash.update(`${line}\n`)
  return hash.digest('base64url')
}
