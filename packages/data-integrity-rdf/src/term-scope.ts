import type { JsonObject } from '@fidecura/base'
import type { ContextReading, TermDefinition } from './read-context.ts'

/** What the contexts that a graph names make of a member's name. */
export interface TermScope {
  /** Whether the value is signed as the JSON that it is. */
  isJson(name: string, of: JsonObject): boolean
  /** Whether the value is a graph of its own. */
  isGraph(name: string, of: JsonObject): boolean
}

/** Names that are JSON, or a graph, in all contexts that there are. */
export interface SettledTerms {
  readonly jsonTerms: ReadonlySet<string>
  readonly graphTerms: ReadonlySet<string>
}

/**
 * A name means what the contexts say that the graph itself names. Where they have a vocabulary, a name
 * that they do not define is signed as a plain member, whatever a context says that is only at hand;
 * and one that they define for a type, wherever the object is of another. Where there is none, such a
 * member is refused for being undefined.
 */
export function termScopeOf(readings: readonly ContextReading[], settled: SettledTerms): TermScope {
  const isOpen = readings.some(({ vocabularies }) => vocabularies.length > 0)
  const definitionsOf = (name: string): readonly TermDefinition[] =>
    readings.flatMap(({ byName }) => byName.get(name) ?? [])
  const applies = ({ within }: TermDefinition, object: JsonObject): boolean => {
    const [type, ...others] = within
    if (!isOpen || type === undefined) return true
    // A second definition of the type might come without these terms.
    const isType = others.length === 0 && definitionsOf(type).length === 1
    return isType && [object['type']].flat().includes(type)
  }
  const isDefined = (name: string, object: JsonObject): boolean =>
    definitionsOf(name).some((definition) => applies(definition, object))
  return {
    isJson: (name, of) => settled.jsonTerms.has(name) && isDefined(name, of),
    isGraph: (name, of) => settled.graphTerms.has(name) && isDefined(name, of),
  }
}
