import type {
  AccessRequest,
  Combiner,
  Decision,
  Jurisdiction,
  RegisteredStatement,
  RequestedItem,
  Rule,
  Vocabulary,
} from '@fidecura/consent'
import { isPartOf } from './actor-holds.ts'
import type { Asked } from './asked.ts'
import { allows, type Given, lawGives } from './law-gives.ts'
import { ruleSays, type Said } from './rule-says.ts'

/** By which policy, at which instant. */
export interface OracleOptions {
  readonly at: number
  readonly combine: Combiner
  /** Where one is named, its combiner is the one above. */
  readonly law: Jurisdiction | undefined
  readonly vocabulary: Vocabulary
}

/** A request for single records alone. */
export interface ItemRequest extends AccessRequest {
  readonly data: readonly RequestedItem[]
}

/**
 * What the documentation makes of a request, step by step and with no thought of speed: nothing is
 * prepared, and no code is shared with the package. For fresh sets and requesters.
 */
export function oracle(
  request: ItemRequest,
  statements: readonly RegisteredStatement[],
  options: OracleOptions,
): Decision['kind'] {
  const { purposes, data, legalBasis } = request
  if (purposes.length === 0 || data.length === 0) return 'no_consent'
  if (legalBasis === 'consent' && isBeyondWords(request, statements, options)) return 'unknown'
  const given = legalBasis === 'consent' ? undefined : lawGives(request, options)
  if (given === undefined && legalBasis !== 'consent') return 'deny'
  const answers = purposes.flatMap((purpose) =>
    data.map((item) => {
      const asked = { request, purpose, item, ...options }
      const words = wordsFor(statements, asked)
      return given === undefined ? answer(words, options) : againstLaw(words, given, options)
    }),
  )
  if (answers.includes('deny')) return 'deny'
  if (answers.includes('nothing')) return 'no_consent'
  // Whatever the patient or the law permits, the role must allow it.
  if (!purposes.every((code) => allows(request.requester.purposes, code, options))) return 'deny'
  return given?.isEmergency === true ? 'permit_emergency' : 'permit'
}

/** No statement could be about it: nobody says who keeps it, or knows what it is for. */
function isBeyondWords(
  { custodian, purposes, requester }: ItemRequest,
  statements: readonly RegisteredStatement[],
  { vocabulary }: OracleOptions,
): boolean {
  const inWords = statements.flatMap(({ terms }) => purposesIn(terms.rule))
  const known = [...Object.keys(vocabulary.purposes), ...requester.purposes, ...inWords]
  return custodian === undefined || purposes.some((code) => !known.includes(code))
}

function purposesIn({ conditions, children }: Rule): readonly string[] {
  return [...(conditions.purposes ?? []), ...children.flatMap(purposesIn)]
}

interface Word {
  readonly sequence: number
  readonly kind: RegisteredStatement['kind']
  readonly said: Said
  readonly isWithdrawal: boolean
  readonly isPatients: boolean
  /** Whoever gave it in the patient's place has closed it, too. */
  readonly isOwnEnd: boolean
  /** Signed in the patient's place, so that the patient's own word goes before it. */
  readonly yields: boolean
}

/** Newest first. */
function wordsFor(statements: readonly RegisteredStatement[], asked: Asked): readonly Word[] {
  return statements
    .filter((statement) => counts(statement, asked))
    .map((statement) => wordOf(statement, asked))
    .filter(({ said }) => said !== 'nothing')
    .sort((a, b) => b.sequence - a.sequence)
}

/** What somebody closed again in the patient's place stands against all but what the patient permits. */
function answer(all: readonly Word[], options: OracleOptions): Said {
  const words = all.filter(({ isOwnEnd }) => !isOwnEnd)
  const said = answerOf(words, options)
  if (all[0]?.isOwnEnd !== true) return said
  const own = words.find(({ isPatients }) => isPatients)
  return said === 'permit' && own?.said === 'permit' ? 'permit' : 'deny'
}

function answerOf(words: readonly Word[], { combine }: OracleOptions): Said {
  if (combine === 'deny_overrides') {
    // The end of a consent is no denial for ever: a newer consent permits again.
    if (words.some(({ said, isWithdrawal }) => said === 'deny' && !isWithdrawal)) return 'deny'
  }
  const [newest] = words
  if (newest === undefined) return 'nothing'
  if (newest.said === 'deny' || !newest.yields) return newest.said
  // What others permit lifts nothing that the patient forbids, or has taken back.
  const own = words.find(({ isPatients }) => isPatients)
  return own?.said === 'deny' ? 'deny' : 'permit'
}

/**
 * No consent is asked for, so none that denies or was withdrawn counts. Those restrictions and objections do that the
 * law yields to, unless a newer consent lifts them; where any denial goes before a permit, nothing does.
 */
function againstLaw(words: readonly Word[], { yieldsTo }: Given, { combine }: OracleOptions): Said {
  const counting = words.filter(
    ({ kind, said, isWithdrawal }) =>
      !isWithdrawal &&
      (kind === 'consent' ? said === 'permit' && combine === 'newest' : yieldsTo.includes(kind)),
  )
  const [newest, ...older] = counting
  if (newest === undefined) return 'permit'
  if (newest.said === 'deny' || !newest.yields) return newest.said
  // What others permit lifts nothing that the patient forbids.
  return older.find(({ isPatients }) => isPatients)?.said === 'deny' ? 'deny' : 'permit'
}

/**
 * About whoever asks, or what they are part of, or a denial towards whoever keeps the data, which
 * binds all; and in force, or withdrawn while it was.
 */
function counts(statement: RegisteredStatement, { request, at }: Asked): boolean {
  const { registeredAt, validFrom, validUntil, grantee, kind, controller } = statement
  const { requester, facts } = request
  const about =
    (kind !== 'consent' && grantee.did === controller) ||
    requester.parties.some((party) => isPartOf(party, grantee.did, facts))
  return about && registeredAt <= at && validFrom <= at && (at < validUntil || ended(statement, at))
}

function ended({ withdrawnAt }: RegisteredStatement, at: number): boolean {
  return withdrawnAt !== undefined && withdrawnAt <= at
}

function wordOf(statement: RegisteredStatement, asked: Asked): Word {
  const { sequence, kind, controller, terms, defeated = false, by, overrides } = statement
  const isWithdrawal = ended(statement, asked.at)
  const isPatients = by === undefined
  const word = {
    sequence,
    kind,
    isWithdrawal,
    isPatients,
    isOwnEnd: isWithdrawal && statement.endedBySigner === true,
    yields: !isPatients && overrides !== true,
  }
  if (isWithdrawal && kind !== 'consent') return { ...word, said: 'nothing' }
  const rule = isWithdrawal ? withdrawn(terms.rule) : terms.rule
  const said = ruleSays(rule, controller, asked)
  const opens = said === 'permit'
  // A restriction or objection never opens, nor does what a stolen key signed.
  const mayOpen = kind === 'consent' && !defeated
  return { ...word, said: opens && !mayOpen ? 'nothing' : said }
}

/** It denies whatever it spoke of: however labelled, and for good. */
function withdrawn({ conditions }: Rule): Rule {
  const { labels: _, period, ...others } = conditions
  const begun = period?.start === undefined ? {} : { period: { start: period.start } }
  return { effect: 'deny', conditions: { ...others, ...begun }, children: [] }
}
