import type { CompiledRule } from './compile.ts'
import type { Obligation, RuleReference } from './decision.ts'
import { inPart, matchConditions, no, perhaps, type Question } from './match.ts'

/** What one tree of rules says to one question. */
export type Outcome = 'nothing' | 'permit' | 'deny' | 'deny_part'

/** Grows while one question is put to statements. */
export interface Findings {
  readonly question: Question
  obligations: Obligation[]
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
 * @param permitted - A rule above permits all of what is asked for, so nothing need be limited.
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
  return rule.permits
    ? evaluatePermit(rule, findings, sure, partly, permitted)
    : evaluateDenial(rule, findings, sure, partly, permitted)
}

function evaluatePermit(
  rule: CompiledRule,
  findings: Findings,
  sure: boolean,
  partly: boolean,
  permitted: boolean,
): Outcome {
  const before = findings.obligations.length
  if (sure && partly && !permitted) findings.obligations.push(rule.limitTo)
  let decided = rule.reference
  let denied = false
  for (const child of rule.children) {
    const outcome = evaluate(child, findings, sure, sure || permitted)
    if (outcome === 'deny') {
      findings.obligations.length = before
      return 'deny'
    }
    if (outcome === 'deny_part') denied = true
    if (outcome === 'permit') decided = findings.rule ?? decided
  }
  findings.rule = decided
  if (sure) return 'permit'
  return denied ? 'deny_part' : 'nothing'
}

function evaluateDenial(
  rule: CompiledRule,
  findings: Findings,
  sure: boolean,
  partly: boolean,
  permitted: boolean,
): Outcome {
  const before = findings.obligations.length
  let deniedBy: RuleReference | undefined
  let permittedBy: RuleReference | undefined
  let unlimited = false
  for (const child of rule.children) {
    const start = findings.obligations.length
    const outcome = evaluate(child, findings, sure)
    if (outcome === 'deny') deniedBy ??= findings.rule
    if (outcome !== 'permit') continue
    const limited = hasLimit(findings.obligations, start)
    if (limited && (partly || permittedBy !== undefined)) {
      // A second limit would be read as both at once; without this child less is permitted.
      findings.obligations.length = start
      continue
    }
    permittedBy ??= findings.rule
    unlimited ||= !limited
  }
  if (permittedBy === undefined || deniedBy !== undefined) {
    findings.obligations.length = before
    findings.rule = deniedBy ?? rule.reference
    if (!partly) return 'deny'
    findings.obligations.push(rule.leaveOut)
    return 'deny_part'
  }
  if (unlimited) dropLimits(findings, before)
  if (partly && !permitted) findings.obligations.push(rule.limitTo)
  findings.rule = permittedBy
  return 'permit'
}

/** Takes the limits back from `start` on; what is left out stays left out. */
export function dropLimits(findings: Findings, start: number): void {
  const { obligations } = findings
  if (!hasLimit(obligations, start)) return
  findings.obligations = obligations.filter(
    ({ kind }, index) => index < start || kind === 'leave_out',
  )
}

function hasLimit(obligations: readonly Obligation[], start: number): boolean {
  for (let index = start; index < obligations.length; index++) {
    if (obligations[index]?.kind === 'limit_to') return true
  }
  return false
}
