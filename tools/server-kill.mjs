// `npm run server-kill -- [how often] [postgresql://…/{hospital}]`: kills the service under load, and fails where anything
// that it acknowledged is lost, was done twice, or has no event.
import { endWithUsage, runSource } from './run-source.mjs'

const [rounds = '20', store = 'sqlite'] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(rounds)) endWithUsage('server-kill -- [how often] [store]')
runSource(new URL('../test/scale/serve-kill.ts', import.meta.url), [rounds, store])
