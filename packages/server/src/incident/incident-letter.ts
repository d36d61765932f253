import { createHash } from 'node:crypto'
import { cleanText, formatDateTime } from '@fidecura/base'
import { consentCodeSystems } from '@fidecura/consent'
import { plainNameOf } from '@fidecura/consent/explain'
import type { AssessedAccess } from './assess-accesses.ts'
import type { AffectedRecord } from './incident-report.ts'
import { type LetterContent, type LetterWords, letterWords } from './letter-words.ts'

/** A letter as text, and as a page to be printed. */
export interface IncidentLetter {
  readonly text: string
  readonly html: string
}

/** By whom, in which language, with what to say. */
export interface LetterOptions {
  readonly language: 'en' | 'zh-CN'
  /** Its name. */
  readonly hospital: string
  readonly content: LetterContent
}

/** More than anybody reads; the whole list is in the report. */
const maxLines = 50

/** Tells one patient what happened to their record. */
export function incidentLetter(
  { record, name, pseudonym, accesses }: AffectedRecord,
  { language, hospital, content }: LetterOptions,
): IncidentLetter {
  const words = letterWords[language]
  const { headings } = words
  const lines = accesses.slice(0, maxLines).map((access) => lineOf(access, words, language))
  const rest = accesses.length - lines.length
  const listed = [...lines, ...(rest > 0 ? [words.more(rest)] : [])]
  const dear = words.dear(plain(name ?? words.record(record.value)))
  const opening = [dear, words.intro(hospital), words.record(plain(record.value))]
  const parts: readonly Part[] = [
    { heading: headings.cause, body: [content.cause] },
    { heading: headings.accesses, body: listed },
    { heading: headings.consequences, body: [content.consequences] },
    { heading: headings.measures, body: [content.measures] },
    { heading: headings.advice, body: [content.advice, words.rights] },
    { heading: headings.contact, body: [content.contact, hospital] },
  ]
  const text = [
    words.title,
    ...opening,
    ...parts.map(({ heading, body }) => [heading, ...body.map((line) => `  ${line}`)].join('\n')),
    pseudonym,
  ].join('\n\n')
  return { text: `${text}\n`, html: pageOf(language, words.title, opening, parts, pseudonym) }
}

interface Part {
  readonly heading: string
  readonly body: readonly string[]
}

function lineOf(
  { at, kind, purposes, outcome, basis }: AssessedAccess,
  { access, acts, basis: bases }: LetterWords,
  language: 'en' | 'zh-CN',
): string {
  const isKnown = outcome === 'done' && (kind === 'read' || kind === 'create' || kind === 'update')
  const named = purposes.map((code) =>
    plainNameOf({ system: consentCodeSystems.actReason, code }, language),
  )
  const said = access(formatDateTime(at), acts[isKnown ? kind : 'other'], named.join(', '))
  const why = basis === undefined ? undefined : bases[whyOf(basis.outcome)]
  return why === undefined ? said : `${said}${language === 'en' ? '; ' : '；'}${why}`
}

function whyOf(
  outcome: NonNullable<AssessedAccess['basis']>['outcome'],
): keyof LetterWords['basis'] {
  switch (outcome) {
    case 'permit':
    case 'permit_emergency':
      return 'permitted'
    case 'emergency':
      return 'emergency'
    case 'deny':
    case 'no_consent':
      return 'without'
    default:
      return 'unknown'
  }
}

/** Names come from credentials, numbers from lists: neither turns the reading direction of a letter. */
function plain(text: string): string {
  return cleanText(text)
}

/** Nothing in it runs, and nothing is fetched, wherever it is opened. */
function pageOf(
  language: string,
  title: string,
  opening: readonly string[],
  parts: readonly Part[],
  pseudonym: string,
): string {
  const paragraph = (line: string): string => `<p>${escaped(line)}</p>`
  const section = ({ heading, body }: Part): string =>
    `<h2>${escaped(heading)}</h2>${body.map(paragraph).join('')}`
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${escaped(title)}</title><style>${style}</style></head><body>`,
    `<h1>${escaped(title)}</h1>`,
    ...opening.map(paragraph),
    ...parts.map(section),
    `<footer>${escaped(pseudonym)}</footer></body></html>\n`,
  ].join('\n')
}

const style =
  'body{font:12pt/1.6 serif;max-width:42em;margin:2em auto;padding:0 1em;color:#111;background:#fff}' +
  'h1{font-size:1.5em}h2{font-size:1.1em;margin:1.4em 0 .3em}p{margin:.3em 0;overflow-wrap:anywhere}' +
  'footer{margin-top:3em;color:#555}@page{size:A4;margin:22mm}@media print{body{margin:0;max-width:none}h2{break-after:avoid}}'

const styleDigest = createHash('sha256').update(style).digest('base64')
const policy = `default-src 'none'; style-src 'sha256-${styleDigest}'`

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
