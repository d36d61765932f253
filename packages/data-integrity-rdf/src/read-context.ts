import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { DataIntegrityRdfError } from './errors.ts'

/** One name that a context defines, in whatever part of it. */
export interface TermDefinition {
  readonly term: string
  /** The terms whose own contexts it stands in, outermost first. */
  readonly within: readonly string[]
  /** The IRI, `@id` or `@type`. */
  readonly iri: string
  readonly type: string | undefined
  readonly containers: readonly string[]
  /** Whether `term:rest` may stand for the IRI and the rest. */
  readonly prefix: boolean
}

/** What a context says, as far as it matters for how documents can be written. */
export interface ContextReading {
  readonly terms: readonly TermDefinition[]
  readonly byName: ReadonlyMap<string, readonly TermDefinition[]>
  /** What stands before names that are not defined. */
  readonly vocabularies: readonly string[]
}

type Scope = ReadonlyMap<string, string>

const maxDepth = 16
const maxTerms = 4096
const iri = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/
const settings = new Set(['@version', '@protected', '@propagate', '@vocab'])
const members = new Set([
  '@id',
  '@type',
  '@container',
  '@context',
  '@protected',
  '@prefix',
  '@language',
  '@direction',
])
// Not `@index`, `@id`, `@type`: their keys are signed in another place than they are read, or not at all.
const containers = new Set(['@set', '@list', '@graph', '@language'])

/**
 * Reads a context that is to be trusted. What could fetch another one, drop a member unsigned or give
 * a document a second structure with the same graph is refused: remote and imported contexts, `@base`,
 * contexts that end before the document does, `@nest`, `@reverse`, maps by index, id or type, and further names of other keywords.
 *
 * @throws {@link DataIntegrityRdfError} `context_malformed`.
 */
export function readContext(document: unknown): ContextReading {
  const { '@context': context, ...rest } = asObject(document as JsonValue)
  if (Object.keys(rest).length > 0 || context === undefined) throw malformed()
  const terms: TermDefinition[] = []
  const vocabularies: string[] = []
  visit(context, new Map(), [])
  return { terms, byName: byName(terms), vocabularies }

  function visit(value: JsonValue, outer: Scope, within: readonly string[]): void {
    if (within.length > maxDepth) throw malformed()
    let scope = outer
    for (const one of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
      scope = readOne(asObject(one), scope, within)
    }
  }

  function readOne(context: JsonObject, outer: Scope, within: readonly string[]): Scope {
    // Objects further in would be read by other contexts than those the document names.
    if (within.length === 0 && context['@propagate'] === false) throw malformed()
    const vocabulary = context['@vocab']
    if (vocabulary !== undefined) vocabularies.push(asIri(vocabulary))
    const names = Object.keys(context).filter((name) => !name.startsWith('@'))
    const known = Object.keys(context).length - names.length
    if (Object.keys(context).filter((name) => settings.has(name)).length !== known) {
      throw malformed()
    }
    const scope = new Map(outer)
    const scoped: (readonly [string, JsonValue])[] = []
    // Prefixes first, for the others may be written with them.
    for (const name of names) {
      const id = idOf(context[name])
      if (id !== undefined && !isCompact(id, context)) scope.set(name, id)
    }
    for (const name of names) {
      if (terms.length >= maxTerms) throw malformed()
      const definition = readTerm(name, context[name], scope, vocabulary)
      scope.set(name, definition.iri)
      terms.push({ ...definition, within })
      const inner = isJsonObject(context[name]) ? context[name]['@context'] : undefined
      // Forgets all contexts, as only a graph may, which then names its own.
      const isForgotten = inner === null && definition.containers.includes('@graph')
      if (inner !== undefined && !isForgotten) scoped.push([name, inner])
    }
    for (const [name, inner] of scoped) visit(inner, scope, [...within, name])
    return scope
  }
}

/** All definitions of each name. */
export function byName(
  terms: readonly TermDefinition[],
): ReadonlyMap<string, readonly TermDefinition[]> {
  const found = new Map<string, TermDefinition[]>()
  for (const one of terms) {
    const same = found.get(one.term)
    if (same === undefined) found.set(one.term, [one])
    else same.push(one)
  }
  return found
}

function readTerm(
  term: string,
  value: JsonValue | undefined,
  scope: Scope,
  vocabulary: JsonValue | undefined,
): Omit<TermDefinition, 'within'> {
  if (typeof value === 'string') {
    const expanded = expand(value, scope)
    return { term, iri: expanded, type: undefined, containers: [], prefix: endsOpen(expanded) }
  }
  const definition = asObject(value)
  if (!Object.keys(definition).every((name) => members.has(name))) throw malformed()
  const named = definition['@id']
  if (named === undefined && typeof vocabulary !== 'string') throw malformed()
  const expanded = named === undefined ? `${vocabulary}${term}` : expand(named, scope)
  const container = definition['@container'] ?? []
  const list = Array.isArray(container) ? (container as readonly JsonValue[]) : [container]
  if (!list.every((one) => typeof one === 'string' && containers.has(one))) throw malformed()
  const type = definition['@type']
  if (type !== undefined && typeof type !== 'string') throw malformed()
  return {
    term,
    iri: expanded,
    type,
    containers: list as readonly string[],
    prefix: definition['@prefix'] === true,
  }
}

function idOf(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  const id = isJsonObject(value) ? value['@id'] : undefined
  return typeof id === 'string' ? id : undefined
}

function isCompact(id: string, context: JsonObject): boolean {
  return Object.hasOwn(context, id.slice(0, Math.max(0, id.indexOf(':'))))
}

function expand(value: JsonValue, scope: Scope): string {
  if (value === '@id' || value === '@type') return value
  if (typeof value !== 'string') throw malformed()
  const colon = value.indexOf(':')
  const base = colon < 0 ? undefined : scope.get(value.slice(0, colon))
  return asIri(base === undefined ? value : `${base}${value.slice(colon + 1)}`)
}

/** JSON-LD 1.1 §4.1.5: what may be a prefix without saying so. */
function endsOpen(iri: string): boolean {
  return /[:/?#[\]@]$/.test(iri)
}

function asIri(value: JsonValue): string {
  if (typeof value === 'string' && value.length <= 2048 && iri.test(value)) return value
  throw malformed()
}

function asObject(value: JsonValue | undefined): JsonObject {
  if (isJsonObject(value)) return value
  throw malformed()
}

function malformed(): DataIntegrityRdfError {
  return new DataIntegrityRdfError('context_malformed', 'Not a context that can be trusted')
}
