import type { Did } from '@fidecura/identity'
import type { AccessRequest, RequestedData } from './access-request.ts'
import { type CompiledActors, matchActors, matchController } from './match-actors.ts'
import { type CodeSets, type CompiledCodes, matchCodes, matchTypes } from './match-codes.ts'
import { type CompiledReferences, matchDataPeriod, matchReferences } from './match-data.ts'
import { type CompiledLabels, matchLabels } from './match-labels.ts'
import { type Match, no, perhaps, yes } from './match-result.ts'
import type { Effect, TimeSpan } from './terms.ts'

/** Conditions of one rule, with every narrower code written out. Absent members match everything. */
export interface CompiledConditions {
  readonly effect: Effect
  readonly period: TimeSpan | undefined
  /** Who keeps what the statement is about; of the outermost rule, which bounds all others. */
  readonly controller: Did | undefined
  readonly actors: CompiledActors | undefined
  readonly actions: ReadonlySet<string> | undefined
  readonly purposes: { readonly sure: ReadonlySet<string>; readonly perhaps: ReadonlySet<string> }
  /** A purpose in neither set: nothing, or perhaps. */
  readonly otherPurposes: Match
  readonly references: CompiledReferences | undefined
  readonly types: CodeSets | undefined
  readonly codes: CompiledCodes | undefined
  readonly labels: CompiledLabels | undefined
  readonly dataPeriod: TimeSpan | undefined
  readonly unknown: boolean
}

/** One purpose and one entry of a request at one instant. */
export interface Question {
  readonly request: AccessRequest
  readonly at: number
  purpose: string
  data: RequestedData
}

/**
 * How a rule's conditions match. In an item, what is not known is `perhaps`, which no permit and
 * every denial takes. In a category, a denial of some of it is `inPart`, and so are the labels and
 * times of a permit; a permit of some kinds or codes only is `perhaps`.
 */
export function matchConditions(rule: CompiledConditions, question: Question): Match {
  const { request, at, data } = question
  if (rule.period !== undefined && !contains(rule.period, at)) return no
  if (rule.actions !== undefined && !rule.actions.has(request.action)) return no
  let match = matchPurpose(rule, question.purpose)
  if (match === no) return no
  if (rule.controller !== undefined) {
    const keeps = matchController(rule.controller, request)
    if (keeps === no) return no
    match |= keeps
  }
  if (rule.actors !== undefined) {
    const actors = matchActors(rule.actors, rule.effect, request)
    if (actors === no) return no
    match |= actors
  }
  const about = matchDataConditions(rule, data)
  if (about === no) return no
  match |= about
  return rule.unknown ? match | perhaps : match
}

/** The conditions about data alone. */
export function matchDataConditions(rule: CompiledConditions, data: RequestedData): Match {
  let match = yes
  for (let condition = 0; condition < 5; condition++) {
    const part = matchData(rule, data, condition)
    if (part === no) return no
    match |= part
  }
  return match
}

function matchPurpose(rule: CompiledConditions, purpose: string): Match {
  if (rule.purposes.sure.has(purpose)) return yes
  return rule.purposes.perhaps.has(purpose) ? perhaps : rule.otherPurposes
}

function matchData(rule: CompiledConditions, data: RequestedData, condition: number): Match {
  switch (condition) {
    case 0:
      return rule.references === undefined
        ? yes
        : matchReferences(rule.references, rule.effect, data)
    case 1:
      return rule.types === undefined ? yes : matchTypes(rule.types, rule.effect, data)
    case 2:
      return rule.codes === undefined ? yes : matchCodes(rule.codes, rule.effect, data)
    case 3:
      return rule.labels === undefined ? yes : matchLabels(rule.labels, rule.effect, data)
    default:
      return rule.dataPeriod === undefined ? yes : matchDataPeriod(rule.dataPeriod, data)
  }
}

function contains({ start = -Infinity, end = Infinity }: TimeSpan, at: number): boolean {
  return at >= start && at < end
}
