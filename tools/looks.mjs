// Looks at every screen of the apps and of the portal in each language at each size; `npm test` at each size in one language.
import { spawnSync } from 'node:child_process'

const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
const files = [
  ...['apps/console-patients', 'apps/console-staff', 'apps/patient-key', 'apps/patient-openid'],
  ...['apps/patient-screens', 'portal/portal-screens'],
]
const { status } = spawnSync(
  process.execPath,
  [...jest, ...files.map((file) => `test/${file}.test.ts`)],
  {
    stdio: 'inherit',
    env: { ...process.env, FIDECURA_LOOKS: 'all' },
  },
)
process.exit(status ?? 1)
