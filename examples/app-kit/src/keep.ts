/** What an app keeps in the browser between visits: plain values under a name. */
export interface Keep {
  get<T>(name: string): Promise<T | undefined>
  put(name: string, value: unknown): Promise<void>
  delete(name: string): Promise<void>
  /** Values whose names begin so, by name. */
  list<T>(prefix: string): Promise<readonly { readonly name: string; readonly value: T }[]>
  /** Reads and writes in one step that nothing comes between. `change` is pure; undefined deletes. */
  change<T, R>(name: string, change: (value: T | undefined) => Changed<T, R>): Promise<R>
}

interface Changed<T, R> {
  readonly value: T | undefined
  readonly result: R
}

const storeName = 'values'

/**
 * @param scope - One app at one hospital, as in `patient.riverside`. Nothing is opened until it is used.
 */
export function createKeep(scope: string): Keep {
  const run = <R>(mode: IDBTransactionMode, work: (store: IDBObjectStore, done: Done<R>) => void) =>
    inStore(`fidecura.${scope}`, mode, work)
  return {
    get: <T>(name: string) =>
      run<T | undefined>('readonly', (store, done) => {
        const request = store.get(name)
        request.onsuccess = () => done(request.result as T | undefined)
      }),
    put: (name, value) =>
      run<void>('readwrite', (store, done) => {
        store.put(value, name)
        done(undefined)
      }),
    delete: (name) =>
      run<void>('readwrite', (store, done) => {
        store.delete(name)
        done(undefined)
      }),
    list: <T>(prefix: string) =>
      run<readonly { readonly name: string; readonly value: T }[]>('readonly', (store, done) => {
        const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`)
        const names = store.getAllKeys(range)
        const values = store.getAll(range)
        values.onsuccess = () =>
          done(
            names.result.map((name, index) => ({
              name: String(name),
              value: values.result[index],
            })),
          )
      }),
    change: <T, R>(name: string, change: (value: T | undefined) => Changed<T, R>) =>
      run<R>('readwrite', (store, done) => {
        const request = store.get(name)
        request.onsuccess = () => {
          const { value, result } = change(request.result as T | undefined)
          if (value === undefined) store.delete(name)
          else store.put(value, name)
          done(result)
        }
      }),
  }
}

type Done<R> = (result: R) => void

/** Resolves when what was written is on the disk. */
function inStore<R>(
  database: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore, done: Done<R>) => void,
): Promise<R> {
  return new Promise<R>((resolve, reject) => {
    const opening = indexedDB.open(database, 1)
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName)
    opening.onerror = () => reject(opening.error)
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(storeName, mode, { durability: 'strict' })
      let result: R
      transaction.oncomplete = () => {
        opening.result.close()
        resolve(result)
      }
      transaction.onabort = () => {
        opening.result.close()
        reject(transaction.error)
      }
      work(transaction.objectStore(storeName), (value) => {
        result = value
      })
    }
  })
}
