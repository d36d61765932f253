import { digestOf } from '@fidecura/identity'
import { ConsentError } from './errors.ts'
import { termsFromFhir } from './fhir/terms-from-fhir.ts'
import { narrows } from './narrows.ts'
import { renderTerms } from './render.ts'
import { recordReference, type Statement } from './statement.ts'

/** What signer and verifier both make sure of. */
export async function assertConsistent(statement: Statement): Promise<void> {
  const text = renderTerms(statement)
  if (statement.text !== text || statement.textDigest !== (await digestOf(text))) {
    throw new ConsentError('statement_text_mismatch', 'The text is not that of the terms')
  }
  assertFromSource(statement)
}

function assertFromSource({ source, terms, record }: Statement): void {
  if (source === undefined) return
  const { bytes, references } = source
  const reading = termsFromFhir(bytes, { references })
  if (!narrows(terms, reading.terms)) {
    throw new ConsentError('statement_wider_than_source', 'Allows more than its source')
  }
  const { subjectReference } = reading
  const subject = Object.hasOwn(references, subjectReference)
    ? references[subjectReference]
    : undefined
  if (subject !== recordReference(record)) {
    throw new ConsentError('statement_subject_mismatch', 'The source is about another patient')
  }
}
