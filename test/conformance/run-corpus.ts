import { corpusFolder, corpusMissing } from '../corpora.ts'
import type { CaseResult, Corpus } from './corpus.ts'
import { type Deviation, deviations } from './deviations.ts'

export interface CorpusResult {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** The cases that failed or were skipped. */
  readonly remarks: readonly CaseResult[]
}

/** Runs one corpus; a deviation counts as passed only if it is exactly the documented one. */
export async function runCorpus(corpus: Corpus): Promise<CorpusResult> {
  const folders = corpus.folders.map(corpusFolder)
  if (folders.includes(undefined)) {
    return resultOf([{ name: corpus.name, outcome: 'skipped', reason: corpusMissing }])
  }
  const documented = new Map(
    deviations.filter((one) => one.corpus === corpus.name).map((one) => [one.name, one]),
  )
  const results: CaseResult[] = []
  try {
    for await (const result of corpus.run(...(folders as string[]))) {
      results.push(settle(result, documented.get(result.name)))
      documented.delete(result.name)
    }
  } catch (error) {
    results.push({ name: 'the run', outcome: 'failed', reason: `stopped: ${String(error)}` })
  }
  for (const name of documented.keys()) {
    results.push({ name, outcome: 'failed', reason: 'documented as a deviation, and no such case' })
  }
  if (results.length === 0) results.push({ name: 'the run', outcome: 'failed', reason: 'no cases' })
  return resultOf(results)
}

function settle(result: CaseResult, deviation: Deviation | undefined): CaseResult {
  if (deviation === undefined) return result
  if (result.outcome === 'failed' && result.ours === deviation.ours) {
    return { name: result.name, outcome: 'passed' }
  }
  const reason = `documented as ${deviation.ours}, and is ${result.ours ?? result.outcome}`
  return { name: result.name, outcome: 'failed', reason }
}

function resultOf(results: readonly CaseResult[]): CorpusResult {
  const count = (outcome: CaseResult['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length
  return {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    remarks: results.filter(({ outcome }) => outcome !== 'passed'),
  }
}
