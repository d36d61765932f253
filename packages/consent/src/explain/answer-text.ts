import { literalText } from '@fidecura/base'
import type { RequestedData } from '../access-request.ts'
import type { RecordNumber, RegisteredStatement, StatementSetFields } from '../statement-set.ts'
import { consentCodeSystems } from '../terms.ts'
import type { FullTrace, TraceAnswers, TraceChange, TraceEvent } from '../trace.ts'
import { nameOf } from './code-names.ts'
import { lengthText } from './duty-text.ts'
import { jurisdictionText } from './jurisdiction-name.ts'
import { conditionTexts, instantText, partyText, type Wording } from './rule-text.ts'
import { type TraceWords, traceWordsOf } from './trace-words.ts'

/** Of a set that was decided upon: what people are shown of it. */
export type ShownSet = Pick<StatementSetFields, 'statements'> &
  Partial<Pick<StatementSetFields, 'record'>>

/** Who, what, since when and what would change it, a line each where there is an answer; why is in the decision. */
export function answerLines(trace: FullTrace, set: ShownSet, wording: Wording): readonly string[] {
  const { who, what, since, change } = answerTexts(trace, set, wording)
  return [who, what, ...(trace.answers.since === undefined ? [] : [since]), change]
}

/** One line each, and never none. */
export interface AnswerTexts {
  readonly who: string
  readonly what: string
  readonly since: string
  readonly change: string
}

export function answerTexts(
  { answers, decision, statements: traces }: FullTrace,
  { statements, record }: ShownSet,
  wording: Wording,
): AnswerTexts {
  const words = traceWordsOf(wording.language)
  const { and, colon, stop } = wording.words
  const { who, what, since, change } = answers
  const line = (title: string, text: string): string => `${title}${colon}${text}${stop}`
  const start =
    since === undefined
      ? alwaysText(decision, traces, wording)
      : eventText(since, decision, wording)
  const about = record === undefined ? [] : [recordText(record, wording)]
  const changes = [...new Set(change.map((each) => changeText(each, decision, words)))]
  return {
    who: line(words.who, whoTexts(who, statements, wording).join(and)),
    what: line(words.what, [askedText(what, wording), ...about].join(and)),
    since: line(words.since, start),
    change: line(words.change, changes.join(words.orElse)),
  }
}

/** By what they are, with the names that the set has of them; names that were given come first. */
function whoTexts(
  who: readonly string[],
  statements: readonly RegisteredStatement[],
  wording: Wording,
): readonly string[] {
  const { party } = traceWordsOf(wording.language)
  const known = statements.map(({ grantee: { did, name } }) => [did, name] as const)
  const named = { ...wording, names: { ...Object.fromEntries(known), ...wording.names } }
  return who.map((did, index) => {
    const isLast = index === who.length - 1
    const unit = who.length === 2 ? 'unit' : isLast ? 'organisation' : 'department'
    return `${party[index === 0 ? 'person' : unit]} ${partyText(did, named)}`
  })
}

function eventText(
  { kind, at, statement }: TraceEvent,
  { asOf }: FullTrace['decision'],
  { language, words }: Wording,
): string {
  const traceWords = traceWordsOf(language)
  const { event, staleWord } = traceWords
  const text = event[kind](instantText(at), named(statement, traceWords))
  if (kind !== 'word_stale') return text
  return staleWord(text, instantText(asOf), lengthText(at - asOf, words))
}

/** Where there is no instant since when: why there is none. */
function alwaysText(
  { kind, code, jurisdiction }: FullTrace['decision'],
  traces: FullTrace['statements'],
  { language }: Wording,
): string {
  const { always } = traceWordsOf(language)
  const isByLaw = kind === 'permit' || code?.startsWith('basis_') || code === 'emergency_forbidden'
  if (isByLaw && jurisdiction !== undefined)
    return always.law(jurisdictionText(jurisdiction, language))
  // A rule with times of its own, or a signer with authority that has ended, may have permitted it before.
  const rules = traces.flatMap(({ questions }) => questions.flatMap((question) => question.rules))
  const isTimed = rules.some(({ because }) => because.includes('period'))
  if (code !== 'consent_absent') return always.other
  return isTimed || traces.some(({ defeated }) => defeated) ? always.lapsed : always.absent
}

/** Whose data. */
function recordText({ value, system }: RecordNumber, { words }: Wording): string {
  return `${words.label.record.toLowerCase()} ${literalText(value)} (${literalText(system)})`
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
  return nameOf({ system: consentCodeSystems.actReason, code }, language)
}

/** `1.2.1`: the outermost rule is the first, and its exceptions are numbered. */
export function ruleNumber(path: readonly number[]): string {
  return ['1', ...path.map((step) => step + 1)].join('.')
}

function named(statement: number | undefined, words: TraceWords): string {
  return statement === undefined ? '' : words.numbered(statement + 1)
}

function changeText(
  change: TraceChange,
  { code }: FullTrace['decision'],
  words: TraceWords,
): string {
  switch (change.kind) {
    case 'end':
    case 'take_back': {
      const statement = named(change.statement, words)
      const text =
        change.kind === 'end'
          ? words.end(statement, instantText(change.at))
          : words.takeBack(statement)
      return change.needsConsent ? words.withConsent(text) : text
    }
    case 'new_consent':
      // What a representative states holds wherever the patient has stated nothing else.
      return words.changes[code === 'consent_absent' ? 'consent_of_any' : 'new_consent']
    case 'emergency_end':
      return words.emergencyEnd(instantText(change.at))
    case 'condition': {
      const { rule, condition } = change
      const statement = named(rule.statement, words)
      return words.missing(statement, ruleNumber(rule.path), words.condition[condition])
    }
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
    ...(record !== undefined && { data: [{ meaning: 'instance' as const, reference: record }] }),
    ...(period && { dataPeriod: period }),
  }
  const { labelled } = traceWordsOf(wording.language)
  const texts = [
    ...conditionTexts('permit', conditions, wording),
    // What it is labelled, and no bound as in a rule.
    ...(labels ?? []).map((label) => labelled(nameOf(label, wording.language))),
  ]
  return texts.length === 0 ? wording.words.everything : texts.join(wording.words.and)
}
