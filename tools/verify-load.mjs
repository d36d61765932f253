// `npm run verify-load -- [how many] [--minutes N]`: posts so many presentations, each another one, from one process to
// `fidecura serve --verify-only` in another, beside a bare handler and one that verifies the same signatures alone; then,
// for as many minutes, looks whether its memory grows. Fails where an answer was not 200, or memory was not flat.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '0' } },
  allowPositionals: true,
})
const [count = '10000'] = positionals
if (!/^[1-9]\d{1,5}$/.test(count) || !/^\d{1,3}$/.test(values.minutes)) {
  process.stderr.write('Usage: npm run verify-load -- [how many] [--minutes N]\n')
  process.exit(2)
}
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
const script = new URL('../test/scale/verify-load.ts', import.meta.url).pathname
const { status } = spawnSync(process.execPath, [...flags, script, count, values.minutes], {
  stdio: 'inherit',
})
process.exit(status ?? 1)
