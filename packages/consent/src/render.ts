import { cleanText, type EpochSeconds, literalText, nameText } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { domainOf } from './canonical-did.ts'
import { behalfLine } from './explain/behalf-text.ts'
import type { Language } from './explain/catalogue.ts'
import { howLines } from './explain/how-text.ts'
import { replacementLine } from './explain/replacement-text.ts'
import { nameMark, ruleText, spanText, type Wording, wordingOf } from './explain/rule-text.ts'
import { registerLine, replacedLine, sourceLines } from './explain/signed-along-text.ts'
import type { HowGiven } from './how-given.ts'
import type { RepresentedBy } from './representation/representation.ts'
import type { StatementSource } from './statement.ts'
import type { Grantee, RecordNumber, StatementKind } from './statement-set.ts'
import type { Rule, Terms } from './terms.ts'
import { malformed } from './token-shape.ts'
import type { StatementReference } from './withdrawal.ts'

export type { Language } from './explain/catalogue.ts'

/** What a statement says. */
export interface RenderTermsOptions extends HowGiven {
  readonly kind: StatementKind
  readonly terms: Terms
  readonly language: Language
  readonly grantee: Grantee
  /** Who keeps the data. */
  readonly controller: Grantee
  readonly record: RecordNumber
  readonly validFrom: EpochSeconds
  readonly validUntil: EpochSeconds
  /** As whom it is signed in the patient's place. Default: the patient signs. */
  readonly by?: RepresentedBy | undefined
  /** The one whose place it takes, which ends with it. */
  readonly supersedes?: StatementReference | undefined
  /** The DID of whoever signs, which is shown where that is not the patient. */
  readonly issuer?: Did
  /** The register that it goes to. What is signed always names it. */
  readonly register?: Did
  /** The FHIR Consent that the terms were read from. */
  readonly source?: Pick<StatementSource, 'references'> | undefined
  /** Default: that of what is signed today. */
  readonly textVersion?: TextVersion
}

/** 1 shows neither the register, nor who signed what is replaced, nor what the names in a source stand for. */
export type TextVersion = 1 | 2

/**
 * Writes a statement as the text that the patient is shown and whose digest is signed. The same
 * options always give the same text, so a verifier makes it again and compares.
 *
 * Plain text, lines separated by `\n`, exceptions indented and numbered under what they are an
 * exception to. Characters that are invisible or turn the reading direction are left out.
 *
 * All that is signed is in it, but the id and the instant of signing. The words belong to a version of the text: once
 * some are signed, other words, or a name for a code that has none yet, need a new version, for the old texts
 * must still come out the same.
 *
 * @throws {@link ConsentError} `token_malformed`: `by` without an `issuer`.
 */
export function renderTerms(options: RenderTermsOptions): string {
  const { grantee, controller, record, validFrom, validUntil, language, textVersion } = options
  const names = { [controller.did]: controller.name, [grantee.did]: grantee.name }
  const wording: Wording = {
    ...wordingOf(language, names),
    ...(textVersion === 1 && { textVersion }),
  }
  const { words } = wording
  const { label, colon } = words
  const span = spanText({ start: validFrom, end: validUntil }, words)
  return [
    words.title[options.kind],
    `${label.record}${colon}${literalText(record.value)} (${literalText(record.system)})`,
    `${label.grantee}${colon}${granteeText(grantee, wording)}`,
    `${label.controller}${colon}${granteeText(controller, wording)}`,
    `${label.validity}${colon}${span}`,
    ...(textVersion === 1 ? firstLines(options) : signedAlongLines(options)),
    ...behalfLines(options),
    ...howLines(options, language),
    `${label.rules}${colon.trimEnd()}`,
    ...ruleLines(options.terms.rule, '1', '', wording),
  ].join('\n')
}

function firstLines({ supersedes, language }: RenderTermsOptions): readonly string[] {
  return supersedes === undefined ? [] : [replacementLine(supersedes, language)]
}

function signedAlongLines(options: RenderTermsOptions): readonly string[] {
  const { register, supersedes, source, language } = options
  return [
    ...(register === undefined ? [] : [registerLine(register, language)]),
    ...(supersedes === undefined ? [] : [replacedLine(supersedes, language)]),
    ...(source === undefined ? [] : sourceLines(source.references, language)),
  ]
}

function behalfLines({ by, issuer, language }: RenderTermsOptions): readonly string[] {
  if (by === undefined) return []
  if (issuer === undefined) throw malformed('/issuer')
  return [behalfLine(by, issuer, language)]
}

/** The name beside the domain where that says as much as the DID, else beside the DID. */
export function granteeText({ name, did, domain }: Grantee, wording: Wording): string {
  const shown = nameText(name)
  const place = domain !== undefined && domain === domainOf(did) ? domain : did
  return `${shown}${nameMark(shown, wording)} (${cleanText(place)})`
}

function ruleLines(
  rule: Rule,
  number: string,
  indent: string,
  wording: Wording,
): readonly string[] {
  const { words } = wording
  const { children } = rule
  const exceptions =
    children.length === 0 ? words.stop : `${words.and}${words.exceptions}${words.colon.trimEnd()}`
  return [
    `${indent}${number} ${ruleText(rule, wording)}${exceptions}`,
    ...children.flatMap((child, index) =>
      ruleLines(child, `${number}.${index + 1}`, `${indent}  `, wording),
    ),
  ]
}
