import { empty } from '../../store/test/postgres-databases.ts'
import type { PostgresServer } from '../../store/test/postgres-server.ts'
import { servePostgres } from '../../store/test/with-postgres.ts'
import type { StoreSetting } from '../src/hospital/open-hospital-store.ts'

/** Where a world keeps things, for as long as it is. */
export interface Keeping {
  readonly store: StoreSetting
  giveBack(): void
}

const names = ['authority', 'riverside', 'hillside']
const free: string[] = []
let postgres: PostgresServer | undefined
let made = 0

// `npm run on-postgres`: each file of tests has a server of its own.
if (process.env['FIDECURA_TEST_STORE'] === 'postgres') {
  postgres = servePostgres('the service on PostgreSQL')
}

/** From here on worlds keep things in databases of this server. */
export function keepOn(server: PostgresServer): void {
  postgres = server
}

/** Nothing is there yet. */
export async function newKeeping(): Promise<Keeping> {
  const server = postgres
  if (server === undefined) return { store: 'sqlite', giveBack: () => undefined }
  const known = free.shift()
  const group = known ?? `w${made++}_`
  const addresses = names.map((name) => `${group}${name}`)
  const [first = ''] =
    known === undefined
      ? await Promise.all(addresses.map((name) => server.newDatabase(name)))
      : addresses.map((name) => server.addressOf(name))
  if (known !== undefined) for (const name of addresses) await empty(server.addressOf(name))
  const store = first.replace(addresses[0] as string, `${group}{hospital}`) as StoreSetting
  return { store, giveBack: () => void free.push(group) }
}
