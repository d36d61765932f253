import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { inspect } from 'node:util'
import { openStore } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { clockAt, newPath, noon, openForTest, statement } from './support.ts'

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path)
  database.exec(sql)
  database.close()
}

describe('openStore', () => {
  test('makes a file that only its owner may read, and its log too', async () => {
    const path = newPath()
    const store = await openForTest(path)
    await store.register.append(statement('a'), clockAt(noon))
    for (const name of [path, `${path}-wal`, `${path}-shm`]) {
      expect(statSync(name).mode & 0o077).toBe(0)
    }
  })

  test.each([0o640, 0o604, 0o602])('refuses a file of mode %o', async (mode) => {
    const path = newPath()
    await (await openStore(path)).close()
    chmodSync(path, mode)
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store_permissions' })
    chmodSync(path, 0o600)
    await (await openStore(path)).close()
  })

  test('finds again what it held when it was closed', async () => {
    const path = newPath()
    const first = await openStore(path)
    await first.register.append(statement('a'), clockAt(noon))
    await first.close()
    const second = await openForTest(path)
    expect(await second.register.find('statement', 'a')).toMatchObject({ sequence: 1 })
  })

  test.each(['', ':memory:', 'file:x?mode=memory'])(
    'refuses %j, which is no file',
    async (path) => {
      await expect(openStore(path)).rejects.toMatchObject({ code: 'store_path_malformed' })
    },
  )

  test('says unknown for a folder that is not there', async () => {
    const path = join(dirname(newPath()), 'nowhere', 'store.sqlite')
    await expect(openStore(path)).rejects.toMatchObject({
      code: 'store_unusable',
      outcome: 'unknown',
    })
  })

  test('refuses the database of another program and leaves it as it was', async () => {
    const path = newPath()
    change(path, 'CREATE TABLE other (a); PRAGMA application_id = 7;')
    chmodSync(path, 0o600)
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store_not_ours' })
    const database = new DatabaseSync(path)
    expect(database.prepare('SELECT name FROM sqlite_schema').all()).toHaveLength(1)
    database.close()
  })

  test('refuses a schema that a later version wrote', async () => {
    const path = newPath()
    await (await openStore(path)).close()
    change(path, 'INSERT INTO migration (version) VALUES (1000)')
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store_schema_newer' })
  })

  test('refuses a file that is no database and leaves it as it was', async () => {
    const path = newPath()
    writeFileSync(path, 'not a database, but long enough to look like a page of one'.repeat(100), {
      mode: 0o600,
    })
    const before = readFileSync(path)
    await expect(openStore(path)).rejects.toMatchObject({ code: 'store_corrupt' })
    expect(readFileSync(path)).toEqual(before)
  })

  test('keeps a write-ahead log', async () => {
    const path = newPath()
    await openForTest(path)
    const database = new DatabaseSync(path)
    expect(database.prepare('PRAGMA journal_mode').get()).toMatchObject({ journal_mode: 'wal' })
    database.close()
  })

  test('is opened by ten at once while it does not exist', async () => {
    const path = newPath()
    const stores = await Promise.all(Array.from({ length: 10 }, () => openForTest(path)))
    const entries = await Promise.all(
      stores.map((store, n) => store.register.append(statement(`${n}`), clockAt(noon))),
    )
    expect(entries.map(({ sequence }) => sequence).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 10 }, (_, n) => n + 1),
    )
  })

  test('refuses what comes after close, and finishes what came before', async () => {
    const path = newPath()
    const store = await openStore(path)
    const before = store.register.append(statement('a'), clockAt(noon))
    const closing = store.close()
    await expect(store.register.append(statement('b'), clockAt(noon))).rejects.toMatchObject({
      code: 'store_closed',
      outcome: 'unknown',
    })
    expect(await before).toMatchObject({ sequence: 1 })
    await closing
    await store.close()
  })

  test('keeps nothing of a step that failed, and says nothing of its values', async () => {
    const path = newPath()
    const store = await openForTest(path)
    await store.register.append(statement('a'), clockAt(noon))
    change(
      path,
      "CREATE TRIGGER full BEFORE INSERT ON register_entry BEGIN SELECT RAISE(ABORT, 'canary-7f3a'); END",
    )
    const refused = await store.register
      .append(statement('canary-7f3a', { token: 'canary-7f3a' }), clockAt(noon + 5))
      .catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'store_failed', outcome: 'unknown' })
    expect(inspect(refused, { depth: Infinity, showHidden: true })).not.toContain('canary')
    change(path, 'DROP TRIGGER full')
    expect(await store.register.latest()).toBe(noon)
    expect(await store.register.append(statement('b'), clockAt(noon))).toMatchObject({
      sequence: 2,
    })
  })
})
