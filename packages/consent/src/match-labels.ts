import type { RequestedData } from './access-request.ts'
import { type CompiledCodes, lookUp } from './match-codes.ts'
import { inPart, type Match, no, perhaps, yes } from './match-result.ts'
import type { ConsentCoding, Effect } from './terms.ts'

/** Labels of a condition: the order of confidentiality, and every other kind of label as codes. */
export interface CompiledLabels extends CompiledCodes {
  readonly confidentialitySystem: string
  readonly ranks: ReadonlyMap<string, number>
  /** Highest rank of a permit, lowest of a denial; `undefined` if no confidentiality is named. */
  readonly bound: number | undefined
}

export function matchLabels(rule: CompiledLabels, effect: Effect, data: RequestedData): Match {
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
function highestRank(rule: CompiledLabels, labels: readonly ConsentCoding[]): number | undefined {
  let highest: number | undefined
  for (const { system, code } of labels) {
    if (system !== rule.confidentialitySystem) continue
    highest = Math.max(highest ?? 0, rule.ranks.get(code) ?? Infinity)
  }
  return highest
}
