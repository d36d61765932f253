import type { CompiledRule } from './compile.ts'
import type { Obligation, RuleReference } from './decision.ts'
import { matchConditions, type Question } from './match.ts'
import { inPart, no, perhaps } from './match-result.ts'

/** What one tree of rules says to one question. */
export type Outcome = 'nothing' | 'permit' | 'deny' | 'deny_part'

/** Grows while one question is put to statements. */
export interface Findings {
  readonly question: Question
  /** Beyond these it is denied. */
  readonly obligations: Obligation[]
  /** Beyond these the permit found is silent, so another one may still speak. */
  readonly limits: Obligation[]
  /** Rules whose duties are to be kept where the permit found is used. */
  readonly duties: CompiledRule[]
  /** The rule that decided, of the outcome last returned. */
  rule: RuleReference | undefined
}

/**
 * Asks one rule and those below it.
 *
 * A permit needs every condition from the root down to be certain; a denial needs none to be
 * excluded. So what is not known about a request can only take away from what is permitted.
 *
 * @param certain - Every rule above surely matches.
 * @param permitted - The rule above permits all of what is asked for, so nothing need be limited.
 */
export function evaluate(
  rule: CompiledRule,
  findings: Findings,
  certain = true,
  permitted = false,
): Outcome {
  const match = matchConditions(rule.conditions, findings.question)
  if (match === no) return 'nothing'
  const sure = certain && (match & perhaps) !== perhaps
  const partly = (match & inPart) === inPart
  if (rule.permits) {
    // Where the rule above surely permits, nothing hangs on whether this one matches but its exceptions.
    const assumed = sure || (certain && permitted)
    return evaluatePermit(rule, findings, { sure, assumed, limited: partly && !permitted })
  }
  if (!partly) return evaluateDenial(rule, findings, sure)
  // Of a category, what is only perhaps denied stays denied, so no exception restores that part whole.
  findings.obligations.push(rule.leaveOut)
  findings.rule = rule.reference
  return 'deny_part'
}

interface Standing {
  /** It surely matches, and so does every rule above. */
  readonly sure: boolean
  /** Its exceptions are to be read as if it did. */
  readonly assumed: boolean
  /** It permits a part of what is asked for, and nothing above permits the rest. */
  readonly limited: boolean
}

function evaluatePermit(
  rule: CompiledRule,
  findings: Findings,
  { sure, assumed, limited }: Standing,
): Outcome {
  const { obligations, limits } = findings
  const before = { obligations: obligations.length, limits: limits.length }
  if (sure && limited) (rule.restores ? obligations : limits).push(rule.limitTo)
  // Also where it only may match: it is all the same permitted, and so with what it asks for.
  if (assumed && rule.duties !== undefined) findings.duties.push(rule)
  let decided = rule.reference
  let denied = false
  for (const child of rule.children) {
    const outcome = evaluate(child, findings, assumed, assumed)
    if (outcome === 'deny') {
      obligations.length = before.obligations
      limits.length = before.limits
      return 'deny'
    }
    if (outcome === 'deny_part') denied = true
    if (outcome === 'permit') decided = findings.rule ?? decided
  }
  findings.rule = decided
  if (sure) return 'permit'
  return denied ? 'deny_part' : 'nothing'
}

function evaluateDenial(rule: CompiledRule, findings: Findings, sure: boolean): Outcome {
  const { obligations, limits } = findings
  const before = { obligations: obligations.length, limits: limits.length }
  let deniedBy: RuleReference | undefined
  let permittedBy: RuleReference | undefined
  let unlimited = false
  for (const child of rule.children) {
    const start = limits.length
    const outcome = evaluate(child, findings, sure)
    if (outcome === 'deny') deniedBy ??= findings.rule
    if (outcome !== 'permit') continue
    if (limits.length === start) unlimited = true
    // A second limit would be read as both at once; without it less is permitted.
    else if (start > before.limits) limits.length = start
    permittedBy ??= findings.rule
  }
  const limit = limits.slice(before.limits)
  limits.length = before.limits
  if (permittedBy === undefined || deniedBy !== undefined) {
    obligations.length = before.obligations
    findings.rule = deniedBy ?? rule.reference
    return 'deny'
  }
  if (!unlimited) obligations.push(...limit)
  findings.rule = permittedBy
  return 'permit'
}
