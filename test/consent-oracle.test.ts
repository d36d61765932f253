import { expect, test } from '@jest/globals'
import type { Compared } from './consent-oracle/compare.ts'
import { corpusFolder } from './corpora.ts'
import { runNode } from './run-node.ts'

// `npm run oracle` tries 100,000 pairs, with another seed every time. In a process of its own, for in a
// test runner's realm it takes three times as long.
const args = ['test/consent-oracle/run.ts', '--pairs', '10000', '--seed', '7']

test('decide says what the documentation says, read by a second evaluator without its code', async () => {
  const { status, stdout, stderr } = await runNode('.', args)
  expect([status, stderr]).toEqual([0, ''])
  const { seen, published } = JSON.parse(stdout) as {
    readonly seen: Compared
    readonly published: Readonly<Record<string, Compared>>
  }
  // Else they would agree on silence alone.
  for (const answer of ['permit', 'deny', 'no_consent', 'record'] as const) {
    expect(seen[answer]).toBeGreaterThan(40)
  }
  expect(seen.permit_emergency).toBeGreaterThan(10)
  const found = (corpus: string) =>
    Object.keys(published).filter((name) => name.startsWith(`${corpus}/`)).length
  // Those that the dialects read; why they refuse the others, their own tests say.
  for (const [corpus, readable] of Object.entries(readables)) {
    expect([corpus, found(corpus)]).toEqual([
      corpus,
      corpusFolder(corpus) === undefined ? 0 : readable,
    ])
  }
})

const readables = { 'fhir-r4-examples': 7, 'fhir-r5-examples': 12, 'ihe-pcf-json': 23 }
