import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkApiReports } from './check-api.mjs'
import { checkFirstRun } from './check-first-run.mjs'
import { checkPackaging } from './check-packaging.mjs'
import { checkBundleSize } from './check-size.mjs'
import { bin, runCommand, runCommandWith } from './workspace.mjs'

// Everything that must hold before a change lands. Each step tells { output, passed, failed, skipped }.

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`This needs Node 22.13 or newer, and this is ${process.version}: run npm test.`)
  process.exit(1)
}

const { values: options } = parseArgs({
  options: { verbose: { type: 'boolean' }, write: { type: 'boolean' } },
})
const budgetSeconds = 90

const steps = [
  ['types', types],
  ['lint', () => command(bin('biome'), 'ci', '--colors=off')],
  ['first run', () => single(checkFirstRun())],
  ['tests', jest],
  ['unused code and dependencies', () => command(bin('knip'), '--no-progress')],
  ['API reports', () => single(checkApiReports({ write: options.write === true }))],
  ['packaging', () => single(checkPackaging())],
  ['bundle size', () => single(checkBundleSize())],
]

const total = { passed: 0, failed: 0, skipped: [] }
const started = performance.now()
for (const [name, step] of steps) {
  const from = performance.now()
  const { output, passed, failed, skipped = [], note = '' } = await step()
  total.passed += passed
  total.failed += failed
  total.skipped.push(...skipped)
  const verdict = failed === 0 ? 'ok' : 'FAILED'
  console.log(`${name.padEnd(30)} ${verdict.padEnd(6)} ${seconds(from).padStart(6)} s${note}`)
  if (failed > 0 || options.verbose) console.log(output.trim())
}

const took = seconds(started)
console.log(
  `\n${took} s in all${Number(took) > budgetSeconds ? `; the budget is ${budgetSeconds} s` : ''}`,
)
if (total.skipped.length > 0)
  // Nearly always vectors of others, which do not come with a clone.
  console.log(
    `\nSkipped; for published test vectors, see docs/conformance.md:\n${total.skipped.map((name) => `- ${name}`).join('\n')}`,
  )
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1

function seconds(from) {
  return ((performance.now() - from) / 1000).toFixed(1)
}

/**
 * What the apps share comes first. From nothing, the compiler once looked for it on behalf of one of them before it
 * was written, and went on believing that it is not there.
 */
async function types() {
  const shared = await command(bin('tsc'), '-b', 'examples/app-kit')
  return shared.failed > 0 ? shared : command(bin('tsc'), '-b')
}

async function command(...args) {
  const { output, status } = await runCommand(...args)
  return { output, passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1 }
}

/** A check that throws says why in its message, or returns a remark for the line of progress. */
async function single(check) {
  try {
    return { output: '', passed: 1, failed: 0, note: await check }
  } catch (error) {
    return { output: options.verbose ? error.stack : error.message, passed: 0, failed: 1 }
  }
}

async function jest() {
  const folder = mkdtempSync(join(tmpdir(), 'fidecura-check-'))
  const file = join(folder, 'jest.json')
  try {
    const { output, status } = await runCommandWith(
      { onText: suiteProgress() },
      process.execPath,
      '--experimental-vm-modules',
      '--no-warnings',
      'node_modules/jest/bin/jest.js',
      '--ci',
      // Those that look at apps wait half of their time, and others for processes of their own.
      `--maxWorkers=${Math.max(3, availableParallelism())}`,
      '--json',
      `--outputFile=${file}`,
    )
    return { output, ...tally(file, status) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Minutes of silence look like a hang: says now and then how many files are done. */
function suiteProgress() {
  const everySeconds = 20
  let [passed, failed, told] = [0, 0, performance.now()]
  return (text) => {
    for (const [, verdict] of text.matchAll(/^(PASS|FAIL) /gm)) {
      if (verdict === 'PASS') passed++
      else failed++
    }
    if (performance.now() - told < everySeconds * 1000) return
    told = performance.now()
    console.log(`  … ${passed + failed} files of tests done, ${failed} failed`)
  }
}

function tally(file, status) {
  // How test/with-corpus.ts says what is missing.
  const mark = 'skipped: '
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1 }
  }
  const skipped = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'pending' || status === 'todo')
    .map(({ title, fullName }) => (title.startsWith(mark) ? title.slice(mark.length) : fullName))
  // A file that does not even load has no tests to count.
  const failed = report.numFailedTests + report.numRuntimeErrorTestSuites
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && status !== 0 ? 1 : failed,
    skipped,
    note: `  ${report.numPassedTests} passed, ${failed} failed, ${skipped.length} skipped`,
  }
}
