import fc from 'fast-check'
import type { Conditions, Rule } from '../src/terms.ts'
import { fewConditions, rules } from './random-terms.ts'

/** One change of one rule of a tree; some narrow it, some widen it, and which is not known here. */
interface Edit {
  /** The way down, as far as it goes. */
  readonly path: readonly number[]
  readonly kind: number
  readonly index: number
  readonly conditions: Conditions
  readonly rule: Rule
}

const edits: fc.Arbitrary<Edit> = fc.record({
  path: fc.array(fc.nat(2), { maxLength: 3 }),
  kind: fc.nat(7),
  index: fc.nat(9),
  conditions: fewConditions,
  rule: rules,
})

/** Terms, and what up to three changes made of them: near enough that one may narrow the other. */
export const relatives: fc.Arbitrary<readonly [inner: Rule, outer: Rule]> = fc
  .tuple(rules, fc.array(edits, { minLength: 1, maxLength: 3 }))
  .map(([outer, list]) => [list.reduce((rule, edit) => edited(rule, edit, 0), outer), outer])

function edited(rule: Rule, edit: Edit, level: number): Rule {
  const step = edit.path[level]
  const child = step === undefined ? undefined : rule.children[step]
  if (child === undefined) return changed(rule, edit)
  const children = rule.children.map((each) =>
    each === child ? edited(child, edit, level + 1) : each,
  )
  return { ...rule, children }
}

function changed(rule: Rule, { kind, index, conditions, rule: other }: Edit): Rule {
  const { effect, children } = rule
  switch (kind) {
    case 0:
      return { ...rule, conditions: { ...conditions, ...rule.conditions } }
    case 1:
      return { ...rule, conditions: { ...rule.conditions, ...conditions } }
    case 2:
      return { ...rule, conditions: withOne(rule.conditions, index, () => undefined) }
    case 3:
      return { ...rule, conditions: withOne(rule.conditions, index, shorter) }
    case 4:
      return { ...rule, children: [...children, { ...other, children: [] }] }
    case 5:
      return { ...rule, children: children.filter((_, at) => at !== index % 3) }
    case 6:
      return { ...rule, effect: effect === 'permit' ? 'deny' : 'permit' }
    default:
      return { effect: index % 2 === 0 ? effect : 'deny', conditions: {}, children: [rule] }
  }
}

function withOne(
  conditions: Conditions,
  index: number,
  change: (condition: unknown) => unknown,
): Conditions {
  const entries = Object.entries(conditions).map(([name, value], at, all) => [
    name,
    at === index % all.length ? change(value) : value,
  ])
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined))
}

function shorter(condition: unknown): unknown {
  return Array.isArray(condition) && condition.length > 1 ? condition.slice(1) : condition
}
