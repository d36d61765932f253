import { ensureInstalled, inProject, run } from './launch.mjs'

ensureInstalled({ name: '@fidecura/test', folder: 'test' })
run(
  '--conditions=@fidecura/source',
  inProject('test/consent-oracle/run.ts'),
  ...process.argv.slice(2),
)
