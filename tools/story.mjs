import { build, buildApps, ensureInstalled, inProject, run, runWhileWanted } from './launch.mjs'

const args = process.argv.slice(2)
ensureInstalled({ name: '@fidecura/cli', folder: 'packages/cli' })
build('packages/cli')
const command = inProject('packages/cli/bin/fidecura.js')
if (args.includes('--serve')) {
  const { patient, console } = buildApps()
  runWhileWanted(command, 'story', '--patient-app', patient, '--console-app', console, ...args)
} else {
  run(command, 'story', ...args)
}
