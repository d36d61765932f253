import { expect, test } from '@jest/globals'
import type { Compared } from './consent-oracle/compare.ts'
import { runNode } from './run-node.ts'

// `npm run oracle` tries 100,000 pairs, with another seed every time. In a process of its own, for in a
// test runner's realm it takes three times as long.
const args = ['test/consent-oracle/run.ts', '--pairs', '5000', '--seed', '7']

test('decide says what the documentation says, read by a second evaluator without its code', async () => {
  const { status, stdout, stderr } = await runNode('.', args)
  expect([status, stderr]).toEqual([0, ''])
  const { seen } = JSON.parse(stdout) as { readonly seen: Compared }
  // Else they would agree on silence alone.
  for (const answer of ['permit', 'deny', 'no_consent', 'record'] as const) {
    expect(seen[answer]).toBeGreaterThan(40)
  }
})
