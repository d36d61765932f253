import { parseArgs } from 'node:util'
import { allCorpora } from './all-corpora.ts'
import { type CorpusResult, runCorpus } from './run-corpus.ts'

// `npm run conformance`: what published test vectors say about us.

const { values: options } = parseArgs({ options: { json: { type: 'boolean' } } })

const results: [string, CorpusResult][] = []
for (const corpus of allCorpora) results.push([corpus.name, await runCorpus(corpus)])

if (options.json === true) {
  const counts = results.map(([name, { passed, failed, skipped }]) => [
    name,
    { passed, failed, skipped },
  ])
  console.log(JSON.stringify(Object.fromEntries(counts), null, 2))
} else {
  printTable()
}
process.exitCode = results.some(([, { failed }]) => failed > 0) ? 1 : 0

function printTable(): void {
  const cells = results.map(([name, { passed, failed, skipped }]) => [
    name,
    passed,
    failed,
    skipped,
  ])
  for (const [name, ...counts] of [['corpus', 'passed', 'failed', 'skipped'], ...cells]) {
    console.log(
      String(name).padEnd(24) + counts.map((count) => String(count).padStart(10)).join(''),
    )
  }
  for (const [name, { remarks }] of results) {
    for (const { name: one, outcome, reason } of remarks) {
      console.log(`${outcome}: ${name}: ${one}: ${reason ?? 'no reason given'}`)
    }
  }
}
