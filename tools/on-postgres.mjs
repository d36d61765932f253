// Runs the tests of store and service a second time, on PostgreSQL: all of them.
import { spawnSync } from 'node:child_process'

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const { status } = spawnSync(
  process.execPath,
  [...jest, 'packages/server/test', 'packages/store/test/on-postgres'],
  { stdio: 'inherit', env: { ...process.env, FIDECURA_TEST_STORE: 'postgres' } },
)
process.exit(status ?? 1)
