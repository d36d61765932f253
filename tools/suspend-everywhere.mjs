// `npm run suspend-everywhere -- [rounds]`: suspends people of a hospital, each a minute, and fails where the hospital
// itself, another one, a platform that they are signed in at, or a laboratory takes them for longer than 60 seconds.
import { endWithUsage, runSource } from './run-source.mjs'

const [rounds = '5'] = process.argv.slice(2)
if (!/^[1-9]\d{0,2}$/.test(rounds)) endWithUsage('suspend-everywhere -- [rounds]')
runSource(new URL('../test/scale/suspend-everywhere.ts', import.meta.url), [rounds])
