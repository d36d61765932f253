import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { ContextSet } from './context-set.ts'
import { DataIntegrityRdfError } from './errors.ts'
import type { TermScope } from './term-scope.ts'

const maxDepth = 24
// `jsonld` takes time that grows with the square of how many values one member has.
const maxValues = 2000
const valueKeywords = new Set(['@value', '@language', '@direction'])

/**
 * Refuses whatever a holder could rewrite without breaking a signature over the graph: a name spelled
 * as an IRI, a member moved to another object of the same id, a list that came out of nothing, a
 * number beyond the precision of RDF. Readers take JSON by its names, and the graph knows none.
 *
 * @param scopes - Of the document and of the graphs in it that name contexts, which were seen to.
 * @throws {@link DataIntegrityRdfError} `context_inline`, `document_ambiguous`, `document_too_large`;
 *   `place` is where it was found, as a JSON Pointer; of a name that no context defines, the object.
 */
export function assertOneReading(
  document: JsonObject,
  set: ContextSet,
  scopes: ReadonlyMap<JsonObject, TermScope>,
): void {
  let values = 0
  const scope = scopes.get(document)
  if (scope === undefined) throw inline('')
  visitObject(document, {
    place: '',
    isNamed: true,
    depth: 0,
    ids: new Set(),
    scope,
    isGraph: true,
  })

  function visitObject(object: JsonObject, at: Place): void {
    const names = Object.keys(object)
    const seenTo = at.isGraph ? scopes.get(object) : undefined
    const scope = seenTo ?? at.scope
    if (names.includes('@value')) {
      assertText(object, at.place)
      return
    }
    for (const name of names) {
      if (name === '@context') {
        if (seenTo !== undefined) continue
        throw inline(at.place)
      }
      if (name.startsWith('@') || name.includes(':')) throw ambiguous(at.place)
    }
    const { id } = object
    if (id !== undefined) {
      if (typeof id !== 'string' || id.startsWith('_:') || at.ids.has(id)) throw ambiguous(at.place)
      at.ids.add(id)
    }
    for (const name of names) {
      if (name === '@context') continue
      // A name that is not defined may say anything, such as whom this is about.
      const isNamed = at.isNamed && set.terms.has(name)
      const inside = `${at.place}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const place = isNamed ? inside : at.place
      const ids = scope.isGraph(name, object) ? undefined : at.ids
      const isJson = scope.isJson(name, object)
      visit(object[name] as JsonValue, {
        place,
        isNamed,
        ids,
        scope,
        name,
        isJson,
        depth: at.depth + 1,
      })
    }
  }

  function visit(value: JsonValue, at: Member): void {
    if (++values > maxValues || at.depth > maxDepth) throw tooLarge(at.place)
    if (value === null) throw ambiguous(at.place)
    // Signed as it is.
    if (at.isJson) return
    if (typeof value === 'string') assertName(value, at)
    else if (typeof value === 'number' && !Number.isSafeInteger(value)) throw ambiguous(at.place)
    else if (Array.isArray(value)) {
      // A graph has each thing once, however often it is said.
      const plain = value.filter((item) => typeof item !== 'object')
      const hasTwins = new Set(plain).size < plain.length
      if (value.length === 0 || hasTwins) throw ambiguous(at.place)
      for (const item of value as readonly JsonValue[]) {
        if (Array.isArray(item)) throw ambiguous(at.place)
        visit(item, at)
      }
    } else if (isJsonObject(value)) {
      visitObject(value, {
        ...at,
        isGraph: at.ids === undefined,
        ids: at.ids ?? new Set(),
      })
    }
  }

  function assertName(value: string, { name, place }: Member): void {
    const colon = value.indexOf(':')
    const isCompact = colon >= 0 && set.prefixes.has(value.slice(0, colon))
    const isSpelledOut =
      set.namingTerms.has(name) &&
      (set.names.has(value) || set.vocabularies.some((one) => value.startsWith(one)))
    if (value.startsWith('_:') || isCompact || isSpelledOut) throw ambiguous(place)
  }
}

interface Place {
  /** As a JSON Pointer. */
  readonly place: string
  /** Whether the place leads here, by names that are defined. */
  readonly isNamed: boolean
  readonly depth: number
  /** Of the objects of this graph. */
  readonly ids: Set<string>
  readonly scope: TermScope
  /** Whether a graph begins here, which may name contexts. */
  readonly isGraph: boolean
}

interface Member extends Omit<Place, 'ids' | 'isGraph'> {
  readonly name: string
  readonly isJson: boolean
  /** None where each value is a graph of its own. */
  readonly ids: Set<string> | undefined
}

/** A text with its language or direction; without them, it is to be written as a text. */
function assertText(object: JsonObject, place: string): void {
  const names = Object.keys(object)
  const isText = names.length > 1 && names.every((name) => valueKeywords.has(name))
  if (!isText || !names.every((name) => typeof object[name] === 'string')) throw ambiguous(place)
}

function inline(place: string): DataIntegrityRdfError {
  return new DataIntegrityRdfError('context_inline', 'Brings a context of its own', { place })
}

function ambiguous(place: string): DataIntegrityRdfError {
  return new DataIntegrityRdfError('document_ambiguous', 'Could be read in two ways', { place })
}

function tooLarge(place: string): DataIntegrityRdfError {
  return new DataIntegrityRdfError('document_too_large', 'More than the limit', { place })
}
