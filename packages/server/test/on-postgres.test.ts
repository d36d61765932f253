import { servePostgres } from '../../store/test/with-postgres.ts'
import { keepOn } from './kept-on.ts'

// What the service does on SQLite it does here, on databases of a server of their own. All of its tests on PostgreSQL
// take their time: `npm run on-postgres`.
const server = servePostgres('the service on PostgreSQL')
if (server !== undefined) {
  keepOn(server)
  for (const suite of ['idempotency', 'two-servers', 'incident']) await import(`./${suite}.test.ts`)
}
