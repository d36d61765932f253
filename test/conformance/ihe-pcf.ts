import { readdirSync } from 'node:fs'
import { canonicalizeJson, decodeUtf8, type JsonValue } from '@fidecura/base'
import { decisions } from '../../packages/consent/test/pcf/decisions.ts'
import { decideExample, readExample, tokenFor } from '../../packages/consent/test/pcf/examples.ts'
import { tokens } from '../../packages/consent/test/pcf/tokens.ts'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

/**
 * IHE Privacy Consent on FHIR: every example is read, what it permits and denies is what the profile says
 * of it, and the claims of its access token are those of the profile.
 */
export const ihePcf: Corpus = { name: 'ihe-pcf', folders: ['ihe-pcf-json'], run }

const kinds = { permit: 'permit', deny: 'deny', silent: 'no_consent' }

async function* run(folder = ''): AsyncIterable<CaseResult> {
  for (const file of readdirSync(folder)) {
    const [, example] = /^Consent-ex-(.+)\.json$/.exec(file) ?? []
    if (example === undefined) continue
    yield resultOf(file, await outcomeOf(() => readExample(folder, example)), 'accepted')
    const rows = decisions.filter((row) => row.example === example)
    if (rows.length === 0) yield resultOf(`${example}, decisions`, 'none', 'some')
    for (const row of rows) {
      const name = `${example}, ${row.person}, ${row.purpose}, ${row.record}`
      yield resultOf(
        name,
        decideExample(readExample(folder, example), row).kind,
        kinds[row.outcome],
      )
    }
  }
  for (const row of tokens) {
    const extension = tokenFor(readExample(folder, row.example), row)
    const residual = extension === undefined ? 'none' : extension.residual
    const [made, published] = [residual, row.residual].map((each) =>
      decodeUtf8(canonicalizeJson((each ?? null) as unknown as JsonValue)),
    )
    const same = made === published
    const name = `${row.example}, ${row.person}, ${row.purpose}, token`
    yield resultOf(name, same ? 'as published' : 'another', 'as published')
  }
}

function resultOf(name: string, ours: string, wanted: string): CaseResult {
  return ours === wanted
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', reason: `${ours} instead of ${wanted}`, ours }
}
