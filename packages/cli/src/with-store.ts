import type { VerifierOptions } from '@fidecura/credentials'
import { openStore, type Store } from '@fidecura/store'
import { assertAbsent, assertReadable } from './environment.ts'
import { inFile } from './located.ts'

/** Opens a store, makes it if it is not there, and closes it after the work. */
export async function withStore<T>(path: string, work: (store: Store) => Promise<T>): Promise<T> {
  const store = await inFile(path, () => openStore(path))
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** As {@link withStore}, for what cannot be in a store that was only just made. */
export async function withExistingStore<T>(
  path: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  await assertReadable(path)
  return withStore(path, work)
}

/** As {@link withStore}, for what must not go on from anything. */
export async function withNewStore<T>(
  path: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  await assertAbsent(path)
  return withStore(path, work)
}

/** Opens the store, if one is named, where what stands on which credential is written down. */
export async function withUsage<T>(
  path: string | undefined,
  work: (more: Pick<VerifierOptions, 'usage'>) => Promise<T>,
): Promise<T> {
  return path === undefined ? work({}) : withStore(path, ({ usage }) => work({ usage }))
}
