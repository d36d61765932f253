import { inspect } from 'node:util'
import { encodeUtf8, epochSeconds } from '@fidecura/base'
import type { DepositRecord, EvidenceId, Leaf } from '@fidecura/evidence'
import { openPostgresEvidence, type PostgresEvidence } from '@fidecura/store/postgres'
import { afterEach, describe, expect, test } from '@jest/globals'
import { Client } from 'pg'
import { postgresMigrations } from '../src/postgres-schema-steps.ts'
import { at, bytes, clinic, evidenceContract, origin } from './evidence-contract.ts'
import { noon } from './support.ts'
import { withPostgres } from './with-postgres.ts'

const stores: PostgresEvidence[] = []
afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
})
async function openForTest(address: string): Promise<PostgresEvidence> {
  const store = await openPostgresEvidence(address)
  stores.push(store)
  return store
}

async function query(address: string, sql: string): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: address })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

function leaf(id: string, more: Partial<DepositRecord> = {}): Leaf<DepositRecord> {
  const content = { digest: 'd', size: 5_000_000_000, salt: 's' }
  const time = { depositedAt: epochSeconds(noon) }
  return {
    entry: new Uint8Array([0, 255, 92, 34]),
    record: {
      ...{ kind: 'deposit', id: id as EvidenceId, number: 1, depositor: clinic.did, content },
      ...time,
      ...more,
    },
  }
}

withPostgres('evidence on PostgreSQL', (server) => {
  evidenceContract('on PostgreSQL', async () => openForTest(await server.newDatabase()))

  describe('openPostgresEvidence', () => {
    test('gives numbers, bytes and text back as they were, whatever they are', async () => {
      const { evidence } = await openForTest(await server.newDatabase())
      const { evidence: depositing, log } = await at(evidence)
      const { id } = await depositing.deposit(bytes, { idempotencyKey: 'k' })
      await log.close()
      // What would be markup in an array of PostgreSQL.
      const reason = '{"a\\",NULL}'
      const odd = { idempotencyKey: reason, mediaType: 'NULL' }
      const content = { digest: '\\', size: 5_000_000_000, salt: '"', mediaType: 'NULL' }
      await evidence.append(origin, 1, [leaf(id, { number: 2, content, ...odd })], [])
      const kept = (await evidence.versions(id))[1]
      expect(kept).toMatchObject({ index: 1, content, idempotencyKey: reason })
      expect(kept?.entry).toEqual(new Uint8Array([0, 255, 92, 34]))
      expect(Object.getPrototypeOf(kept?.entry)).toBe(Uint8Array.prototype)
      const [entry] = await evidence.readEntries(origin, 1, 2)
      expect(entry).toEqual(new Uint8Array([0, 255, 92, 34]))
    })

    test('keeps what differs from row to row, and what is the same in all of them', async () => {
      const { evidence } = await openForTest(await server.newDatabase())
      const { evidence: depositing, log } = await at(evidence)
      const { id } = await depositing.deposit(bytes, { idempotencyKey: 'k' })
      await log.close()
      const content = { digest: 'd', size: 2 ** 52 + 1, salt: '盐' }
      const some = [
        { number: 2, content, retainUntil: epochSeconds(noon), idempotencyKey: 'ü' },
        { number: 3, content: { ...content, mediaType: '文/é' }, previous: '前' },
        { number: 4, content: { ...content, size: 0 }, idempotencyKey: '' },
      ]
      await evidence.append(
        origin,
        1,
        some.map((each) => leaf(id, each)),
        [],
      )
      const kept = await evidence.versions(id)
      expect(kept.slice(1).map(({ index }) => index)).toEqual([1, 2, 3])
      expect(kept.slice(1)).toMatchObject(some)
      expect(kept[2]?.idempotencyKey).toBeUndefined()
      expect(kept[2]?.retainUntil).toBeUndefined()
    })

    test.each([
      ['no whole number', 1.5],
      ['beyond what is exact', 2 ** 53],
    ])('refuses a size that is %s, and keeps nothing', async (_, size) => {
      const { evidence } = await openForTest(await server.newDatabase())
      const content = { digest: 'd', size, salt: 's' }
      const odd = leaf('x', { content })
      await expect(evidence.append(origin, 0, [odd], [])).rejects.toMatchObject({
        code: 'store_failed',
      })
      expect(await evidence.state(origin)).toMatchObject({ size: 0 })
    })

    test('refuses rows that are all alike', async () => {
      const { evidence } = await openForTest(await server.newDatabase())
      const twice = [leaf('x'), leaf('x')]
      await expect(evidence.append(origin, 0, twice, [])).rejects.toMatchObject({
        code: 'evidence_version_conflict',
      })
    })

    test('goes on in a new process, and makes its tables once when many open it', async () => {
      const address = await server.newDatabase()
      const many = await Promise.all([1, 2, 3, 4].map(() => openForTest(address)))
      const [first, second] = many as [PostgresEvidence, PostgresEvidence]
      const { evidence, log } = await at(first.evidence)
      await evidence.deposit(bytes, { idempotencyKey: 'a' })
      await log.close()
      const next = await at(second.evidence)
      const given = await next.evidence.deposit(bytes, { idempotencyKey: 'b' })
      expect(given).toMatchObject({ index: 1 })
      await next.log.close()
    })

    test('lets one witness of many processes advance, and each log at its own size', async () => {
      const address = await server.newDatabase()
      const many = await Promise.all(Array.from({ length: 8 }, () => openForTest(address)))
      // Nobody has signed anything: there is no row that they could wait for.
      const advanced = await Promise.all(
        many.map((store, n) =>
          store.witness('w').advance(origin, undefined, { size: 1, root: `${n}` }),
        ),
      )
      expect(advanced.filter(Boolean)).toHaveLength(1)
      const root = `${advanced.indexOf(true)}`
      expect(await many[0]?.witness('w').latest(origin)).toEqual({ size: 1, root })
      const appended = await Promise.allSettled(
        many.map(({ evidence }, n) => evidence.append(origin, 0, [leaf(`${n}`)], [])),
      )
      const refused = appended.filter(({ status }) => status === 'rejected')
      expect(refused).toHaveLength(7)
      for (const { reason } of refused as PromiseRejectedResult[]) {
        expect(reason).toMatchObject({ code: 'log_conflict' })
      }
      expect(await many[0]?.evidence.readEntries(origin, 0, 9)).toHaveLength(1)
    })

    test('takes what was erased out of its table', async () => {
      const address = await server.newDatabase()
      const { evidence: store } = await openForTest(address)
      const { evidence, log } = await at(store)
      const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a' })
      await evidence.erase(id)
      await log.close()
      await query(address, 'CREATE EXTENSION pageinspect')
      const page = `get_raw_page('fidecura.evidence_content', 0)`
      const sql = `SELECT count(t_data) AS n FROM heap_page_items(${page})`
      // An empty last page is cut off by the same step.
      const rows = await query(address, sql).catch(() => [{ n: '0' }])
      expect(rows).toEqual([{ n: '0' }])
    })

    test('refuses a schema of somebody else, and one of a later version', async () => {
      const foreign = await server.newDatabase()
      await query(foreign, 'CREATE SCHEMA fidecura; CREATE TABLE fidecura.theirs (a INTEGER)')
      const notOurs = { code: 'store_not_ours', outcome: 'failed' }
      await expect(openPostgresEvidence(foreign)).rejects.toMatchObject(notOurs)
      const later = await server.newDatabase()
      await (await openPostgresEvidence(later)).close()
      await query(later, 'INSERT INTO fidecura.migration VALUES (999)')
      await expect(openPostgresEvidence(later)).rejects.toMatchObject({
        code: 'store_schema_newer',
      })
    })

    test('goes on from a database that an earlier version left', async () => {
      const address = await server.newDatabase()
      const [first] = postgresMigrations
      await query(
        address,
        `CREATE SCHEMA fidecura;
        CREATE TABLE fidecura.migration (version BIGINT PRIMARY KEY);
        INSERT INTO fidecura.migration VALUES (1);
        ${first}
        INSERT INTO fidecura.evidence_log VALUES ('a', 3, 'of two', 2), ('b', 1, NULL, 0)`,
      )
      const { evidence } = await openForTest(address)
      expect(await evidence.state('a')).toEqual({ size: 3, checkpoint: 'of two' })
      expect(await evidence.state('b')).toEqual({ size: 1, checkpoint: undefined })
      await evidence.publish('a', 1, 'of one')
      expect(await evidence.state('a')).toMatchObject({ checkpoint: 'of two' })
    })

    test('keeps a checkpoint while the next entries are taken in', async () => {
      const address = await server.newDatabase()
      const { evidence } = await openForTest(address)
      await evidence.append(origin, 0, [leaf('a')], [])
      const appending = new Client({ connectionString: address })
      await appending.connect()
      await appending.query('BEGIN; UPDATE fidecura.evidence_log SET size = 2')
      await evidence.publish(origin, 1, 'of one')
      await appending.query('COMMIT')
      await appending.end()
      expect(await evidence.state(origin)).toEqual({ size: 2, checkpoint: 'of one' })
    })

    test('takes a schema that it was given empty', async () => {
      const address = await server.newDatabase()
      await query(address, 'CREATE SCHEMA fidecura')
      const { evidence } = await openForTest(address)
      expect(await evidence.state(origin)).toEqual({ size: 0, checkpoint: undefined })
    })

    test('refuses a server whose commits are not durable', async () => {
      const address = await server.newDatabase()
      await query(
        address,
        `DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() || ' SET synchronous_commit = off'; END $$`,
      )
      const unusable = { code: 'store_unusable', outcome: 'unknown' }
      await expect(openPostgresEvidence(address)).rejects.toMatchObject(unusable)
    })

    test('says no value of anybody, and no password, when a database fails', async () => {
      const address = await server.newDatabase()
      const { evidence } = await openForTest(address)
      await query(address, 'ALTER TABLE fidecura.evidence_deposit ADD CHECK (depositor = $$$$)')
      const error = await evidence.append(origin, 0, [leaf('canary')], []).catch((thrown) => thrown)
      expect(error).toMatchObject({ code: 'store_failed', outcome: 'unknown' })
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain('canary')
      const nowhere = 'postgresql://owner:canary@/none?host=/nowhere'
      const unopened = await openPostgresEvidence(nowhere).catch((thrown) => thrown)
      expect(unopened).toMatchObject({ code: 'store_unusable' })
      expect(inspect(unopened, { depth: Infinity, showHidden: true })).not.toContain('canary')
    })

    test('refuses everything once it is closed, and waits for what is under way', async () => {
      const store = await openPostgresEvidence(await server.newDatabase())
      const appending = store.evidence.append(origin, 0, [leaf('a')], [])
      await store.close()
      await appending
      await expect(store.evidence.state(origin)).rejects.toMatchObject({ code: 'store_closed' })
    })

    test('keeps what was acknowledged when the server dies', async () => {
      const store = await openForTest(await server.newDatabase())
      const { evidence, log } = await at(store.evidence)
      const { id } = await evidence.deposit(bytes, { idempotencyKey: 'a' })
      const under = Array.from({ length: 50 }, (_, n) =>
        evidence.deposit(encodeUtf8(`${n}`), { idempotencyKey: `k${n}` }),
      )
      const settling = Promise.allSettled(under)
      await server.kill()
      const settled = await settling
      for (const each of settled) {
        if (each.status === 'rejected') expect(each.reason).toMatchObject({ outcome: 'unknown' })
      }
      await server.start()
      expect(await store.evidence.versions(id)).toHaveLength(1)
      // The same keys again: each stands for one deposit, whether it was kept or not.
      const again = Array.from({ length: 50 }, (_, n) =>
        evidence.deposit(encodeUtf8(`${n}`), { idempotencyKey: `k${n}` }),
      )
      const places = (await Promise.all(again)).map(({ index }) => index)
      expect([...places].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
      await log.close()
    }, 120_000)
  })
})

describe('openPostgresEvidence, before it connects,', () => {
  test.each([
    'postgresql://u:p@db.example/d',
    'postgresql://u:p@db.example/d?sslmode=disable',
    'postgresql://u:p@db.example/d?sslmode=no-verify',
    'postgresql://u:p@db.example/d?sslmode=require&uselibpqcompat=true',
    `postgresql://u:p@db.example/d?sslmode=verify-ca&uselibpqcompat=true&sslrootcert=${import.meta.filename}`,
    'postgresql://u:p@/d?host=db.example',
    'postgresql://u:p@127.0.0.1/d?host=db.example',
    'postgresql://u:p@127.0.0.1.example/d',
  ])('refuses a way on which others could read along: %s', async (address) => {
    const code = 'store_connection_unsafe'
    await expect(openPostgresEvidence(address)).rejects.toMatchObject({ code, outcome: 'failed' })
  })

  test.each(['', 'd', 'mysql://u@127.0.0.1/d', '/var/run/postgresql', 'postgresql://u@:x:/d'])(
    'refuses what is no address: %s',
    async (address) => {
      const code = 'store_path_malformed'
      await expect(openPostgresEvidence(address)).rejects.toMatchObject({ code })
    },
  )

  test.each(['postgresql://u@127.0.0.1:1/d', 'postgresql://u@db.invalid:1/d?sslmode=verify-full'])(
    'tries a way that is safe: %s',
    async (address) => {
      const code = 'store_unusable'
      await expect(openPostgresEvidence(address)).rejects.toMatchObject({ code })
    },
  )
})
