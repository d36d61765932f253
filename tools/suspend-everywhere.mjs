// `npm run suspend-everywhere -- [rounds]`: suspends people of a hospital, each a minute, and fails where the hospital
// itself, another one, a platform that they are signed in at, or a laboratory takes them for longer than 60 seconds.
import { spawnSync } from 'node:child_process'

const [rounds = '5'] = process.argv.slice(2)
if (!/^[1-9]\d{0,2}$/.test(rounds)) {
  process.stderr.write('Usage: npm run suspend-everywhere -- [rounds]\n')
  process.exit(2)
}
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
const script = new URL('../test/scale/suspend-everywhere.ts', import.meta.url).pathname
const { status } = spawnSync(process.execPath, [...flags, script, rounds], { stdio: 'inherit' })
process.exit(status ?? 1)
