import { join } from 'node:path'
import type { Clock } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { openStore, type Store } from '@fidecura/store'
import { ServerError } from '../errors.ts'
import { documentKind } from './document-kind.ts'

/**
 * Where hospitals keep things: `store.sqlite` in the folder of each, or a PostgreSQL database each, with its id in the
 * place of `{hospital}`: `postgresql://fidecura@db.example/{hospital}?sslmode=verify-full`.
 */
export type StoreSetting = 'sqlite' | `postgresql://${string}`

/** Whose store it is. */
export interface StoreOwner {
  readonly id: string
  readonly did: Did
}

/** Where it lies. */
export interface StorePlace {
  readonly store?: StoreSetting | undefined
  /** Of all hospitals. */
  readonly folder: string
  readonly clock: Clock
}

/**
 * Opens the store of a hospital.
 *
 * @throws {@link ServerError} `store_of_another`: two hospitals would share records, keys of sessions and lists.
 */
export async function openHospitalStore(
  { id, did }: StoreOwner,
  { store: setting = 'sqlite', folder, clock }: StorePlace,
): Promise<Store> {
  const store = await openPlace(setting, id, folder)
  try {
    await claim(store, did, clock)
  } catch (error) {
    await store.close()
    throw error
  }
  return store
}

async function openPlace(setting: StoreSetting, id: string, folder: string): Promise<Store> {
  if (setting === 'sqlite') return openStore(join(folder, id, 'store.sqlite'))
  // With a driver behind it, which whoever keeps files is not to wait for.
  const { openPostgresStore } = await import('@fidecura/store/postgres')
  return openPostgresStore(setting.replaceAll('{hospital}', id))
}

const owners = documentKind<{ readonly did: Did }>('store_owner')

/** The first one to open it has it for good. */
async function claim({ documents }: Store, did: Did, clock: Clock): Promise<void> {
  const now = clock()
  if (await documents.write([{ insert: owners.of('owner', { did }) }], now)) return
  const kept = await documents.find(owners.name, 'owner', now)
  if (kept !== undefined && owners.bodyOf(kept).did === did) return
  throw new ServerError('store_of_another', 'The store of another hospital', { place: 'store' })
}
