// Runs the tests of the service a second time, on a PostgreSQL of its own: all of them.
import { spawnSync } from 'node:child_process'

const flags = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const { status } = spawnSync(process.execPath, [...flags, 'on-postgres'], {
  stdio: 'inherit',
  env: { ...process.env, FIDECURA_ON_POSTGRES: 'all' },
})
process.exit(status ?? 1)
