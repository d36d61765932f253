import type { RequestedData } from '../access-request.ts'
import { codeSystems } from '../terms.ts'
import type { FullTrace, TraceChange } from '../trace.ts'
import { nameOf } from './code-names.ts'
import { conditionTexts, instantText, partyText, type Wording } from './rule-text.ts'
import { type TraceWords, traceWordsOf } from './trace-words.ts'

/** Who, what, since when and what would change it, a line each; why is in the decision. */
export function answerLines({ answers }: FullTrace, wording: Wording): readonly string[] {
  const words = traceWordsOf(wording.language)
  const { and, or, colon, stop, action, condition } = wording.words
  const { who, what, since, change } = answers
  const purposes = what.purposes.map((code) => purposeText(code, wording))
  const parts = [
    condition.actions(action[what.action]),
    ...purposes.map((purpose) => condition.purposes(purpose)),
    ...what.data.map((each) => dataText(each, wording)),
    // A basis that nobody knows is denied, and there is no word for it.
    ...(Object.hasOwn(words.basis, what.basis) ? [words.basis[what.basis]] : []),
  ]
  const line = (title: string, texts: readonly string[], between: string): readonly string[] =>
    texts.length === 0 ? [] : [`${title}${colon}${texts.join(between)}${stop}`]
  const start =
    since === undefined
      ? []
      : [`${words.event[since.kind](instantText(since.at))}${named(since.statement, words)}`]
  const parties = who.map((did) => partyText(did, wording))
  return [
    ...line(words.who, parties, and),
    ...line(words.what, parts, and),
    ...line(words.since, start, and),
    ...line(words.change, [...new Set(change.map((each) => changeText(each, words)))], or),
  ]
}

export function purposeText(code: string, { language }: Wording): string {
  return nameOf({ system: codeSystems.actReason, code }, language)
}

/** `1.2.1`: the outermost rule is the first, and its exceptions are numbered. */
export function ruleNumber(path: readonly number[]): string {
  return ['1', ...path.map((step) => step + 1)].join('.')
}

function named(statement: number | undefined, words: TraceWords): string {
  return statement === undefined ? '' : words.numbered(statement + 1)
}

function changeText(change: TraceChange, words: TraceWords): string {
  switch (change.kind) {
    case 'end':
      return `${words.end(instantText(change.at))}${named(change.statement, words)}`
    case 'condition': {
      const { rule, condition } = change
      const text = words.missing(ruleNumber(rule.path), words.condition[condition])
      return `${text}${named(rule.statement, words)}`
    }
    case 'take_back':
      return `${words.changes.take_back}${named(change.statement, words)}`
    default:
      return words.changes[change.kind]
  }
}

function dataText(data: RequestedData, wording: Wording): string {
  const { types, codes, period } = data
  const { labels = undefined, record = undefined } = data.scope === 'item' ? data : {}
  const conditions = {
    ...(types && { types }),
    ...(codes && { codes }),
    ...(labels && { labels }),
    ...(record !== undefined && { data: [{ meaning: 'instance' as const, reference: record }] }),
    ...(period && { dataPeriod: period }),
  }
  const texts = conditionTexts('permit', conditions, wording)
  return texts.length === 0 ? wording.words.everything : texts.join(wording.words.and)
}
