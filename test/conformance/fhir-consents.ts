import { readdirSync } from 'node:fs'
import { CodedError } from '@fidecura/base'
import { expected, readPublished } from '../../packages/consent/test/fhir-corpora.ts'
import type { CaseResult, Corpus } from './corpus.ts'

/**
 * The examples of FHIR Consent: each is read as terms whose base permits or denies as is written down, or
 * refused with the code and place that its dialect gives.
 */
export const fhirR4Consents: Corpus = {
  name: 'fhir-r4-consents',
  folders: ['fhir-r4-examples'],
  run: (folder = '') => run(folder, expected['fhir-r4-examples']),
}

export const fhirR5Consents: Corpus = {
  name: 'fhir-r5-consents',
  folders: ['fhir-r5-examples'],
  run: (folder = '') => run(folder, expected['fhir-r5-examples']),
}

type Expected = Readonly<Record<string, string | readonly string[]>>

function* run(folder: string, outcomes: Expected): Iterable<CaseResult> {
  for (const file of readdirSync(folder)) {
    const [, name] = /^Consent-consent-example-(\w+)\.json$/.exec(file) ?? []
    if (name === undefined) continue
    const wanted = [outcomes[name] ?? 'nothing known'].flat().join(' at ')
    const ours = readingOf(folder, name)
    yield ours === wanted
      ? { name: file, outcome: 'passed' }
      : { name: file, outcome: 'failed', reason: `${ours} instead of ${wanted}`, ours }
  }
}

function readingOf(folder: string, name: string): string {
  try {
    return readPublished(folder, name).terms.rule.effect
  } catch (error) {
    // Any other error is a bug, and no refusal.
    if (!CodedError.is(error)) throw error
    return `${error.code} at ${error.place}`
  }
}
