// `npm run sweep -- FOLDER [port] [part …]`: starts the example as `npm start -- --serve` does, opens every link that it prints in
// Chromium, on a phone and at a desk, in both languages, and writes a picture of each screen into the folder. It fails where
// a page complains, breaks a rule of axe-core, or is wider than the screen. Parts are whose screens alone: `front`, `secretary` …
import { ensureInstalled, inProject, run } from './launch.mjs'

const [folder, port = '8460', ...parts] = process.argv.slice(2)
if (folder === undefined || !/^\d{4,5}$/.test(port)) {
  process.stderr.write('Usage: npm run sweep -- FOLDER [port] [part ...]\n')
  process.exit(2)
}
ensureInstalled({ name: '@fidecura/test', folder: 'test' })
const flags = ['--conditions=@fidecura/source', '--experimental-strip-types']
run(...flags, inProject('test/sweep/run.ts'), folder, port, ...parts)
