import type { Did } from '@fidecura/identity'
import type { AccessRequest, RequestedData } from './access-request.ts'
import type { Coding, Effect, TimeSpan } from './terms.ts'

/** Codes by system. */
export type CodeSets = ReadonlyMap<string, ReadonlySet<string>>

/** Conditions of one rule, with every narrower code written out. Absent members match everything. */
export interface CompiledConditions {
  readonly effect: Effect
  readonly period: TimeSpan | undefined
  readonly recipients: ReadonlySet<Did> | undefined
  readonly custodians: ReadonlySet<Did> | undefined
  readonly actions: ReadonlySet<string> | undefined
  readonly purposes: { readonly sure: ReadonlySet<string>; readonly perhaps: ReadonlySet<string> }
  /** A purpose in neither set: nothing, or perhaps. */
  readonly otherPurposes: Match
  readonly records: ReadonlySet<string> | undefined
  readonly types: CodeSets | undefined
  readonly codes: CompiledCodes | undefined
  readonly labels: CompiledLabels | undefined
  readonly dataPeriod: TimeSpan | undefined
  readonly unknown: boolean
}

interface CompiledCodes {
  readonly sure: CodeSets
  /** Broader than a code of the condition. */
  readonly perhaps: CodeSets
}

export interface CompiledLabels {
  readonly confidentialitySystem: string
  readonly ranks: ReadonlyMap<string, number>
  /** Highest rank of a permit, lowest of a denial; `undefined` if no confidentiality is named. */
  readonly bound: number | undefined
  readonly sure: CodeSets
  readonly perhaps: CodeSets
}

/** Bits: whether it matches; perhaps only; only a part of what is asked for. */
export type Match = number

export const no: Match = 0
export const yes: Match = 1
export const perhaps: Match = 3
export const inPart: Match = 5

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
  const actors = matchActors(rule, request)
  if (actors === no) return no
  match |= actors
  for (let condition = 0; condition < 5; condition++) {
    const part = matchData(rule, data, condition)
    if (part === no) return no
    match |= part
  }
  return rule.unknown ? match | perhaps : match
}

function matchPurpose(rule: CompiledConditions, purpose: string): Match {
  if (rule.purposes.sure.has(purpose)) return yes
  return rule.purposes.perhaps.has(purpose) ? perhaps : rule.otherPurposes
}

function matchActors(rule: CompiledConditions, { requester, custodian }: AccessRequest): Match {
  const { recipients, custodians } = rule
  if (recipients === undefined && custodians === undefined) return yes
  const receives = recipients !== undefined && requester.parties.some((did) => recipients.has(did))
  const keeps = custodian === undefined ? perhaps : custodians?.has(custodian) === true ? yes : no
  if (rule.effect === 'deny') return receives ? yes : custodians === undefined ? no : keeps
  if (recipients !== undefined && !receives) return no
  return custodians === undefined ? yes : keeps
}

function matchData(rule: CompiledConditions, data: RequestedData, condition: number): Match {
  switch (condition) {
    case 0:
      return rule.records === undefined ? yes : matchRecord(rule.records, rule.effect, data)
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

/** What a category may hold is there in part: a denial takes that part, a permit cannot rely on it. */
function someOf(effect: Effect, data: RequestedData): Match {
  return data.scope === 'category' && effect === 'deny' ? inPart : perhaps
}

function matchRecord(records: ReadonlySet<string>, effect: Effect, data: RequestedData): Match {
  if (data.scope === 'category' || data.record === undefined) return someOf(effect, data)
  return records.has(data.record) ? yes : no
}

/** A resource has one kind, so another one of the same system is another kind. */
function matchTypes(types: CodeSets, effect: Effect, data: RequestedData): Match {
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
function matchCodes(codes: CompiledCodes, effect: Effect, data: RequestedData): Match {
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

function matchLabels(rule: CompiledLabels, effect: Effect, data: RequestedData): Match {
  if (data.scope === 'category') return inPart
  const { labels } = data
  if (labels === undefined || labels.length === 0) return perhaps
  const rank = highestRank(rule, labels)
  const named = lookUp(rule.sure, labels) === 'code'
  if (rule.bound === undefined || rank === undefined) {
    if (named) return yes
    // Labelled, yet not for confidentiality: that is not known.
    if (rule.bound !== undefined) return perhaps
    return effect === 'deny' && lookUp(rule.perhaps, labels) === 'code' ? perhaps : no
  }
  if (effect === 'permit') return rank <= rule.bound ? yes : no
  if (rank >= rule.bound || named) return yes
  return lookUp(rule.perhaps, labels) === 'code' ? perhaps : no
}

/** A code that the vocabulary does not rank counts as more confidential than any. */
function highestRank(rule: CompiledLabels, labels: readonly Coding[]): number | undefined {
  let highest: number | undefined
  for (const { system, code } of labels) {
    if (system !== rule.confidentialitySystem) continue
    highest = Math.max(highest ?? 0, rule.ranks.get(code) ?? Infinity)
  }
  return highest
}

function matchDataPeriod(rule: TimeSpan, data: RequestedData): Match {
  const partly = data.scope === 'category' ? inPart : perhaps
  if (data.period === undefined) return partly
  const { start = -Infinity, end = Infinity } = data.period
  const { start: first = -Infinity, end: last = Infinity } = rule
  if (end <= first || start >= last) return no
  return start >= first && end <= last ? yes : partly
}

function contains({ start = -Infinity, end = Infinity }: TimeSpan, at: number): boolean {
  return at >= start && at < end
}

type Lookup = 'code' | 'system' | 'nothing'

/** Whether one of the codes is there, or at least one of its system. */
function lookUp(sets: CodeSets, codings: readonly Coding[]): Lookup {
  let found: Lookup = 'nothing'
  for (const coding of codings) {
    const here = find(sets, coding)
    if (here === 'code') return here
    if (here === 'system') found = here
  }
  return found
}

function find(sets: CodeSets, { system, code }: Coding): Lookup {
  const codes = sets.get(system)
  if (codes === undefined) return 'nothing'
  return codes.has(code) ? 'code' : 'system'
}
