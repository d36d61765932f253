import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { allParsers } from './all-parsers.ts'
import { type ParserResult, runParser, tryInput } from './run-parser.ts'
import { type Suite, suites } from './suites.ts'

// `npm run fuzz`: input that is nearly right, or not at all, for every parser.

const help = `Gives every parser input that is nearly right, or not at all, and looks that each case ends
with a value or an error of ours, within 50 ms of CPU, and that no error says what it was given.
Parsers whose input is no text to be changed are tried by the tests that know how to make it, with as
many cases; --seed, --first, --input and --json are not for these.

  --cases N      cases for each parser, 100000 unless said otherwise
  --parser NAME  only the parsers whose name begins so; may be given more than once
  --seed N       a number that repeats a run; the time of day unless said otherwise
  --first N      the number of the first case, to see a similar one with --cases 1
  --input FILE   one input, in Base64, for each of these parsers; a run leaves those that failed
  --list         the names of all parsers
  --json         the result as JSON
`

const { values: options } = parseArgs({
  options: {
    cases: { type: 'string', default: '100000' },
    parser: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    first: { type: 'string', default: '0' },
    input: { type: 'string' },
    list: { type: 'boolean' },
    json: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  },
})

const numbers = [options.cases, options.seed, options.first].map(Number)
const [cases = 0, seed = 0, first = 0] = numbers
if (options.help === true) {
  process.stdout.write(help)
} else if (!numbers.every((n) => Number.isSafeInteger(n) && n >= 0)) {
  process.stderr.write(help)
  process.exitCode = 2
} else {
  await main()
}

async function main(): Promise<void> {
  const all = await allParsers()
  const isChosen = ({ name }: { readonly name: string }): boolean =>
    options.parser.length === 0 || options.parser.some((start) => name.startsWith(start))
  const chosen = all.filter(isChosen)
  const chosenSuites =
    options.json === true || options.input !== undefined ? [] : suites.filter(isChosen)
  if (options.list === true || chosen.length + chosenSuites.length === 0) {
    process.stdout.write(`${[...all, ...suites].map(({ name }) => name).join('\n')}\n`)
    process.exitCode = options.list === true ? 0 : 2
    return
  }
  if (options.input !== undefined) {
    const input = Buffer.from(readFileSync(options.input, 'utf8'), 'base64')
    for (const parser of chosen) {
      process.stdout.write(`${parser.name}: ${await tryInput(parser, input)}\n`)
    }
    return
  }
  const results: ParserResult[] = []
  for (const parser of chosen) {
    const started = performance.now()
    const onProgress = (done: number): void => {
      if (process.stderr.isTTY) process.stderr.write(`\r${parser.name}: ${done} `)
    }
    const result = await runParser(parser, { seed, cases, first, onProgress })
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    if (process.stderr.isTTY) process.stderr.write('\r')
    process.stderr.write(`${lineOf(result)} ${seconds.padStart(7)} s\n`)
    for (const failure of result.failures) {
      const file = join(tmpdir(), `fidecura-fuzz-${failure.seed}-${results.length}-${failure.case}`)
      writeFileSync(file, failure.input)
      const again = `--parser '${failure.parser}' --input ${file}`
      process.stderr.write(`  ${failure.what}\n  see it again: npm run fuzz -- ${again}\n`)
    }
    results.push(result)
  }
  const failed = results.reduce((sum, { failures }) => sum + failures.length, 0)
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ seed, cases, failed, results }, null, 2)}\n`)
  } else {
    process.stdout.write(`seed ${seed}: ${results.length} parsers, ${failed} failures\n`)
  }
  const passed = chosenSuites.length === 0 || runSuites(chosenSuites)
  process.exitCode = failed === 0 && passed ? 0 : 1
}

function runSuites(chosen: readonly Suite[]): boolean {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const jest = join(root, 'node_modules/jest/bin/jest.js')
  if (!existsSync(jest)) {
    const names = chosen.map(({ name }) => name).join('; ')
    process.stderr.write(
      `Not tried, for jest is not installed (npx pnpm@12.21.0 install): ${names}\n`,
    )
    return false
  }
  const node = ['--experimental-vm-modules', '--no-warnings', jest, '--testTimeout=86400000']
  const { status } = spawnSync(process.execPath, [...node, ...chosen.map(({ file }) => file)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, FIDECURA_FUZZ_RUNS: String(cases) },
  })
  return status === 0
}

function lineOf({ name, accepted, refused, codes, slowestMs, failures }: ParserResult): string {
  const cells = [accepted, refused, codes.length, `${slowestMs.toFixed(1)} ms`]
  const verdict = failures.length === 0 ? 'ok' : 'FAILED'
  return `${name.padEnd(48)} ${verdict.padEnd(6)} ${cells.map((cell) => String(cell).padStart(9)).join('')}`
}
