import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { ContextSet } from './context-set.ts'
import { DataIntegrityRdfError } from './errors.ts'
import { type TermScope, termScopeOf } from './term-scope.ts'

const maxContexts = 16
// A presentation, its credentials, and what those may enclose.
const maxDepth = 3

/**
 * Puts in the place of each URL what it stands for, so that `jsonld` has nothing to load or to remember:
 * at the top of the document, and of those that it encloses as graphs of their own, such as the
 * credentials in a presentation.
 *
 * @param scopes - Is told, for each object whose contexts were seen to, how its names are to be read.
 * @throws {@link DataIntegrityRdfError} `context_inline`, `context_unknown`, `document_malformed`,
 *   `document_too_large`.
 */
export function resolveContexts(
  document: JsonObject,
  set: ContextSet,
  scopes: Map<JsonObject, TermScope>,
  { place = '', depth = 1 }: { readonly place?: string; readonly depth?: number } = {},
): JsonObject {
  if (depth > maxDepth) {
    throw new DataIntegrityRdfError('document_too_large', 'More levels than the limit', { place })
  }
  const { '@context': named, ...members } = document
  const urls = contextsOf(named, set, `${place}/@context`)
  const scope = termScopeOf(
    urls.flatMap((url) => set.readings.get(url) ?? []),
    set,
  )
  scopes.set(document, scope)
  const resolved = Object.entries(members).map(([name, value]): [string, JsonValue] => {
    if (!scope.isGraph(name, document)) return [name, value]
    const inside = `${place}/${name}`
    const resolveOne = (one: JsonValue): JsonValue => {
      if (!isJsonObject(one) || one['@context'] === undefined) return one
      if (name !== 'proof') {
        return resolveContexts(one, set, scopes, { place: inside, depth: depth + 1 })
      }
      // A proof may repeat the context of its document, and says nothing by it.
      assertSameContext(one, named, `${inside}/@context`)
      scopes.set(one, scope)
      const { '@context': _, ...rest } = one
      return rest
    }
    return [name, Array.isArray(value) ? value.map(resolveOne) : resolveOne(value)]
  })
  const contexts = urls.map((url) => set.contexts.get(url) as JsonValue)
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
): readonly string[] {
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
    if (set.contexts.has(url)) return url
    throw new DataIntegrityRdfError('context_unknown', 'A context that is not at hand', { place })
  })
}
