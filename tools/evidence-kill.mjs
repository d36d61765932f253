// Kills sequencer, witnesses and chain node in turn under load, stories, and who writes to a store, as often as is asked, and says how long each took to catch up.
import { spawnSync } from 'node:child_process'

const [rounds = '20'] = process.argv.slice(2)
if (!/^[1-9]\d{0,3}$/.test(rounds)) {
  process.stderr.write('Usage: npm run evidence-kill -- [rounds]\n')
  process.exit(2)
}
const flags = [
  '--experimental-vm-modules',
  '--no-warnings',
  'node_modules/jest/bin/jest.js',
  '--runInBand',
]
const { status } = spawnSync(
  process.execPath,
  [...flags, 'evidence-kill', 'anvil-kill', 'story-kill', 'store/test/kill'],
  {
    stdio: 'inherit',
    env: { ...process.env, FIDECURA_KILL_ROUNDS: rounds },
  },
)
process.exit(status ?? 1)
