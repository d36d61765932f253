import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { ContextSet } from './context-set.ts'
import { DataIntegrityRdfError } from './errors.ts'

const maxContexts = 16
// A presentation, its credentials, and what those may enclose.
const maxDepth = 3

/**
 * Puts in the place of each URL what it stands for, so that `jsonld` has nothing to load or to remember:
 * at the top of the document, and of those that it encloses as graphs of their own, such as the
 * credentials in a presentation.
 *
 * @throws {@link DataIntegrityRdfError} `context_inline`, `context_unknown`, `document_malformed`,
 *   `document_too_large`.
 */
export function resolveContexts(
  document: JsonObject,
  set: ContextSet,
  { place = '', depth = 1 }: { readonly place?: string; readonly depth?: number } = {},
): JsonObject {
  if (depth > maxDepth) {
    throw new DataIntegrityRdfError('document_too_large', 'More levels than the limit', { place })
  }
  const { '@context': named, ...members } = document
  const contexts = contextsOf(named, set, `${place}/@context`)
  const resolved = Object.entries(members).map(([name, value]): [string, JsonValue] => {
    if (!set.graphTerms.has(name)) return [name, value]
    const inside = `${place}/${name}`
    const resolveOne = (one: JsonValue): JsonValue => {
      if (!isJsonObject(one) || one['@context'] === undefined) return one
      if (name !== 'proof') return resolveContexts(one, set, { place: inside, depth: depth + 1 })
      // A proof may repeat the context of its document, and says nothing by it.
      assertSameContext(one, named, `${inside}/@context`)
      const { '@context': _, ...rest } = one
      return rest
    }
    return [name, Array.isArray(value) ? value.map(resolveOne) : resolveOne(value)]
  })
  return { '@context': contexts, ...Object.fromEntries(resolved) }
}

/** @throws {@link DataIntegrityRdfError} `context_inline`. */
export function assertSameContext(
  proof: JsonObject,
  context: JsonValue | undefined,
  place: string,
): void {
  const own = proof['@context']
  if (own === undefined || JSON.stringify(own) === JSON.stringify(context)) return
  throw new DataIntegrityRdfError('context_inline', 'Another context than that of the document', {
    place,
  })
}

function contextsOf(
  named: JsonValue | undefined,
  set: ContextSet,
  place: string,
): readonly JsonValue[] {
  const urls = Array.isArray(named) ? (named as readonly JsonValue[]) : [named]
  // Each is read again for each proof, so none is taken twice.
  const distinct = new Set(urls).size === urls.length && urls.length <= maxContexts
  if (named === undefined || urls.length === 0 || !distinct) {
    throw new DataIntegrityRdfError('document_malformed', 'Not contexts as they must be', { place })
  }
  return urls.map((url) => {
    if (typeof url !== 'string') {
      throw new DataIntegrityRdfError('context_inline', 'Brings a context of its own', { place })
    }
    const context = set.contexts.get(url)
    if (context !== undefined) return context
    throw new DataIntegrityRdfError('context_unknown', 'A context that is not at hand', { place })
  })
}
