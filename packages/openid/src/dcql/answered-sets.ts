import type { DcqlQuery } from './dcql-query.ts'

/** How answers to single queries answer the whole one. OpenID4VP 1.0 §6.4.2 */
export interface AnsweredSets {
  /** Ids of queries that no answer to the whole has a place for. */
  readonly unrequested: readonly string[]
  /** Ids of queries of which one must be answered, too; empty: the whole is answered. */
  readonly missing: readonly string[]
}

/** @param answered - Ids of the queries that have an answer. */
export function judgeSets(query: DcqlQuery, answered: ReadonlySet<string>): AnsweredSets {
  const sets = query.credential_sets
  if (sets === undefined) {
    const ids = query.credentials.map(({ id }) => id)
    return { unrequested: [], missing: ids.filter((id) => !answered.has(id)) }
  }
  const used = new Set<string>()
  const missing: string[] = []
  for (const { options, required = true } of sets) {
    const whole = options.filter((option) => option.every((id) => answered.has(id)))
    for (const id of whole.flat()) used.add(id)
    if (whole.length === 0 && required) missing.push(...lackingOf(options, answered))
  }
  return { unrequested: [...answered].filter((id) => !used.has(id)), missing }
}

/** What is lacking of the preferred way to answer. */
function lackingOf(
  [preferred = []]: readonly (readonly string[])[],
  answered: ReadonlySet<string>,
): readonly string[] {
  return preferred.filter((id) => !answered.has(id))
}

/**
 * The queries to answer so that no more is shown than must be: of each set that is required the first option
 * that can be answered.
 *
 * @param answerable - Ids of the queries that can be answered.
 * @returns Ids; undefined: the whole cannot be answered.
 */
export function chooseQueries(
  query: DcqlQuery,
  answerable: ReadonlySet<string>,
): readonly string[] | undefined {
  const sets = query.credential_sets ?? [{ options: [query.credentials.map(({ id }) => id)] }]
  const chosen = new Set<string>()
  for (const { options, required = true } of sets) {
    if (!required) continue
    const option = options.find((ids) => ids.every((id) => answerable.has(id)))
    if (option === undefined) return undefined
    for (const id of option) chosen.add(id)
  }
  return [...chosen]
}
