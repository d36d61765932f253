import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonicalizeJson, equalBytes, parseJson } from '@fidecura/base'
import type { CaseResult, Corpus } from './corpus.ts'

/** RFC 8785. The published output, byte for byte, and once more for what we wrote ourselves. */
export const jcs: Corpus = { name: 'jcs', folders: ['jcs'], run }

function* run(folder = ''): Iterable<CaseResult> {
  for (const name of readdirSync(join(folder, 'testdata/input'))) {
    const expected = readFileSync(join(folder, 'testdata/output', name))
    const ours = canonicalizeJson(parseJson(readFileSync(join(folder, 'testdata/input', name))))
    const again = canonicalizeJson(parseJson(ours))
    const same = equalBytes(ours, expected) && equalBytes(again, expected)
    yield same
      ? { name, outcome: 'passed' }
      : { name, outcome: 'failed', reason: 'other bytes', ours: 'other_bytes' }
  }
}
