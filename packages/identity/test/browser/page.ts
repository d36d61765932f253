import { CodedError, encodeUtf8, epochSeconds } from '@fidecura/base'
import { signerContract } from '../../../testing/src/signer-contract.ts'
import type { IdentityError } from '../../src/errors.ts'
import * as backup from '../../src/index.backup.ts'
import * as browser from '../../src/index.browser.ts'
import { parseDid, type Signer, signJws } from '../../src/index.ts'

// Runs in Chromium. Whatever a test evaluates finds it under the name of keysPage.

/** What becomes of a call: nothing that matters, or the error. */
interface PageOutcome {
  readonly code: string
  readonly outcome?: string
  readonly until?: number | undefined
  readonly place?: string | undefined
  readonly message?: string
}

async function outcomeOf(call: Promise<unknown>): Promise<PageOutcome> {
  try {
    await call
    return { code: 'none' }
  } catch (error) {
    if (!CodedError.is(error)) return { code: 'uncoded', message: String(error) }
    const { code, outcome, until, place, message } = error as IdentityError
    return { code, outcome, until, place, message }
  }
}

/** The names of the cases that fail, with what they say. */
async function brokenCases(signer: Signer): Promise<readonly string[]> {
  const broken: string[] = []
  for (const { name, run } of signerContract) {
    await run(signer).catch((error: unknown) => broken.push(`${name}: ${error}`))
  }
  return broken
}

function openDatabase(): Promise<IDBDatabase> {
  return settle(indexedDB.open('fidecura-keys', 1))
}

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

// biome-ignore lint/suspicious/noExplicitAny: what lies in a database has no type.
type Stored = any

/** A record as any script of the page can read it. */
async function read(slot: string): Promise<Stored> {
  const database = await openDatabase()
  const record = await settle(database.transaction('keys').objectStore('keys').get(slot))
  database.close()
  return record
}

/** Writes a record as any script of the page can. */
async function write(record: object): Promise<void> {
  const database = await openDatabase()
  await settle(database.transaction('keys', 'readwrite').objectStore('keys').put(record))
  database.close()
}

export const offered = {
  ...{ ...browser, ...backup, parseDid, signJws, encodeUtf8 },
  ...{ outcomeOf, brokenCases, read, write, at: epochSeconds },
}
