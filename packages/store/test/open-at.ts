import { openStore, type Store } from '@fidecura/store'
import { openPostgresStore } from '@fidecura/store/postgres'

/** Opens a store where it is, for tests and for the processes that they start. */
export function openAt(where: string): Promise<Store> {
  return isAddress(where) ? openPostgresStore(where) : openStore(where)
}

export function isAddress(where: string): boolean {
  return where.startsWith('postgresql:')
}
