import type { CompiledRule } from './compile.ts'
import { type CompiledConditions, matchConditions, type Question } from './match.ts'
import { inPart, no, perhaps, yes } from './match-result.ts'
import { type ConditionName, conditionNames, type RuleTrace } from './trace.ts'

/** Which rules are reached, and why each matches or not. Exceptions are looked at where the rule itself may match. */
export function traceRule(rule: CompiledRule, question: Question): readonly RuleTrace[] {
  const { conditions, reference, children } = rule
  const match = matchConditions(conditions, question)
  const isPerhaps = match !== no && (match & perhaps) === perhaps
  const step: RuleTrace = {
    path: reference.path,
    effect: conditions.effect,
    match:
      match === no ? 'no' : isPerhaps ? 'perhaps' : (match & inPart) === inPart ? 'in_part' : 'yes',
    because: isPerhaps || match === no ? becauseOf(conditions, question, match) : [],
  }
  if (match === no) return [step]
  return [step, ...children.flatMap((child) => traceRule(child, question))]
}

/** Each condition by itself: `matchConditions` stops at the first that excludes a rule. */
function becauseOf(
  conditions: CompiledConditions,
  question: Question,
  whole: number,
): readonly ConditionName[] {
  return conditionNames.filter((name) => {
    const match = matchConditions(alone(conditions, name), question)
    return whole === no ? match === no : match !== no && (match & perhaps) === perhaps
  })
}

function alone(conditions: CompiledConditions, name: ConditionName): CompiledConditions {
  const { effect, purposes, otherPurposes } = conditions
  const blank: CompiledConditions = { ...matchesEverything, effect }
  return name === 'purposes'
    ? { ...blank, purposes, otherPurposes }
    : { ...blank, [name]: conditions[name] }
}

const nothing: ReadonlySet<string> = new Set()

const matchesEverything: Omit<CompiledConditions, 'effect'> = {
  period: undefined,
  controller: undefined,
  actors: undefined,
  actions: undefined,
  purposes: { sure: nothing, perhaps: nothing },
  otherPurposes: yes,
  references: undefined,
  types: undefined,
  codes: undefined,
  labels: undefined,
  dataPeriod: undefined,
  unknown: false,
}
