import type { RequestedData } from './access-request.ts'
import { inPart, type Match, no, perhaps, someOf, yes } from './match-result.ts'
import type { Effect, TimeSpan } from './terms.ts'

/** References of a condition, by what is compared with them; of each at least one, or it is absent. */
export interface CompiledReferences {
  /** The record itself, which every meaning but authorship includes. */
  readonly records: ReadonlySet<string> | undefined
  /** Records that refer to it. */
  readonly related: ReadonlySet<string> | undefined
  /** Records that it refers to. */
  readonly dependsOn: ReadonlySet<string> | undefined
  readonly authors: ReadonlySet<string> | undefined
}

/** What a record is connected with is known whole or not at all. */
export function matchReferences(
  { records, related, dependsOn, authors }: CompiledReferences,
  effect: Effect,
  data: RequestedData,
): Match {
  if (data.scope === 'category') return someOf(effect, data)
  if (records !== undefined && data.record !== undefined && records.has(data.record)) return yes
  const match =
    matchList(related, data.related) |
    matchList(dependsOn, data.dependsOn) |
    matchList(authors, data.authors) |
    (records !== undefined && data.record === undefined ? unknownOnly : no)
  if ((match & yes) === yes) return yes
  return match === no ? no : perhaps
}

/** The bit of {@link perhaps} without that of {@link yes}, which another list may add. */
const unknownOnly: Match = 2

function matchList(
  wanted: ReadonlySet<string> | undefined,
  known: readonly string[] | undefined,
): Match {
  if (wanted === undefined) return no
  if (known === undefined) return unknownOnly
  for (const reference of known) if (wanted.has(reference)) return yes
  return no
}

export function matchDataPeriod(rule: TimeSpan, data: RequestedData): Match {
  const partly = data.scope === 'category' ? inPart : perhaps
  if (data.period === undefined) return partly
  const { start = -Infinity, end = Infinity } = data.period
  const { start: first = -Infinity, end: last = Infinity } = rule
  if (end <= first || start >= last) return no
  return start >= first && end <= last ? yes : partly
}
