// `npm run verify-load -- [how many] [--minutes N]`: posts so many presentations, each another one, from one process to
// `fidecura serve --verify-only` in another, beside a bare handler and one that verifies the same signatures alone; then,
// for as many minutes, looks whether its memory grows. Fails where an answer was not 200, or memory was not flat.
// `--people N` doctors (200) are asked about, `--ask credential` without their holders. `--leak BYTES` has the service
// keep so much of each request, which has to be found.
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

const { values, positionals } = parseArgs({
  options: {
    minutes: { type: 'string', default: '0' },
    people: { type: 'string', default: '200' },
    ask: { type: 'string', default: 'presentation' },
    leak: { type: 'string', default: '0' },
  },
  allowPositionals: true,
})
const [count = '10000'] = positionals
const { minutes, people, ask, leak } = values
const isNumber = (text) => /^\d{1,3}$/.test(text)
const isKnown = ask === 'presentation' || ask === 'credential'
const isRight = /^[1-9]\d{1,5}$/.test(count) && /^[1-9]\d{0,4}$/.test(people) && isKnown
if (!isRight || !isNumber(minutes) || !isNumber(leak)) {
  process.stderr.write(
    'Usage: npm run verify-load -- [how many] [--minutes N] [--people N] [--ask presentation|credential] [--leak BYTES]\n',
  )
  process.exit(2)
}
const numbers = { count, minutes, people, leak }
const asked = Object.entries(numbers).map(([name, text]) => [name, Number(text)])
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types', '--no-warnings']
const script = new URL('../test/scale/verify-load.ts', import.meta.url).pathname
const { status } = spawnSync(
  process.execPath,
  [...flags, script, JSON.stringify({ ...Object.fromEntries(asked), ask })],
  { stdio: 'inherit' },
)
process.exit(status ?? 1)
