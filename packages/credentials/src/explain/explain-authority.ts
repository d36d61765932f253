import { cleanText, type EpochSeconds } from '@fidecura/base'
import { placeOfDid } from '../did-place.ts'
import { CredentialError } from '../errors.ts'
import type { CredentialReport } from '../report.ts'
import {
  assertHistoricCredential,
  assertVerifiedCredential,
  type HistoricCredential,
  type VerifiedCredential,
} from '../verified.ts'
import { drawAuthority } from './authority-picture.ts'
import { type AuthorityFacts, type AuthorityStep, stepsOf, timeText } from './authority-steps.ts'
import type { AuthorityCatalogue, ExplainLanguage } from './catalogue.ts'
import { english } from './catalogue-en.ts'
import { chinese } from './catalogue-zh.ts'

/** How a chain is shown. */
export interface ExplainAuthorityOptions {
  readonly language: ExplainLanguage
  /**
   * What the caller calls its roots, by DID: nobody stands above them who could vouch for a name. Any
   * other name comes from a credential that was verified.
   */
  readonly names?: Readonly<Record<string, string>>
  /** `false` leaves out who holds the credential, for screens that others see. Default `true`. */
  readonly showHolder?: boolean
  /** Of the picture, in CSS pixels, from 280 to 1,200. Default 360, for a phone. */
  readonly width?: number
}

/** A chain for a person. Says the names of people: not for logs. */
export interface AuthorityExplanation {
  /** Plain text, lines separated by `\n`. */
  readonly text: string
  /** An SVG document of its own, with title and description; fetches nothing. */
  readonly svg: string
}

/**
 * Shows by whom a credential is vouched for, from a trusted root down to its holder. Names stand beside
 * the domain or identifier, which they cannot pretend to; what is invisible or turns the direction of
 * reading is taken out of them. What was not verified, and what somebody says of itself, is marked so.
 *
 * @param subject - What a verifier of this copy of the package returned, or the report of a check,
 *   which may be of a refusal.
 * @throws {@link CredentialError} `credential_not_verified`: neither; `credential_malformed`: the
 *   report of a token that could not be read, of which nothing can be shown.
 */
export function explainAuthority(
  subject: VerifiedCredential | HistoricCredential | CredentialReport,
  { language, names = {}, showHolder = true, width = 360 }: ExplainAuthorityOptions,
): AuthorityExplanation {
  const words = language === 'zh-CN' ? chinese : english
  const { facts, verdict, notes } = readingOf(subject, words)
  const steps = stepsOf(facts, { words, language, names, showHolder })
  const said = words.verdict[verdict]
  const text = [
    words.title,
    said,
    ...steps.map((step, position) => stepText(step, position, steps, words)),
    ...notes,
  ].join('\n')
  const svg = drawAuthority({
    title: words.title,
    description: text,
    steps,
    notes,
    verdict: { text: said, isGood: verdict === 'passed' },
    words,
    language,
    width: Math.round(Math.min(1200, Math.max(280, width))),
  })
  return Object.freeze({ text, svg })
}

interface Reading {
  readonly facts: AuthorityFacts
  readonly verdict: CredentialReport['verdict']
  readonly notes: readonly string[]
}

function readingOf(
  subject: VerifiedCredential | HistoricCredential | CredentialReport,
  words: AuthorityCatalogue,
): Reading {
  return 'verdict' in subject ? ofReport(subject, words) : ofVerified(subject, words)
}

function ofReport(report: CredentialReport, words: AuthorityCatalogue): Reading {
  const { verdict, checks, credential, authority, at } = report
  if (credential === undefined) {
    throw new CredentialError('credential_malformed', 'Nothing of it could be read')
  }
  const codes = [...new Set(checks.flatMap(({ code }) => code ?? []))]
  return {
    facts: {
      root: authority?.root,
      chain: authority?.chain ?? [],
      credential,
      isVerified: verdict === 'passed',
    },
    verdict,
    notes: [
      ...(authority === undefined ? [words.noChain] : []),
      ...(codes.length === 0 ? [] : [words.problem(cleanText(codes.join(words.separator)))]),
      words.checkedAt(timeText(at)),
    ],
  }
}

function ofVerified(
  subject: VerifiedCredential | HistoricCredential,
  words: AuthorityCatalogue,
): Reading {
  const isPast = isHistoric(subject)
  if (!isPast) assertVerifiedCredential(subject)
  const { roots, chain, at, statusAsOf } = subject
  const [root, licenceRoot] = roots
  return {
    facts: { root, chain, credential: subject, isVerified: true },
    verdict: 'passed',
    notes: [
      ...(licenceRoot === undefined ? [] : [words.licenceRoot(placeOfDid(licenceRoot))]),
      ...(statusAsOf === undefined || isPast ? [] : [words.statusAsOf(timeText(statusAsOf))]),
      isPast ? words.heldAt(timeText(at)) : words.checkedAt(timeText(at as EpochSeconds)),
    ],
  }
}

function isHistoric(subject: object): boolean {
  try {
    assertHistoricCredential(subject)
    return true
  } catch {
    return false
  }
}

function stepText(
  step: AuthorityStep,
  position: number,
  steps: readonly AuthorityStep[],
  words: AuthorityCatalogue,
): string {
  const above = steps[position - 1]
  const by = step.kind === 'holder' ? words.issuedBy : words.givenBy
  const said = [
    `${nameOf(step)}${words.colon}${step.standing}`,
    ...(above === undefined ? [] : [by(nameOf(above))]),
    ...step.details,
  ]
  return `${position + 1}. ${said.join(words.between)}`
}

/** The name with what must be known of it, beside what it cannot pretend to. */
function nameOf({ name, marks, place }: AuthorityStep): string {
  const marked = [name, ...marks.map((mark) => `[${mark}]`)].filter((text) => text !== '').join(' ')
  if (marked === '') return place
  return place === '' ? marked : `${marked} (${place})`
}
