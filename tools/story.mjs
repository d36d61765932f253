import { build, ensureInstalled, inProject, run } from './launch.mjs'

ensureInstalled({ name: '@fidecura/cli', folder: 'packages/cli' })
build('packages/cli')
run(inProject('packages/cli/bin/fidecura.js'), 'story', ...process.argv.slice(2))
