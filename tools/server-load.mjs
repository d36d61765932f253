// `npm run server-load -- [seconds] [postgresql://…/{hospital}]`: how much one process of the service does, asked by many
// at once through its handler: reading (a session), and writing (a challenge that is answered by a sign-in).
import { endWithUsage, runSource } from './run-source.mjs'

const [seconds = '10', store = 'sqlite'] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(seconds)) endWithUsage('server-load -- [seconds] [store]')
runSource(new URL('../test/scale/serve-many.ts', import.meta.url), [seconds, store])
