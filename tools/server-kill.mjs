// `npm run server-kill -- [how often] [postgresql://…/{hospital}]`: kills the service under load, and fails where anything
// that it acknowledged is lost, was done twice, or has no event.
import { spawnSync } from 'node:child_process'

const [rounds = '20', store = 'sqlite'] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(rounds)) {
  process.stderr.write('Usage: npm run server-kill -- [how often] [store]\n')
  process.exit(2)
}
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
const script = new URL('../test/scale/serve-kill.ts', import.meta.url).pathname
const { status } = spawnSync(process.execPath, [...flags, script, rounds, store], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
