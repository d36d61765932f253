import type { JsonObject } from '@fidecura/base'
import jsonld from 'jsonld'
import { assertOneReading } from './assert-one-reading.ts'
import { type CanonicalQuadsOptions, canonicalQuads } from './canonical-quads.ts'
import type { ContextSet } from './context-set.ts'
import { DataIntegrityRdfError } from './errors.ts'
import { resolveContexts } from './resolve-contexts.ts'
import type { TermScope } from './term-scope.ts'

// What `jsonld` says of a member that it would leave out.
const undefinedTerm = new Set(['invalid property', 'relative @type reference'])

/**
 * The canonical N-Quads of a JSON-LD document, all of whose members take part in it.
 *
 * @param document - Its contexts are texts, each in the set.
 * @throws {@link DataIntegrityRdfError}
 */
export async function canonicalDocument(
  document: JsonObject,
  set: ContextSet,
  digest: CanonicalQuadsOptions['digest'],
): Promise<string> {
  const scopes = new Map<JsonObject, TermScope>()
  const resolved = resolveContexts(document, set, scopes)
  assertOneReading(document, set, scopes)
  return canonicalQuads(await quadsOf(resolved), { digest })
}

async function quadsOf(document: JsonObject): Promise<readonly object[]> {
  try {
    return await jsonld.toRDF(document, {
      base: null,
      safe: true,
      rdfDirection: 'i18n-datatype',
      produceGeneralizedRdf: false,
      documentLoader,
    })
  } catch (error) {
    // Its message and details quote the document.
    const event = (error as ValidationError | undefined)?.details?.event?.code ?? ''
    if (!undefinedTerm.has(event))
      throw new DataIntegrityRdfError('document_malformed', 'Not JSON-LD')
    throw new DataIntegrityRdfError('document_term_undefined', 'A member that is not defined')
  }
}

interface ValidationError {
  readonly details?: { readonly event?: { readonly code?: string } }
}

/** Never asked, for nothing that is handed over names a document. */
async function documentLoader(): Promise<never> {
  throw new DataIntegrityRdfError('context_unknown', 'Nothing is ever fetched')
}
