import { build, buildApps, ensureInstalled, inProject, run, runWhileWanted } from './launch.mjs'

const args = process.argv.slice(2)
ensureInstalled({ name: '@fidecura/cli', folder: 'packages/cli' })
build('packages/cli')
const command = inProject('packages/cli/bin/fidecura.js')
if (args.includes('--serve')) {
  const { patient, console } = buildApps()
  ensureInstalled({ name: '@fidecura/clinic-portal', folder: 'examples/clinic-portal' })
  const portal = inProject('examples/clinic-portal/src/index.ts')
  const parts = ['--patient-app', patient, '--console-app', console, '--portal', portal]
  runWhileWanted(command, 'story', ...parts, ...args)
} else {
  run(command, 'story', ...args)
}
