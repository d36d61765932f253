import { narrows } from '../narrows.ts'
import type { StatementKind } from '../statement-set.ts'
import type { Conditions, ConsentCoding, Rule, Terms } from '../terms.ts'

/** What somebody may state something about. */
export interface Scope {
  /** ActReason codes that may be agreed to; none if empty. A code stands for itself alone. */
  readonly purposes: readonly string[]
  /** Kinds of data, by their type or their content; `'*'` is the whole record. */
  readonly data: readonly ConsentCoding[] | '*'
}

/**
 * Whether a statement stays within a scope: what it permits is for these purposes and about these data.
 * What only forbids is about these data, for whatever purpose.
 */
export function isWithinScope(kind: StatementKind, terms: Terms, scope: Scope): boolean {
  const { purposes, data } = scope
  if (kind !== 'consent') {
    return denialsOf(terms.rule).every((rule) => isWithin(rule, {}, data))
  }
  return isWithin(terms.rule, { purposes }, data)
}

/**
 * The powers that a statement needs. A consent whose root denies closes all that it does not permit, and would stand
 * against what the patient permitted, so it is a restriction, too.
 */
export function powersFor(
  kind: StatementKind,
  { rule }: Terms,
): readonly ('consent' | 'restrict')[] {
  if (kind !== 'consent') return ['restrict']
  return rule.effect === 'deny' ? ['consent', 'restrict'] : ['consent']
}

/**
 * Whether a proxy may answer what is asked for, be it by no: all of it lies within what they may agree to, or within the
 * data about which they may forbid.
 */
export function mayAnswer(
  { rule }: Terms,
  { powers, purposes, data }: Scope & { readonly powers: readonly string[] },
): boolean {
  return (
    (powers.includes('consent') && isWithin(rule, { purposes }, data)) ||
    (powers.includes('restrict') && isWithin(rule, {}, data))
  )
}

/** What permits nothing only forbids, whatever it calls itself. */
export function permitsSomething({ effect, children }: Rule): boolean {
  return effect === 'permit' || children.some(permitsSomething)
}

/** Types and codes narrow one another in a rule, so either is enough. An empty list covers nothing. */
function isWithin(rule: Rule, conditions: Conditions, data: Scope['data']): boolean {
  const wholes: readonly Conditions[] =
    data === '*'
      ? [conditions]
      : [
          { ...conditions, types: data },
          { ...conditions, codes: data },
        ]
  return wholes.some((whole) => {
    const outer: Rule = { effect: 'permit', conditions: whole, children: [] }
    return narrows(termsOf(rule), termsOf(outer))
  })
}

/** Whether all that a statement closes lies within a scope, so that whoever may agree to that may open it. */
export function closesWithin({ rule }: Terms, { purposes, data }: Scope): boolean {
  return denialsOf(rule).every((denial) => isWithin(denial, { purposes }, data))
}

/**
 * The outermost denials, each as the permit that reaches as far: what is not known counts as true in a
 * denial, and would match nothing in a permit.
 */
function denialsOf({ effect, conditions, children }: Rule): readonly Rule[] {
  const { unknown: _, ...known } = conditions
  if (effect === 'deny') return [{ effect: 'permit', conditions: known, children: [] }]
  return children.flatMap(denialsOf)
}

function termsOf(rule: Rule): Terms {
  return { version: 'urn:fidecura:terms:1', rule }
}
