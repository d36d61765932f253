import { deepFreeze, isJsonObject, type JsonValue } from '@fidecura/base'
import type { Did } from '@fidecura/identity'
import { isCanonicalDid } from './canonical-did.ts'
import { ConsentError } from './errors.ts'
import { termsLimits } from './terms.ts'

/** What a custodian knows of who belongs to whom, as it is written down. */
export interface CustodianFactsData {
  /**
   * Who is in which group or care team. A group that stands here has exactly these members; of one
   * that does not, nothing is known.
   */
  readonly memberships: readonly Membership[]
  /** Which party is part of which greater one, such as a ward of a hospital; over several steps too. */
  readonly partOf: readonly PartOf[]
}

/** One member of a group or care team: a person, a department or an organisation. */
export interface Membership {
  /** A URI. */
  readonly group: string
  readonly member: Did
}

/** One step from a party to a greater one. */
export interface PartOf {
  readonly part: Did
  readonly whole: Did
}

declare const checked: unique symbol

/** Only {@link createCustodianFacts} makes one. Deep-frozen. */
export interface CustodianFacts extends CustodianFactsData {
  readonly [checked]: true
}

/** Not part of the package. */
export interface FactsIndex {
  readonly members: ReadonlyMap<string, ReadonlySet<Did>>
  /** Every greater party, however many steps away. */
  readonly wholes: ReadonlyMap<Did, ReadonlySet<Did>>
}

/** Facts hold no more of either kind, */
const maxFacts = 1024
/** and in all no more greater parties: a long row of parts has half the square of its length. */
const maxWholes = 16_384

// JavaScript callers have no types; what is not here was not checked.
const indices = /* @__PURE__ */ new WeakMap<object, FactsIndex>()

/**
 * Vouches for the facts of a custodian, and copies them. They decide who may read as much as the
 * statements do, so they come from the custodian's own books, never from whoever asks.
 *
 * @throws {@link ConsentError} `facts_malformed`, `facts_too_large`: more than 1,024 of one kind, or
 *   16,384 greater parties in all. Nothing is left away, for that could lift a denial.
 */
export function createCustodianFacts(data: CustodianFactsData): CustodianFacts {
  const facts: CustodianFactsData = deepFreeze({
    memberships: listOf(data.memberships, '/memberships', isMembership),
    partOf: listOf(data.partOf, '/partOf', isPartOf),
  })
  indices.set(facts, { members: membersOf(facts.memberships), wholes: wholesOf(facts.partOf) })
  return facts as CustodianFacts
}

/**
 * Not part of the package.
 *
 * @throws {@link ConsentError} `facts_not_checked`.
 */
export function indexOfFacts(facts: CustodianFacts): FactsIndex {
  const index = indices.get(facts)
  if (index !== undefined) return index
  throw new ConsentError('facts_not_checked', 'Pass the value that createCustodianFacts returned')
}

function listOf<T extends object>(
  list: readonly T[],
  place: string,
  isRight: (fact: T) => boolean,
): readonly T[] {
  if (!Array.isArray(list)) throw malformed(place)
  if (list.length > maxFacts) throw tooLarge(place)
  return list.map((fact: T, index) => {
    const copy = isJsonObject(fact as JsonValue) ? { ...fact } : undefined
    if (copy === undefined || !isRight(copy)) throw malformed(`${place}/${index}`)
    return copy
  })
}

function isMembership({ group, member, ...others }: Membership): boolean {
  // As in terms, or no rule could name it.
  const named = typeof group === 'string' && group !== '' && group.length <= termsLimits.text
  return named && isCanonicalDid(member) && Object.keys(others).length === 0
}

function isPartOf({ part, whole, ...others }: PartOf): boolean {
  return isCanonicalDid(part) && isCanonicalDid(whole) && Object.keys(others).length === 0
}

function membersOf(memberships: readonly Membership[]): ReadonlyMap<string, ReadonlySet<Did>> {
  const members = new Map<string, Set<Did>>()
  for (const { group, member } of memberships) {
    members.set(group, (members.get(group) ?? new Set()).add(member))
  }
  return members
}

function wholesOf(partOf: readonly PartOf[]): ReadonlyMap<Did, ReadonlySet<Did>> {
  const above = new Map<Did, Did[]>()
  for (const { part, whole } of partOf) above.set(part, [...(above.get(part) ?? []), whole])
  const wholes = new Map<Did, ReadonlySet<Did>>()
  let room = maxWholes
  for (const part of above.keys()) {
    // A set visits what is added while it is walked, and nothing twice, so cycles end.
    const found = new Set(above.get(part))
    for (const whole of found) {
      if (room-- === 0) throw tooLarge('/partOf')
      for (const next of above.get(whole) ?? []) found.add(next)
    }
    wholes.set(part, found)
  }
  return wholes
}

function malformed(place: string): ConsentError {
  return new ConsentError('facts_malformed', 'Not facts of a custodian', { place })
}

function tooLarge(place: string): ConsentError {
  return new ConsentError('facts_too_large', 'More than the limits of facts', { place })
}
