import { IdentityError } from '../errors.ts'

const databaseName = 'fidecura-keys'
const storeName = 'keys'

/**
 * Runs one transaction over the slots, and is done when what it wrote is on the disk: either all of
 * it or nothing. Any error in `work` undoes it.
 *
 * `work` may wait for requests of the store alone, since a transaction ends when it has none.
 *
 * @throws {@link IdentityError} `browser_storage_unavailable`, unknown; and what `work` throws.
 */
export async function inKeyDatabase<T>(
  mode: 'readonly' | 'readwrite',
  work: (slots: KeySlots) => Promise<T>,
): Promise<T> {
  // Opened for each transaction: a connection that stays open would keep other tabs from an upgrade.
  const database = await openDatabase()
  try {
    const transaction = database.transaction(storeName, mode, { durability: 'strict' })
    const ended = endOf(transaction)
    const store = transaction.objectStore(storeName)
    const slots: KeySlots = {
      get: (slot) => answerOf<unknown>(store.get(slot)),
      all: () => answerOf<unknown[]>(store.getAll()),
      add: (record) => answerOf(store.add(record)),
      put: (record) => answerOf(store.put(record)),
      delete: (slot) => answerOf(store.delete(slot)),
    }
    let result: T
    try {
      result = await work(slots)
    } catch (error) {
      abort(transaction)
      await ended
      throw error
    }
    if (!(await ended)) throw storageUnavailable()
    return result
  } catch (error) {
    throw IdentityError.is(error) ? error : storageError(error)
  } finally {
    database.close()
  }
}

/** The database as its transactions see it. What is read was written by whoever can run a script here. */
export interface KeySlots {
  get(slot: string): Promise<unknown>
  all(): Promise<readonly unknown[]>
  /** Fails where there is a record of that slot. */
  add(record: object): Promise<unknown>
  put(record: object): Promise<unknown>
  delete(slot: string): Promise<unknown>
}

export function storageUnavailable(): IdentityError {
  return new IdentityError(
    'browser_storage_unavailable',
    'The browser keeps no keys here: not a secure context, a private window, or no space',
    { outcome: 'unknown' },
  )
}

async function openDatabase(): Promise<IDBDatabase> {
  try {
    const request = indexedDB.open(databaseName, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore(storeName, { keyPath: 'slot' })
    }
    const database = await answerOf(request)
    // Clearing the site's data, in another tab, need not wait.
    database.onversionchange = () => database.close()
    return database
  } catch {
    // No such global where there is no IndexedDB, which is a ReferenceError.
    throw storageUnavailable()
  }
}

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Whether it was committed. Never rejects, so that it may be awaited late. */
function endOf(transaction: IDBTransaction): Promise<boolean> {
  return new Promise((resolve) => {
    transaction.oncomplete = () => resolve(true)
    transaction.onabort = () => resolve(false)
  })
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // A failed request has aborted it already.
  }
}

function storageError(error: unknown): IdentityError {
  const name = (error as { readonly name?: unknown } | null)?.name
  return name === 'ConstraintError' ? keyExists() : storageUnavailable()
}

export function keyExists(): IdentityError {
  return new IdentityError('browser_key_exists', 'The slot is taken')
}
