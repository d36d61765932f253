import { readdirSync } from 'node:fs'
import { CodedError } from '@fidecura/base'
import { defaultVocabulary, type Vocabulary } from '@fidecura/consent'
import type { SourceReading } from '@fidecura/consent/fhir'
import type fc from 'fast-check'
import { readPublished } from '../../packages/consent/test/fhir-corpora.ts'
import { readExample, tokenOptions } from '../../packages/consent/test/pcf/examples.ts'
import { corpusFolder } from '../corpora.ts'
import type { Case } from './case.ts'
import { casesOf } from './cases-of-rule.ts'

/** One published Consent, and requests drawn from what it names and what lies beside that. */
export interface CorpusCases {
  readonly name: string
  readonly cases: fc.Arbitrary<Case>
}

/** Of every published Consent that is readable; what is not, other tests hold the reasons for. */
export function corpusCases(): readonly CorpusCases[] {
  const published = ['fhir-r4-examples', 'fhir-r5-examples'].flatMap((corpus) =>
    readablesOf(corpus, /^Consent-consent-example-(\w+)\.json$/, readPublished, defaultVocabulary),
  )
  const pcf = readablesOf(
    'ihe-pcf-json',
    /^Consent-ex-(.+)\.json$/,
    readExample,
    tokenOptions.vocabulary,
  )
  return [...published, ...pcf]
}

function readablesOf(
  corpus: string,
  pattern: RegExp,
  read: (folder: string, name: string) => SourceReading,
  vocabulary: Vocabulary,
): readonly CorpusCases[] {
  const folder = corpusFolder(corpus)
  if (folder === undefined) return []
  return readdirSync(folder).flatMap((file) => {
    const [, name] = pattern.exec(file) ?? []
    if (name === undefined) return []
    try {
      const { terms } = read(folder, name)
      return [{ name: `${corpus}/${name}`, cases: casesOf(terms.rule, vocabulary) }]
    } catch (error) {
      if (CodedError.is(error)) return []
      throw error
    }
  })
}
