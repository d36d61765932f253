import {
  type EpochSeconds,
  formatDateTime,
  literalText,
  looksLatin,
  mixesScripts,
  nameText,
} from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import type { Credential } from '../credential.ts'
import { placeOfDid } from '../did-place.ts'
import { displayType } from '../display/display-claims.ts'
import type { IssuingAccreditationClaims } from '../issuing-accreditation.ts'
import type { AuthorityLink } from '../verified.ts'
import type { AuthorityCatalogue, ExplainLanguage, LimitingMember } from './catalogue.ts'

/** What is explained, whatever it was read from. */
export interface AuthorityFacts {
  readonly root: Did | undefined
  readonly chain: readonly AuthorityLink[]
  readonly credential: Credential
  /** Whether every check of the credential passed. */
  readonly isVerified: boolean
}

/** One who stands in the chain, in words. */
export interface AuthorityStep {
  readonly kind: 'root' | 'issuer' | 'holder'
  readonly isVerified: boolean
  /** What it is in the chain. */
  readonly standing: string
  /** Empty where nobody gives one. */
  readonly name: string
  /** What must be known of the name. */
  readonly marks: readonly string[]
  /** Domain or identifier: what a name cannot pretend to. */
  readonly place: string
  readonly details: readonly string[]
}

export interface StepOptions {
  readonly words: AuthorityCatalogue
  readonly language: ExplainLanguage
  /** What the caller calls its roots. */
  readonly names: Readonly<Record<string, string>>
  readonly showHolder: boolean
}

/** From the root down to the holder; without a root from whoever signed. */
export function stepsOf(facts: AuthorityFacts, options: StepOptions): readonly AuthorityStep[] {
  const { root, chain, credential } = facts
  const { words, names } = options
  const top: AuthorityStep = {
    kind: root === undefined ? 'issuer' : 'root',
    isVerified: root !== undefined,
    standing: root === undefined ? words.unverified : words.root,
    ...named(names[root ?? credential.issuer], words),
    place: placeOfDid(root ?? credential.issuer),
    details: [],
  }
  return [top, ...chain.map((link) => issuerStep(link, options)), holderStep(facts, options)]
}

function issuerStep(
  { subject, claims, validUntil, outlived }: AuthorityLink,
  { words, language }: StepOptions,
): AuthorityStep {
  return {
    kind: 'issuer',
    isVerified: true,
    standing: outlived === true ? words.lostPermission : words.permission,
    ...named(claims.name, words),
    place: placeOfDid(subject),
    details: [
      words.mayIssue(typesText(claims.types, words, language)),
      ...limitsOf(claims, words),
      words.levels(claims.depth),
      ...untilOf(validUntil, words),
    ],
  }
}

function holderStep(
  { credential, isVerified }: AuthorityFacts,
  { words, language, showHolder }: StepOptions,
): AuthorityStep {
  const { types, claims, subject, issuer, validUntil } = credential
  const said = showHolder && typeof claims['name'] === 'string' ? claims['name'] : undefined
  const { name, marks } = named(said, words)
  const isOwnWord = name !== '' && subject === issuer
  return {
    kind: 'holder',
    isVerified,
    standing: typesText(types, words, language),
    name: name === '' ? words.holder : name,
    marks: [
      ...marks,
      ...(isOwnWord ? [words.selfAsserted] : []),
      ...(isVerified ? [] : [words.unverified]),
    ],
    place: subject === undefined || !showHolder ? '' : placeOfDid(subject),
    details: untilOf(validUntil, words),
  }
}

function named(
  name: string | undefined,
  words: AuthorityCatalogue,
): Pick<AuthorityStep, 'name' | 'marks'> {
  const shown = stripStacks(nameText(name ?? ''))
  const mark = mixesScripts(shown) ? words.mixedScripts : words.lookAlikes
  return { name: shown, marks: mixesScripts(shown) || looksLatin(shown) ? [mark] : [] }
}

/** Marks that are piled upon one letter would be drawn over the lines above. */
function stripStacks(text: string): string {
  return text.replace(/(\p{M}{3})\p{M}+/gu, '$1')
}

function typesText(
  types: readonly string[] | '*',
  words: AuthorityCatalogue,
  language: ExplainLanguage,
): string {
  if (types === '*') return words.anyType
  const [more, shown] = [types.length - 6, types.slice(0, 6)]
  const list = shown
    .map((type) => displayType(type, language) ?? literalText(type))
    .join(words.separator)
  return more > 0 ? `${list} (+${more})` : list
}

/** What a permission is narrowed in; to which values is for other screens. */
function limitsOf(
  claims: IssuingAccreditationClaims,
  words: AuthorityCatalogue,
): readonly string[] {
  const members = (Object.keys(words.limit) as LimitingMember[]).filter((member) =>
    Array.isArray(claims[member]),
  )
  const list = members.map((member) => words.limit[member]).join(words.separator)
  return members.length === 0 ? [] : [words.limitedTo(list)]
}

function untilOf(end: EpochSeconds | undefined, words: AuthorityCatalogue): readonly string[] {
  return end === undefined ? [] : [words.until(timeText(end))]
}

/** In UTC, to the minute. */
export function timeText(instant: EpochSeconds): string {
  const [date = '', time = ''] = formatDateTime(instant).split('T')
  return `${date} ${time.slice(0, 5)} UTC`
}
