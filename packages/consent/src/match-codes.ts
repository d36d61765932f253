import type { RequestedData } from './access-request.ts'
import { type Match, no, perhaps, someOf, yes } from './match-result.ts'
import type { Coding, Effect } from './terms.ts'

/** Codes by system. */
export type CodeSets = ReadonlyMap<string, ReadonlySet<string>>

/** Codes of a condition, with every narrower one written out. */
export interface CompiledCodes {
  readonly sure: CodeSets
  /** Broader than a code of the condition. */
  readonly perhaps: CodeSets
}

/** A resource has one kind, so another one of the same system is another kind. */
export function matchTypes(types: CodeSets, effect: Effect, data: RequestedData): Match {
  if (data.types === undefined) return someOf(effect, data)
  if (data.scope === 'category') {
    if (data.types.every((type) => find(types, type) === 'code')) return yes
    if (data.types.every((type) => find(types, type) === 'system')) return no
    return someOf(effect, data)
  }
  const found = lookUp(types, data.types)
  if (found === 'code') return yes
  return found === 'system' ? no : perhaps
}

/** Data may have many codes, so a category of one code may hold data of another too. */
export function matchCodes(codes: CompiledCodes, effect: Effect, data: RequestedData): Match {
  if (data.codes === undefined) return someOf(effect, data)
  if (data.scope === 'category') {
    const all = data.codes.every((code) => find(codes.sure, code) === 'code')
    return all ? yes : someOf(effect, data)
  }
  const found = lookUp(codes.sure, data.codes)
  if (found === 'code') return yes
  if (found === 'nothing') return perhaps
  return lookUp(codes.perhaps, data.codes) === 'code' ? perhaps : no
}

type Lookup = 'code' | 'system' | 'nothing'

/** Whether one of the codes is there, or at least one of its system. */
export function lookUp(sets: CodeSets, codings: readonly Coding[]): Lookup {
  let found: Lookup = 'nothing'
  for (const coding of codings) {
    const here = find(sets, coding)
    if (here === 'code') return here
    if (here === 'system') found = here
  }
  return found
}

export function find(sets: CodeSets, { system, code }: Coding): Lookup {
  const codes = sets.get(system)
  if (codes === undefined) return 'nothing'
  return codes.has(code) ? 'code' : 'system'
}
