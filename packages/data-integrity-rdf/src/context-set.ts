import { contexts as published } from '@digitalbazaar/credentials-context'
import { deepFreeze, type JsonObject, type JsonValue } from '@fidecura/base'
import { DataIntegrityRdfError } from './errors.ts'
import { healthContext, healthContextJson } from './health-context.ts'
import { byName, type ContextReading, readContext, type TermDefinition } from './read-context.ts'
import type { SettledTerms } from './term-scope.ts'

/** The contexts that there are for a suite, and what they say together. */
export interface ContextSet extends SettledTerms {
  /** By URL: what stands in the place of it. */
  readonly contexts: ReadonlyMap<string, JsonValue>
  /** By URL: what it says. */
  readonly readings: ReadonlyMap<string, ContextReading>
  /** Names whose values are names in their turn, as those of `type` are. */
  readonly namingTerms: ReadonlySet<string>
  /** What stands before names that are not defined. */
  readonly vocabularies: readonly string[]
  readonly prefixes: ReadonlySet<string>
  /** Every name that one of them defines. Any other may be somebody's, and stands in no error. */
  readonly terms: ReadonlySet<string>
  /** By IRI: the one name for it. */
  readonly names: ReadonlyMap<string, string>
}

/** VCDM 2.0 §B.1. */
const contextV2 = 'https://www.w3.org/ns/credentials/v2'
const ownNames = 'urn:fidecura:'
const maxContexts = 64

/**
 * Puts the bundled contexts and those of the caller together.
 *
 * A graph does not say by which names it was written. So that nobody can exchange the contexts of a
 * signed document for others and read another name for the same thing, one thing has one name in all
 * of them.
 *
 * @param handedIn - By URL. Copied.
 * @throws {@link DataIntegrityRdfError} `context_malformed`, `context_ambiguous`; `place` is the URL.
 */
export function createContextSet(handedIn: Readonly<Record<string, unknown>>): ContextSet {
  const all: (readonly [string, unknown])[] = [
    [contextV2, published.get(contextV2)],
    [healthContext, healthContextJson],
  ]
  for (const [url, context] of Object.entries(handedIn)) {
    // Neither can be replaced: what they say is what verifiers read.
    if (all.length >= maxContexts || all.some(([known]) => known === url)) throw ambiguous(url)
    all.push([url, context])
  }
  const contexts = new Map<string, JsonValue>()
  const names = new Map<string, string>()
  const readings = new Map<string, ContextReading>()
  for (const [url, context] of all) {
    const document = copyOf(context, url)
    const reading = readAt(document, url)
    for (const { term, iri } of reading.terms) {
      const isOwn = url === healthContext || !iri.startsWith(ownNames)
      if (!isOwn || (names.get(iri) ?? term) !== term) throw ambiguous(url)
      names.set(iri, term)
    }
    readings.set(url, reading)
    contexts.set(url, document['@context'] as JsonValue)
  }
  const terms = [...readings.values()].flatMap((reading) => reading.terms)
  const vocabularies = [...readings.values()].flatMap((reading) => reading.vocabularies)
  assertVocabulariesApart(vocabularies, names)
  return Object.freeze({
    contexts,
    readings,
    names,
    terms: new Set(terms.map(({ term }) => term)),
    vocabularies,
    namingTerms: namesOf(terms, (all) =>
      all.some(({ type, iri }) => type === '@vocab' || iri === '@type'),
    ),
    // Where a name is something else in another context, its value is looked into.
    jsonTerms: namesOf(terms, (all) => all.every(({ type }) => type === '@json')),
    graphTerms: namesOf(terms, (all) => all.every((one) => one.containers.includes('@graph'))),
    prefixes: namesOf(terms, (all) => all.some(({ prefix }) => prefix)),
  })
}

/** An undefined name must not come to mean what a defined one does. */
function assertVocabulariesApart(
  vocabularies: readonly string[],
  names: ReadonlyMap<string, string>,
): void {
  for (const vocabulary of vocabularies) {
    if (ownNames.startsWith(vocabulary) || vocabulary.startsWith(ownNames)) {
      throw ambiguous(undefined)
    }
    if (vocabularies.some((other) => other !== vocabulary && other.startsWith(vocabulary))) {
      throw ambiguous(undefined)
    }
    for (const [iri, term] of names) {
      if (iri.startsWith(vocabulary) && iri !== `${vocabulary}${term}`) throw ambiguous(undefined)
    }
  }
}

function namesOf(
  terms: readonly TermDefinition[],
  are: (definitions: readonly TermDefinition[]) => boolean,
): ReadonlySet<string> {
  return new Set([...byName(terms)].filter(([, all]) => are(all)).map(([name]) => name))
}

function readAt(document: JsonObject, url: string): ContextReading {
  try {
    return readContext(document)
  } catch (error) {
    if (!(error instanceof DataIntegrityRdfError)) throw error
    throw new DataIntegrityRdfError(error.code, error.message, { place: url })
  }
}

/** What the caller changes later must not change what signatures mean. */
function copyOf(context: unknown, url: string): JsonObject {
  try {
    return deepFreeze(JSON.parse(JSON.stringify(context)))
  } catch {
    throw new DataIntegrityRdfError('context_malformed', 'Not JSON', { place: url })
  }
}

function ambiguous(place: string | undefined): DataIntegrityRdfError {
  return new DataIntegrityRdfError('context_ambiguous', 'Two names for one thing', { place })
}
