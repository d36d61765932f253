import { servePostgres } from '../../store/test/with-postgres.ts'
import { keepOn } from './kept-on.ts'

// What the service does on SQLite it does here: its tests a second time, on databases of a server of their own. All of
// them take their time: `npm run on-postgres`.
const server = servePostgres('the service on PostgreSQL')
if (server !== undefined) {
  keepOn(server)
  const few = ['idempotency', 'two-servers']
  const others = [
    ...['attacks', 'boundary', 'emergency', 'example', 'mandates', 'offers', 'preservation'],
    ...['records', 'recovery', 'representation', 'service', 'sign-in', 'staff-list'],
    ...['statement-notices', 'client/client', 'client/staff-approval'],
  ]
  const isAll = process.env['FIDECURA_ON_POSTGRES'] === 'all'
  for (const suite of [...few, ...(isAll ? others : [])]) await import(`./${suite}.test.ts`)
}
