import type { JsonObject } from '@fidecura/base'
import { type RecordNumber, recordReference } from '@fidecura/consent'
import { type ReferenceMap, type SourceReading, termsFromFhir } from '@fidecura/consent/fhir'
import { type Environment, readInput } from './environment.ts'
import { inFile, readJsonFile } from './located.ts'
import { UsageError } from './usage-error.ts'

/** A patient's wish as a FHIR Consent, read for one record. */
export interface ConsentSource {
  readonly bytes: Uint8Array
  readonly references: ReferenceMap
  readonly reading: SourceReading
}

/**
 * Reads a FHIR Consent. Its patient is that of the record, unless the file of references says what
 * else the reference stands for: whoever signs is shown the record.
 */
export async function readConsentSource(
  options: { readonly fhir: string; readonly references?: string; readonly record: RecordNumber },
  environment: Environment,
): Promise<ConsentSource> {
  const { fhir, references: path, record } = options
  const given = path === undefined ? {} : await readReferences(path, environment)
  const bytes = await readInput(fhir, environment)
  return inFile(fhir, () => {
    const { subjectReference } = termsFromFhir(bytes, { references: given })
    const references = { [subjectReference]: recordReference(record), ...given }
    return { bytes, references, reading: termsFromFhir(bytes, { references }) }
  })
}

/** A map of what the references in a file stand for. */
export async function readReferences(
  path: string,
  environment: Environment,
): Promise<ReferenceMap> {
  const json = await readJsonFile(path, environment)
  if (isTexts(json)) return json
  throw new UsageError('file_unexpected', 'Not a map of references to texts', { place: path })
}

function isTexts(json: JsonObject): json is Readonly<Record<string, string>> {
  return Object.values(json).every((value) => typeof value === 'string')
}
