import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { parseJson } from '@fidecura/base'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * JSONTestSuite. `y_` must be read and as everybody reads it, `n_` must be refused with a code, `i_`
 * and the transformations, on which parsers differ, must do one of the two.
 */
export const jsonBadInput: Corpus = { name: 'json-bad-input', folders: ['json-bad-input'], run }

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const part of ['test_parsing', 'test_transform']) {
    for (const name of readdirSync(join(folder, part))) {
      yield { name, ...(await judge(name, readFileSync(join(folder, part, name)))) }
    }
  }
}

async function judge(name: string, bytes: Uint8Array): Promise<Omit<CaseResult, 'name'>> {
  const ours = await outcomeOf(() => parseJson(bytes))
  if (ours !== 'accepted') {
    return name.startsWith('y_')
      ? { outcome: 'failed', reason: `refused with ${ours}`, ours }
      : { outcome: 'passed' }
  }
  if (name.startsWith('n_')) return { outcome: 'failed', reason: 'accepted', ours }
  const peer: unknown = JSON.parse(new TextDecoder().decode(bytes))
  return isDeepStrictEqual(parseJson(bytes), peer)
    ? { outcome: 'passed' }
    : { outcome: 'failed', reason: 'read as another value', ours: 'other_value' }
}
