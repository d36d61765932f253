import { type ConsentCoding, consentCodeSystems, type Rule, type Terms } from '../terms.ts'
import type { Language } from './catalogue.ts'
import { plainNameOf } from './code-names.ts'

/** A code, and what people call it. */
export interface NamedCode extends ConsentCoding {
  readonly name: string
}

/** Terms in a glance, for a card or a list. Never instead of what is signed: `renderTerms`. */
export interface TermsGist {
  /** What any permit is for, each once. */
  readonly purposes: readonly NamedCode[]
  /** What any permit is about, kinds before codes. Empty: everything, or nothing is permitted. */
  readonly data: readonly NamedCode[]
  readonly permits: boolean
  /** There are conditions, exceptions or duties that a glance does not show: read the text. */
  readonly hasMore: boolean
}

/**
 * Says in a glance what terms permit, and whether there is more to them.
 *
 * @returns Names without the codes behind them; a code that has no name is its own. Deep-frozen.
 */
export function gistOfTerms(
  { rule }: Terms,
  { language }: { readonly language: Language },
): TermsGist {
  const rules = flatten(rule)
  const permits = rules.filter(({ effect }) => effect === 'permit')
  const named = (codings: readonly ConsentCoding[]): readonly NamedCode[] =>
    Object.freeze(
      unique(codings).map(({ system, code }) =>
        Object.freeze({ system, code, name: plainNameOf({ system, code }, language) }),
      ),
    )
  const { actReason: system } = consentCodeSystems
  const purposes = permits.flatMap(({ conditions }) => conditions.purposes ?? [])
  const types = permits.flatMap(({ conditions }) => conditions.types ?? [])
  const codes = permits.flatMap(({ conditions }) => conditions.codes ?? [])
  return Object.freeze({
    purposes: named(purposes.map((code) => ({ system, code }))),
    data: named([...types, ...codes]),
    permits: permits.length > 0,
    hasMore: !isPlain(rule),
  })
}

function flatten(rule: Rule): readonly Rule[] {
  return [rule, ...rule.children.flatMap(flatten)]
}

/** One permit, or a denial of everything with permits as exceptions, of purposes and kinds alone. */
function isPlain(rule: Rule): boolean {
  if (rule.effect === 'permit') return isPlainPermit(rule)
  return Object.keys(rule.conditions).length === 0 && rule.children.every(isPlainPermit)
}

function isPlainPermit({ effect, conditions, children, duties = [] }: Rule): boolean {
  if (effect !== 'permit' || children.length > 0 || duties.length > 0) return false
  const { purposes, types, codes, actors, actions, ...others } = conditions
  // Both ask for each: a kind and what it is about, which a list of names would show as one or the other.
  if (types !== undefined && codes !== undefined) return false
  return Object.keys(others).length === 0 && (actors?.length ?? 0) <= 1
}

function unique(codings: readonly ConsentCoding[]): readonly ConsentCoding[] {
  const seen = new Map(
    codings.map((coding) => [JSON.stringify([coding.system, coding.code]), coding]),
  )
  return [...seen.values()]
}
