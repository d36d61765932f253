import type { RequestedData } from '../access-request.ts'
import { codeSystems } from '../terms.ts'
import type { FullTrace, TraceAnswers, TraceChange } from '../trace.ts'
import { nameOf } from './code-names.ts'
import { conditionTexts, instantText, partyText, type Wording } from './rule-text.ts'
import { type TraceWords, traceWordsOf } from './trace-words.ts'

/** Who, what, since when and what would change it, a line each where there is an answer; why is in the decision. */
export function answerLines(trace: FullTrace, wording: Wording): readonly string[] {
  const { who, what, since, change } = answerTexts(trace, wording)
  return [who, what, ...(trace.answers.since === undefined ? [] : [since]), change]
}

/** One line each, and never none. */
export interface AnswerTexts {
  readonly who: string
  readonly what: string
  readonly since: string
  readonly change: string
}

export function answerTexts({ answers }: FullTrace, wording: Wording): AnswerTexts {
  const words = traceWordsOf(wording.language)
  const { and, or, colon, stop } = wording.words
  const { who, what, since, change } = answers
  const line = (title: string, text: string): string => `${title}${colon}${text}${stop}`
  const start =
    since === undefined
      ? words.always
      : `${words.event[since.kind](instantText(since.at))}${named(since.statement, words)}`
  const changes = [...new Set(change.map((each) => changeText(each, words)))]
  return {
    who: line(words.who, who.map((did) => partyText(did, wording)).join(and)),
    what: line(words.what, askedText(what, wording)),
    since: line(words.since, start),
    change: line(words.change, changes.join(or)),
  }
}

/** What was asked for, why, and on what it relies. */
export function askedText(what: TraceAnswers['what'], wording: Wording): string {
  const words = traceWordsOf(wording.language)
  const { and, action, condition } = wording.words
  return [
    condition.actions(action[what.action]),
    ...what.purposes.map((code) => condition.purposes(purposeText(code, wording))),
    ...what.data.map((each) => dataText(each, wording)),
    // A basis that nobody knows is denied, and there is no word for it.
    ...(Object.hasOwn(words.basis, what.basis) ? [words.basis[what.basis]] : []),
  ].join(and)
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
    case 'emergency_end':
      return words.end(instantText(change.at))
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
