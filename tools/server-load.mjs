// `npm run server-load -- [seconds] [postgresql://…/{hospital}]`: how much one process of the service does, asked by many
// at once through its handler: reading (a session), and writing (a challenge that is answered by a sign-in).
import { spawnSync } from 'node:child_process'

const [seconds = '10', store = 'sqlite'] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(seconds)) {
  process.stderr.write('Usage: npm run server-load -- [seconds] [store]\n')
  process.exit(2)
}
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
const script = new URL('../test/scale/serve-many.ts', import.meta.url).pathname
const { status } = spawnSync(process.execPath, [...flags, script, seconds, store], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
