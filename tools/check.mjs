import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkFirstRun } from './check-first-run.mjs'
import { checkPackaging } from './check-packaging.mjs'
import { checkBundleSize } from './check-size.mjs'
import { listFailures, readJestReport } from './jest-report.mjs'
import { bin, runCommand, runCommandWith } from './workspace.mjs'

// Everything that must hold before a change lands. Each step tells { output, passed, failed, skipped, failures }.

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 13)) {
  console.error(`This needs Node 22.13 or newer, and this is ${process.version}: run npm test.`)
  process.exit(1)
}

const { values: options } = parseArgs({
  options: { verbose: { type: 'boolean' }, write: { type: 'boolean' } },
})
/** Of those who look at the end alone. */
const linesAtTheEnd = 34

// Those of one stage run beside each other: none of them keeps two cores busy. What others need comes before them.
const stages = [
  [
    ['types', types],
    ['first run', () => single(checkFirstRun())],
  ],
  [
    ['lint', () => command(bin('biome'), 'ci', '--colors=off')],
    ['unused code and dependencies', () => command(bin('knip'), '--no-progress')],
    ['API reports', apiReports],
    ['packaging', () => single(checkPackaging())],
    ['bundle size', () => single(checkBundleSize())],
  ],
  [['tests', jest]],
]

const total = { passed: 0, failed: 0, skipped: [], failures: [] }
const started = performance.now()
for (const steps of stages) await Promise.all(steps.map((step) => run(...step)))

console.log(`\n${seconds(started)} s in all`)
if (total.skipped.length > 0)
  // Nearly always vectors of others, which do not come with a clone.
  console.log(
    `\nSkipped; for published test vectors, see docs/conformance.md:\n${total.skipped.map((name) => `- ${name}`).join('\n')}`,
  )
if (total.failures.length > 0)
  console.log(`\nFailed:\n${listFailures(total.failures, linesAtTheEnd).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped.length} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1

async function run(name, step) {
  const from = performance.now()
  const { output, passed, failed, skipped = [], failures, note = '' } = await step()
  const lines = output.trim().split('\n')
  total.passed += passed
  total.failed += failed
  total.skipped.push(...skipped)
  if (failed > 0) total.failures.push(...(failures ?? [{ name, file: '', message: lines }]))
  const verdict = failed === 0 ? 'ok' : 'FAILED'
  console.log(`${name.padEnd(30)} ${verdict.padEnd(6)} ${seconds(from).padStart(6)} s${note}`)
  if (failed > 0 || options.verbose) console.log(output.trim())
}

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

/** In a process of its own, for it waits for nothing, and would let nothing else run here. */
function apiReports() {
  const write = options.write === true ? ['--write'] : []
  return command(process.execPath, 'tools/check-api.mjs', ...write)
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
    return tally(file, status, output)
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

/** What failed, with all that it says, and nothing of what did not. */
function tally(file, status, output) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    // Nothing was written: what it printed last says why.
    return { output: output.trim().split('\n').slice(-30).join('\n'), passed: 0, failed: 1 }
  }
  const { passed, failed, skipped, failures } = readJestReport(report, status)
  const note = `  ${passed} passed, ${failed} failed, ${skipped.length} skipped${longestIn(report)}`
  const told = failures.map(({ name, file, details }) => `\n● ${file} › ${name}\n${details}`)
  return {
    output: options.verbose ? output : told.join('\n'),
    passed,
    failed,
    skipped,
    failures,
    note,
  }
}

/** The files that kept the others waiting, for whoever wants this to be shorter. */
function longestIn({ testResults }) {
  const took = testResults.map(({ name, startTime, endTime }) => [endTime - startTime, name])
  const longest = took.sort(([one], [other]) => other - one).slice(0, 15)
  const lines = longest.map(
    ([milliseconds, name]) => `${Math.round(milliseconds / 1000)} s ${basename(name, '.test.ts')}`,
  )
  return `\n  longest: ${lines.join(', ')}`
}
