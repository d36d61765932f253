import {
  assertOptions,
  type EpochSeconds,
  isJsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import type { RequestedItem } from '../access-request.ts'
import { compileConditions } from '../compile-conditions.ts'
import type { DataObligation, Decision, Obligation } from '../decision.ts'
import { ConsentError } from '../errors.ts'
import type { ReferenceMap } from '../fhir/source.ts'
import { makingOf } from '../made-decision.ts'
import { type CompiledConditions, matchDataConditions } from '../match.ts'
import { no, yes } from '../match-result.ts'
import { recordReference } from '../statement.ts'
import type { RecordNumber } from '../statement-set.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { assertAsked, assertWhole, partsOf, understands } from './admitted.ts'
import { cutBundle } from './cut-bundle.ts'
import { factsOf, type ResourceFacts } from './resource-facts.ts'
import { type Spell, spelled, systemSpelling } from './system-spelling.ts'
import { askedBy } from './what-was-asked.ts'

/** Whose data they are, when they are released, and what the custodian knows of them. */
export interface RedactOptions {
  /**
   * What references to patients stand for, as in the custodian's own records: `Patient/1`, and every other name,
   * for `recordReference`. Which of them is the patient, the decision itself knows.
   */
  readonly references: ReferenceMap
  /** The instant of the release. */
  readonly now: EpochSeconds
  /** How long before the release the access may lie that was decided upon. Default 60. */
  readonly maxAgeSeconds?: number
  /**
   * By `fullUrl` of an entry, or `Observation/1` of a single resource: what identifies the record in statements.
   * Without it this is not known.
   */
  readonly records?: ReadonlyMap<string, string>
}

/** What may be released, and what was taken away. */
export interface Redaction {
  /**
   * The Bundle: what is left of it is byte for byte what was given. Of a single resource all or, where it may not be
   * released, nothing: no byte.
   */
  readonly bytes: Uint8Array
  /** Entries that are left; of a single resource, one or none. */
  readonly kept: number
  readonly removed: readonly RemovedEntries[]
  /** Members of the Bundle itself that told of what was removed, or whose meaning is not known. */
  readonly members: readonly RemovedMember[]
}

/** How many entries went for one reason. */
export interface RemovedEntries {
  /**
   * `left_out`, `beyond_limit`: because of the obligation with that index. `not_understood`: it cannot be
   * judged, so it is not released.
   */
  readonly reason: 'left_out' | 'beyond_limit' | 'not_understood'
  /** Into `decision.obligations`. */
  readonly obligation?: number
  readonly count: number
}

export type RemovedMember = 'total' | 'link' | 'signature' | 'other'

/** Bounds of a Bundle. */
export const redactLimits: Readonly<Record<'bytes' | 'depth' | 'entries', number>> = {
  bytes: 16 * 1_048_576,
  depth: 32,
  entries: 10_000,
}

const bundleTypes = ['searchset', 'collection', 'document']
const harmless = [
  'resourceType',
  'id',
  'meta',
  'language',
  'identifier',
  'type',
  'timestamp',
  'entry',
]
const telling = ['total', 'link', 'signature'] as const

/**
 * Applies what a permit says about data to FHIR: it cuts entries out of a Bundle, and lets a single resource pass or
 * not. An entry goes or stays as a whole, narrative and contained resources included; one that cannot be judged goes.
 * A document goes whole or not at all, for its first entry tells of the others. What is of another patient, or not
 * among what was asked for, should not be there: then nothing is released. The duties of the permit are
 * for whoever releases and receives.
 *
 * What was asked for, and in which codes, the decision itself knows: `decide` made it, in this process.
 *
 * @param bytes - A Bundle of type `searchset`, `collection` or `document`, or one resource.
 * @throws {@link ConsentError} `decision_not_permit`, `decision_not_made`, `decision_stale` (unknown),
 *   `emergency_over`, `obligation_unknown`, `fhir_bundle_malformed`, `fhir_patient_mismatch`,
 *   `fhir_beyond_request`, `fhir_document_indivisible`; BaseError those of `parseJson`, such
 *   as `json_duplicate_member`, `json_too_large`, and `option_missing`.
 */
export function redact(bytes: Uint8Array, decision: Decision, options: RedactOptions): Redaction {
  assertOptions(options, ['references'])
  const { references, now, maxAgeSeconds = 60, records = new Map() } = options
  const { permit, data, subject, vocabulary } = makingOf(decision, { now, maxAgeSeconds })
  const patient = patientNames(references, subject)
  const about = permit.obligations.flatMap((each) => ('data' in each ? [each.data] : []))
  const spell = systemSpelling(about, vocabulary)
  const tests = testsOf(permit.obligations, spell, vocabulary)
  // A copy, for whoever lent the bytes may change them.
  const source = bytes.slice()
  const content = contentOf(source)
  const { entries } = content
  const isUnderstood = entries.map(understands)
  if (content.kind === 'document') assertWhole(isUnderstood, tests)
  assertAsked(entries, isUnderstood, {
    patient,
    isAsked: askedBy(data, vocabulary),
    records,
    isDocument: content.kind === 'document',
  })
  const verdicts = entries.map((entry, n) => {
    if (isUnderstood[n] !== true) return 'not_understood'
    return tests.length === 0 ? 'kept' : judge(entry, tests, spell, records)
  })
  const isChanged = verdicts.some((verdict) => verdict !== 'kept')
  const { members, isMemberKept } = memberTest(tests.length > 0, isChanged)
  const cut = (): Uint8Array =>
    cutBundle(source, (index) => verdicts[index] === 'kept', isMemberKept)
  const whole = isChanged ? new Uint8Array() : source
  return Object.freeze({
    bytes: content.kind === 'resource' ? whole : cut(),
    kept: verdicts.filter((verdict) => verdict === 'kept').length,
    removed: Object.freeze(countsOf(verdicts)),
    members: Object.freeze(members),
  })
}

/** The names of whose record was decided upon, which no caller may say again: it could be another's. */
function patientNames(references: ReferenceMap, subject: RecordNumber): ReadonlySet<string> {
  const own = recordReference(subject)
  const names = Object.keys(references).filter((name) => references[name] === own)
  if (names.length > 0) return new Set(names)
  throw new ConsentError('fhir_patient_mismatch', 'No reference stands for whose record it is')
}

/** Which members of a Bundle itself are kept, and those that were not. */
function memberTest(
  isLimited: boolean,
  isChanged: boolean,
): { readonly members: RemovedMember[]; readonly isMemberKept: (name: string) => boolean } {
  const members: RemovedMember[] = []
  const isMemberKept = (name: string): boolean => {
    if (!isLimited && !isChanged) return true
    const isTelling = telling.find((each) => each === name)
    if (isTelling === undefined ? harmless.includes(name) : !isChanged) return true
    members.push(isTelling ?? 'other')
    return false
  }
  return { members, isMemberKept }
}

interface Test {
  readonly index: number
  readonly kind: DataObligation['kind']
  readonly conditions: CompiledConditions
}

function testsOf(
  obligations: readonly Obligation[],
  spell: Spell,
  vocabulary: Vocabulary,
): readonly Test[] {
  return obligations.flatMap((obligation, index) => {
    const { kind } = obligation
    switch (kind) {
      case 'leave_out':
      case 'limit_to': {
        const effect = kind === 'leave_out' ? 'deny' : 'permit'
        const data = spelled(obligation.data, spell)
        const rule = { effect, conditions: data, children: [] } as const
        const conditions = compileConditions(rule, undefined, undefined, vocabulary)
        return [{ index, kind, conditions }]
      }
      case 'erase_by':
      case 'no_redisclosure':
      case 'notify_patient':
      case 'frequency':
        return []
      default:
        kind satisfies never
        throw new ConsentError('obligation_unknown', 'An obligation that is not known')
    }
  })
}

interface Content {
  readonly kind: 'list' | 'document' | 'resource'
  readonly entries: readonly JsonValue[]
}

function contentOf(bytes: Uint8Array): Content {
  const content = parseJson(bytes, { maxBytes: redactLimits.bytes, maxDepth: redactLimits.depth })
  if (!isJsonObject(content)) throw malformed('')
  const { resourceType, type, id, entry = [] } = content
  if (typeof resourceType !== 'string') throw malformed('/resourceType')
  if (resourceType !== 'Bundle') {
    const named = typeof id === 'string' && { fullUrl: `${resourceType}/${id}` }
    return { kind: 'resource', entries: [{ ...named, resource: content }] }
  }
  if (!bundleTypes.includes(type as string)) throw malformed('/type')
  if (Object.hasOwn(content, 'implicitRules')) throw malformed('/implicitRules')
  if (!Array.isArray(entry) || entry.length > redactLimits.entries) throw malformed('/entry')
  return { kind: type === 'document' ? 'document' : 'list', entries: entry }
}

type Verdict = 'kept' | 'not_understood' | { readonly kind: Test['kind']; readonly index: number }

function judge(
  entry: JsonValue,
  tests: readonly Test[],
  spell: Spell,
  records: ReadonlyMap<string, string>,
): Verdict {
  const { resource, fullUrl } = partsOf(entry)
  const facts = resource && factsOf(resource, spell)
  if (facts === undefined) return 'not_understood'
  const record = fullUrl === undefined ? undefined : records.get(fullUrl)
  // What stands there in words alone, or half, may be the very code that is to be left out.
  const isCoded = facts.every(({ hasUnreadCodes }) => !hasUnreadCodes)
  if (!isCoded && tests.some(({ conditions }) => conditions.codes !== undefined)) {
    return 'not_understood'
  }
  const failed = tests.find((test) => !facts.every((each) => passes(each, record, test)))
  return failed === undefined ? 'kept' : failed
}

function passes(facts: ResourceFacts, record: string | undefined, test: Test): boolean {
  const matches = (codes: ResourceFacts['codes']) =>
    matchDataConditions(test.conditions, itemOf(facts, codes, record))
  if (test.kind === 'limit_to') return matches(facts.codes) === yes
  // By every code that is in it, and, as others may hide what it is about, by that alone.
  return matches(facts.allCodes) === no && matches(facts.mainCodes) === no
}

function itemOf(
  { types, labels, period }: ResourceFacts,
  codes: ResourceFacts['codes'],
  record: string | undefined,
): RequestedItem {
  return {
    scope: 'item',
    types,
    ...(codes.length > 0 && { codes }),
    ...(labels.length > 0 && { labels }),
    ...(period !== undefined && { period }),
    ...(record !== undefined && { record }),
  }
}

function countsOf(verdicts: readonly Verdict[]): readonly RemovedEntries[] {
  const counts = new Map<string, RemovedEntries>()
  for (const verdict of verdicts) {
    if (verdict === 'kept') continue
    const why: Omit<RemovedEntries, 'count'> =
      verdict === 'not_understood'
        ? { reason: verdict }
        : {
            reason: verdict.kind === 'leave_out' ? 'left_out' : 'beyond_limit',
            obligation: verdict.index,
          }
    const key = `${why.reason} ${why.obligation}`
    counts.set(key, Object.freeze({ ...why, count: (counts.get(key)?.count ?? 0) + 1 }))
  }
  return [...counts.values()]
}

function malformed(place: string): ConsentError {
  return new ConsentError('fhir_bundle_malformed', 'Not a Bundle that can be redacted', { place })
}
