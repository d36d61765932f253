import { ensureInstalled, inProject, runWhileWanted } from './launch.mjs'

ensureInstalled({ name: '@fidecura/test', folder: 'test' })
runWhileWanted('--conditions=@fidecura/source', inProject('test/vc-api/run.ts'))
