import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Clock, epochSeconds } from '@fidecura/base'
import type { NewRegisterEntry } from '@fidecura/consent/register'
import type { Store } from '@fidecura/store'
import { afterEach } from '@jest/globals'
import { startNode } from '../../../test/leftovers.ts'
import { isAddress, openAt } from './open-at.ts'
import { askPostgres, type Databases, databasesOf } from './postgres-databases.ts'
import type { PostgresServer } from './postgres-server.ts'

const folders: string[] = []
const stores: Store[] = []
const used: string[] = []
let databases: Databases | undefined

afterEach(async () => {
  for (const store of stores.splice(0)) await store.close()
  databases?.giveBack(used.splice(0))
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

/** From here on tests keep things in databases of this server, and say so in their names. */
export function keepOn(server: PostgresServer): void {
  databases = databasesOf(server)
}

/** For names of tests. */
export function whereKept(): 'on SQLite' | 'on PostgreSQL' {
  return databases === undefined ? 'on SQLite' : 'on PostgreSQL'
}

/** Defines what is about files alone. */
export function onFiles(define: () => void): void {
  if (databases === undefined) define()
}

/** A path, or an address, where nothing is yet. */
export async function newPlace(): Promise<string> {
  if (databases === undefined) return newPath()
  const address = await databases.take()
  used.push(address)
  return address
}

export function newPath(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-store-'))
  folders.push(folder)
  return join(folder, 'store.sqlite')
}

/** Closed after the test. */
export async function openForTest(where?: string): Promise<Store> {
  const store = await openAt(where ?? (await newPlace()))
  stores.push(store)
  return store
}

/** Asks what is kept there, or changes it, behind the back of who has it open. */
export async function ask(
  where: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (isAddress(where)) return askPostgres(where, sql)
  const database = new DatabaseSync(where)
  try {
    return database.prepare(sql).all()
  } finally {
    database.close()
  }
}

/** Fails every row that goes into a table; without one, none any more. */
export async function failOn(where: string, table: string | undefined): Promise<void> {
  if (isAddress(where)) {
    const raise = `CREATE OR REPLACE FUNCTION fidecura.fail() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN RAISE EXCEPTION 'full'; END $$`
    const before = (name: string) =>
      `CREATE TRIGGER full_disk BEFORE INSERT ON ${name} EXECUTE FUNCTION fidecura.fail()`
    if (table !== undefined) await ask(where, `${raise}; ${before(table)}`)
    else await ask(where, 'DROP FUNCTION fidecura.fail CASCADE')
  } else if (table === undefined) await ask(where, 'DROP TRIGGER full_disk')
  else {
    const fail = `BEGIN SELECT RAISE(FAIL, 'full'); END`
    await ask(where, `CREATE TRIGGER full_disk BEFORE INSERT ON ${table} ${fail}`)
  }
}

/** Stands still at the instant. */
export function clockAt(seconds: number): Clock {
  return () => epochSeconds(seconds)
}

export const noon = 1_800_000_000

export function statement(key: string, more: Partial<NewRegisterEntry> = {}): NewRegisterEntry {
  return Object.freeze({
    kind: 'statement',
    key,
    record: 'record-1',
    digest: `digest of ${key}`,
    token: `token of ${key}`,
    evidence: undefined,
    ...more,
  })
}

/** Runs a script of `processes/` in a process of its own. */
export function start(name: string, ...parameters: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, 'processes', name)
  return startNode([script, ...parameters], { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What a process says of one acknowledged act. */
export type Line = readonly [string, ...(string | number | boolean)[]]

/** Fills with the lines of the process as they come; half a line is none. */
export function linesOf(process: ChildProcess): readonly Line[] {
  const lines: Line[] = []
  let rest = ''
  process.stdout?.setEncoding('utf8').on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const part of parts) lines.push(JSON.parse(part) as Line)
  })
  return lines
}
