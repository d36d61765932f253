import type { Actor, Conditions, TimeSpan } from '../terms.ts'

/** The conditions that hold where both hold; what cannot be said of both is unknown. For permits. */
export function bothOf(a: Conditions, b: Conditions): Conditions {
  const joined: { -readonly [Name in keyof Conditions]: Conditions[Name] } = { ...a, ...b }
  const unknown = new Set([...(a.unknown ?? []), ...(b.unknown ?? [])])
  for (const name of ['actions', 'purposes', 'labels', 'types', 'codes', 'data'] as const) {
    const mine: readonly unknown[] | undefined = a[name]
    const theirs: readonly unknown[] | undefined = b[name]
    if (mine === undefined || theirs === undefined) continue
    const common = mine.filter((entry) => theirs.some((other) => same(entry, other)))
    if (common.length === 0) unknown.add(name)
    else Object.assign(joined, { [name]: common })
  }
  for (const name of ['period', 'dataPeriod'] as const) {
    const span = overlap(a[name], b[name])
    if (span === 'none') unknown.add(name)
    else if (span !== undefined) joined[name] = span
  }
  const actors = bothActors(a.actors, b.actors)
  if (actors === 'none') unknown.add('actor')
  else if (actors !== undefined) joined.actors = actors
  if (unknown.size > 0) joined.unknown = [...unknown]
  return joined
}

function bothActors(
  a: readonly Actor[] | undefined,
  b: readonly Actor[] | undefined,
): readonly Actor[] | undefined | 'none' {
  if (a === undefined || b === undefined) return a ?? b
  const roles = new Set([...a, ...b].map((actor) => actor.role))
  const joined: Actor[] = []
  for (const role of roles) {
    const mine = a.filter((actor) => actor.role === role)
    const theirs = b.filter((actor) => actor.role === role)
    const common =
      mine.length === 0 || theirs.length === 0
        ? [...mine, ...theirs]
        : mine.filter((actor) => theirs.some((other) => same(other, actor)))
    if (common.length === 0) return 'none'
    joined.push(...common)
  }
  return joined
}

function overlap(a: TimeSpan | undefined, b: TimeSpan | undefined): TimeSpan | undefined | 'none' {
  if (a === undefined || b === undefined) return a ?? b
  const start = Math.max(a.start ?? -Infinity, b.start ?? -Infinity)
  const end = Math.min(a.end ?? Infinity, b.end ?? Infinity)
  if (start >= end) return 'none'
  return { ...(start === -Infinity ? {} : { start }), ...(end === Infinity ? {} : { end }) }
}

/** Entries are texts, or objects of texts and such objects. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [mine, theirs] = [a, b].map((entry) => new Map<string, unknown>(Object.entries(entry)))
  if (mine === undefined || theirs === undefined || mine.size !== theirs.size) return false
  return [...mine].every(([name, value]) => theirs.has(name) && same(value, theirs.get(name)))
}
