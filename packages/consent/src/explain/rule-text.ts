import { cleanText, literalText, looksLatin, mixesScripts, nameText } from '@fidecura/base'
import {
  type Actor,
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type DataReference,
  type Effect,
  type Rule,
  type TimeSpan,
} from '../terms.ts'
import type { Catalogue, Language } from './catalogue.ts'
import { english } from './catalogue-en.ts'
import { chinese, firstPermitLabels } from './catalogue-zh.ts'
import { nameOf } from './code-names.ts'
import { dutyText } from './duty-text.ts'

/** What the texts of one statement or decision need to be written. */
export interface Wording {
  readonly language: Language
  readonly words: Catalogue
  /** Verified names by DID; a DID without one is shown itself. */
  readonly names: Readonly<Record<string, string>>
  /** As the first texts that were signed had them, which no verifier may write otherwise. */
  readonly textVersion?: 1
}

export function wordingOf(
  language: Language,
  names: Readonly<Record<string, string>> = {},
): Wording {
  return { language, words: language === 'en' ? english : chinese, names }
}

/** `Permitted: for the purpose of treatment (TREAT); …`, without the exceptions. */
export function ruleText(
  { effect, conditions, duties = [] }: Omit<Rule, 'children'>,
  wording: Wording,
): string {
  const { words } = wording
  const texts = conditionTexts(effect, conditions, wording)
  const parts = texts.length === 0 ? [words.everything] : texts
  const all = [...parts, ...duties.map((duty) => dutyText(duty, words))].join(words.and)
  return `${words.effect[effect]}${words.colon}${all}`
}

export function conditionTexts(
  effect: Effect,
  conditions: Conditions,
  wording: Wording,
): readonly string[] {
  const { words, language, textVersion } = wording
  const { actors, actions, purposes, labels, types, codes, data, unknown } = conditions
  const any = (list: readonly string[]): string => list.join(words.or)
  const coded = (list: readonly ConsentCoding[]): string =>
    any(list.map((code) => nameOf(code, language, textVersion)))
  const texts: string[] = []
  for (const role of ['recipient', 'custodian'] as const) {
    const parties = actors?.filter((actor) => actor.role === role) ?? []
    if (parties.length > 0)
      texts.push(words.role[role](any(parties.map((party) => actorText(party, wording)))))
  }
  if (actions)
    texts.push(words.condition.actions(any(actions.map((action) => words.action[action]))))
  if (purposes) {
    const system = consentCodeSystems.actReason
    texts.push(words.condition.purposes(coded(purposes.map((code) => ({ system, code })))))
  }
  if (types) texts.push(words.condition.types(coded(types)))
  if (codes) texts.push(words.condition.codes(coded(codes)))
  if (labels) texts.push(labelsText(effect, wording)(coded(labels)))
  if (data) texts.push(words.condition.data(any(data.map((one) => referenceText(one, words)))))
  if (conditions.dataPeriod) texts.push(words.dataPeriod(spanText(conditions.dataPeriod, words)))
  if (conditions.period) texts.push(words.period(spanText(conditions.period, words)))
  if (unknown) texts.push(`${words.unknown[effect]} (${unknown.map(cleanText).join(', ')})`)
  return texts
}

function labelsText(effect: Effect, wording: Wording): (list: string) => string {
  const { words, language, textVersion } = wording
  const isFirst = textVersion === 1 && language === 'zh-CN' && effect === 'permit'
  return isFirst ? firstPermitLabels : words.labels[effect]
}

function actorText(actor: Actor, wording: Wording): string {
  const { words, language, textVersion } = wording
  if ('did' in actor) return partyText(actor.did, wording)
  if ('code' in actor) return words.party.code(nameOf(actor.code, language, textVersion))
  if ('group' in actor) return words.party.group(literalText(actor.group))
  const { system, value } = actor.identifier
  return words.party.identifier(literalText(value), literalText(system))
}

function referenceText({ meaning, reference }: DataReference, words: Catalogue): string {
  return words.meaning[meaning](literalText(reference))
}

/** The verified name, if there is one, always beside the DID, and a warning if it looks like another. */
export function partyText(did: string, wording: Wording): string {
  const { names } = wording
  const name = Object.hasOwn(names, did) ? nameText(names[did] ?? '') : ''
  if (name === '') return cleanText(did)
  return `${name}${nameMark(name, wording)} (${cleanText(did)})`
}

/** A warning beside a name that may look like another. */
export function nameMark(name: string, { words, textVersion }: Wording): string {
  if (mixesScripts(name)) return words.mixedScripts
  return textVersion !== 1 && looksLatin(name) ? words.lookAlikes : ''
}

export function spanText({ start, end }: TimeSpan, words: Catalogue): string {
  if (end === undefined) return words.from(instantText(start ?? 0))
  if (start === undefined) return words.until(instantText(end))
  return words.between(instantText(start), instantText(end))
}

/** `2026-11-22 09:41:00 UTC`: one way of writing, whatever the reader's zone, for it is signed. */
export function instantText(seconds: number): string {
  const text = new Date(Math.floor(seconds) * 1000).toISOString()
  return `${text.slice(0, -14)} ${text.slice(-13, -5)} UTC`
}
