import type { RequestedData } from './access-request.ts'
import { type Match, no, perhaps, someOf, yes } from './match-result.ts'
import type { ConsentCoding, Effect } from './terms.ts'

/** Codes by system. */
export type CodeSets = ReadonlyMap<string, ReadonlySet<string>>

/** Codes of a condition, with every narrower one written out. */
export interface CompiledCodes {
  readonly sure: CodeSets
  /** Broader than a code of the condition. */
  readonly perhaps: CodeSets
}

/** A record is of one kind in each system, so another one of that system is another kind. */
export function matchTypes(types: CodeSets, effect: Effect, data: RequestedData): Match {
  if (isUnsaid(data.types)) return someOf(effect, data)
  if (data.scope === 'category') {
    if (data.types.every((type) => isIn(types, type))) return yes
    // Each stands for a record of its own, so each must exclude all that is looked for.
    if (data.types.every((type) => lookUp(types, [type]) === 'others')) return no
    return someOf(effect, data)
  }
  const found = lookUp(types, data.types)
  if (found === 'code') return yes
  return found === 'others' ? no : perhaps
}

/** Data may have many codes, so a category of one code may hold data of another too. */
export function matchCodes(codes: CompiledCodes, effect: Effect, data: RequestedData): Match {
  if (isUnsaid(data.codes)) return someOf(effect, data)
  if (data.scope === 'category') {
    const all = data.codes.every((code) => isIn(codes.sure, code))
    return all ? yes : someOf(effect, data)
  }
  const found = lookUp(codes.sure, data.codes)
  if (found === 'code') return yes
  if (found === 'nothing') return perhaps
  return lookUp(codes.perhaps, data.codes) === 'code' ? perhaps : no
}

/** The code; of each system that is looked for another one; or of some system none. */
type Lookup = 'code' | 'others' | 'nothing'

/** What is not said in one system may be what is looked for, whatever is said in another. */
export function lookUp(sets: CodeSets, codings: readonly ConsentCoding[]): Lookup {
  for (const coding of codings) if (isIn(sets, coding)) return 'code'
  for (const system of sets.keys()) {
    if (!codings.some((coding) => coding.system === system)) return 'nothing'
  }
  return 'others'
}

/** An empty list names no kind and no code, and so leaves out none: of it nothing would not hold. */
function isUnsaid(codings: readonly ConsentCoding[] | undefined): codings is undefined {
  return codings === undefined || codings.length === 0
}

function isIn(sets: CodeSets, { system, code }: ConsentCoding): boolean {
  return sets.get(system)?.has(code) === true
}
