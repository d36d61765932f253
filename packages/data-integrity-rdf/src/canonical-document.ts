import type { JsonObject, JsonValue } from '@fidecura/base'
import jsonld from 'jsonld'
import { assertOneReading } from './assert-one-reading.ts'
import { type CanonicalQuadsOptions, canonicalQuads } from './canonical-quads.ts'
import type { ContextSet } from './context-set.ts'
import { DataIntegrityRdfError } from './errors.ts'

const maxContexts = 16
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
  const { '@context': named, ...rest } = document
  const contexts = contextsOf(named, set)
  assertOneReading(rest, set)
  return canonicalQuads(await quadsOf({ '@context': contexts, ...rest }), { digest })
}

/** In the place of each URL what it stands for, so that `jsonld` has nothing to load or to remember. */
function contextsOf(named: JsonValue | undefined, set: ContextSet): readonly JsonValue[] {
  const urls = Array.isArray(named) ? (named as readonly JsonValue[]) : [named]
  // Each is read again for each proof, so none is taken twice.
  const distinct = new Set(urls).size === urls.length && urls.length <= maxContexts
  if (named === undefined || urls.length === 0 || !distinct) throw malformed('/@context')
  return urls.map((url) => {
    if (typeof url !== 'string') {
      throw new DataIntegrityRdfError('context_inline', 'Brings a context of its own', {
        place: '/@context',
      })
    }
    const context = set.contexts.get(url)
    if (context !== undefined) return context
    throw new DataIntegrityRdfError('context_unknown', 'A context that is not at hand', {
      place: '/@context',
    })
  })
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
    if (!undefinedTerm.has(event)) throw malformed('')
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

function malformed(place: string): DataIntegrityRdfError {
  return new DataIntegrityRdfError('document_malformed', 'Not a document of JSON-LD', { place })
}
