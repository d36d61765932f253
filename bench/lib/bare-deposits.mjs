import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

const built = (path) => import(new URL(`../../packages/${path}`, import.meta.url))
const { privateKey } = generateKeyPairSync('ed25519')

/**
 * The floor: as many signatures, and the same rows in the same tables of another database of the same
 * server, as durable. No look-up, no tree, no ids, nobody who waits for an answer of their own.
 *
 * @param kept - A deposit, whose rows are written again and again under other ids.
 */
export async function bareDeposits(kind, clinic, { kept, count, inFlight }) {
  const write = await writers[kind](clinic, rowsOf(kept))
  const batch = Math.min(500, inFlight)
  let left = count
  const writer = async () => {
    while (left > 0) {
      left -= batch
      const signatures = await Promise.all(Array.from({ length: batch }, () => signed(kept.entry)))
      await write.all(signatures.map(rowOf))
    }
  }
  const cpu = clinic.cpu()
  const from = performance.now()
  // One signs while the other waits for the database.
  await Promise.all([writer(), writer()])
  const seconds = (performance.now() - from) / 1000
  const spent = clinic.cpu(cpu)
  await write.close()
  return { perSecond: count / seconds, ours: spent.ours / count, server: spent.server / count }
}

/** On the thread pool, as the signer of the depositor does it. */
function signed(entry) {
  return new Promise((resolve, reject) => {
    sign(null, entry, privateKey, (error, signature) => {
      if (error === null) resolve(signature)
      else reject(error)
    })
  })
}

let place = 0

/** What is another in each row. */
function rowOf() {
  return { id: `ev-${randomBytes(14).toString('hex')}`, place: place++, key: `bare-${place}` }
}

/** As the tables have them; what is a function of the row differs from row to row. */
function rowsOf({ content, depositor, depositedAt, entry, origin }) {
  const { digest, size, salt } = content
  return {
    evidence_entry: { origin, place: ['int8', 'place'], entry: ['bytea', () => entry] },
    evidence_deposit: {
      id: ['text', 'id'],
      kind: 'deposit',
      number: 1,
      origin,
      place: ['int8', 'place'],
      depositor,
      deposited_at: depositedAt,
      idempotency_key: ['text', 'key'],
    },
    evidence_content: {
      id: ['text', 'id'],
      number: 1,
      digest: ['text', () => digest],
      size,
      salt: ['text', () => salt],
    },
  }
}

const cellOf = ([, from], row) => (typeof from === 'string' ? row[from] : from())

const writers = {
  postgres: async ({ server }, tables) => {
    const { Pool } = createRequire(new URL('../../packages/store/package.json', import.meta.url))(
      'pg',
    )
    const { openPostgresEvidence } = await built('store/dist/postgres.js')
    const { binaryArrayOf } = await built('store/dist/postgres-binary.js')
    const address = await server.newDatabase()
    await (await openPostgresEvidence(address)).close()
    const pool = new Pool({ connectionString: address, max: 2 })
    const insert = (client, table, columns, rows) => {
      const values = []
      const [arrays, names] = [[], []]
      const selected = Object.entries(columns).map(([name, column]) => {
        if (!Array.isArray(column)) return `'${column}'`
        values.push(
          binaryArrayOf(
            column[0],
            rows.map((row) => cellOf(column, row)),
          ),
        )
        arrays.push(`$${values.length}::${column[0]}[]`)
        names.push(name)
        return name
      })
      const text = `INSERT INTO fidecura.${table} (${Object.keys(columns).join(', ')})
        SELECT ${selected.join(', ')} FROM unnest(${arrays.join(', ')}) AS given (${names.join(', ')})`
      return client.query(text, values)
    }
    return {
      all: async (rows) => {
        const client = await pool.connect()
        await client.query('BEGIN')
        for (const [table, columns] of Object.entries(tables)) {
          await insert(client, table, columns, rows)
        }
        await client.query('COMMIT')
        client.release()
      },
      close: () => pool.end(),
    }
  },

  sqlite: async ({ folder }, tables) => {
    const { openStore } = await built('store/dist/index.js')
    const file = join(folder, 'bare.sqlite')
    await (await openStore(file)).close()
    const database = new DatabaseSync(file)
    database.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;')
    const inserts = Object.entries(tables).map(([table, columns]) => ({
      columns: Object.values(columns),
      statement: database.prepare(
        `INSERT INTO ${table} (${Object.keys(columns).join(', ')}) VALUES (${Object.keys(columns)
          .map(() => '?')
          .join(', ')})`,
      ),
    }))
    return {
      all: async (rows) => {
        database.exec('BEGIN IMMEDIATE')
        for (const { columns, statement } of inserts) {
          for (const row of rows) {
            statement.run(
              ...columns.map((column) => (Array.isArray(column) ? cellOf(column, row) : column)),
            )
          }
        }
        database.exec('COMMIT')
      },
      close: () => database.close(),
    }
  },
}
