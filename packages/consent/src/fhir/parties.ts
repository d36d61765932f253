import type { JsonObject } from '@fidecura/base'
import { isCanonicalDid } from '../canonical-did.ts'
import type { Actor, ActorRole, Conditions } from '../terms.ts'
import { isWhole } from './known-members.ts'
import { assertFew, isPlain, listAt, note, objectAt, type Source, textAt } from './source.ts'

/**
 * What an element beside the rules, such as `grantee` or `controller`, asks of every permit: one of
 * those whom it names. Absent, it asks nothing; if it names nobody who is known, no permit holds.
 */
export function partiesOf(source: Source, name: string, role: ActorRole): Conditions {
  const parties = listAt(source.resource, name, '')
  assertFew(parties, `/${name}`)
  const actors = parties.flatMap((party, index) => {
    const place = `/${name}/${index}`
    const actor = readParty(source, party, role, place)
    if (actor === undefined) note(source, 'reference_unmapped', place)
    return actor ?? []
  })
  if (parties.length === 0) return {}
  return actors.length === 0 ? { unknown: [name] } : { actors }
}

/**
 * Whom a FHIR Reference names: by the map a party, or the members of a Group or CareTeam; where the
 * map does not say, by its identifier. A name alone is nobody.
 */
export function readParty(
  source: Source,
  reference: JsonObject,
  role: ActorRole,
  place: string,
): Actor | undefined {
  if (!isWhole(reference, 'Reference')) return undefined
  const target = mapped(source, reference, place)
  if (isCanonicalDid(target)) return { role, did: target }
  if (target !== undefined) {
    return isPlain(target) && isGroup(reference, place) ? { role, group: target } : undefined
  }
  const here = `${place}/identifier`
  const identifier = objectAt(reference, 'identifier', place)
  if (identifier === undefined || !isWhole(identifier, 'Identifier')) return undefined
  const system = textAt(identifier, 'system', here)
  const value = textAt(identifier, 'value', here)
  if (system === undefined || value === undefined) return undefined
  return isPlain(system) && isPlain(value) ? { role, identifier: { system, value } } : undefined
}

/** What the map says of the literal reference. */
export function mapped(
  { references }: Source,
  reference: JsonObject,
  place: string,
): string | undefined {
  const literal = textAt(reference, 'reference', place)
  if (literal === undefined || !Object.hasOwn(references, literal)) return undefined
  return references[literal]
}

function isGroup(reference: JsonObject, place: string): boolean {
  const type = targetType(reference, place)
  return type === 'Group' || type === 'CareTeam'
}

/** The kind of resource that a reference leads to, as far as it says so. */
export function targetType(reference: JsonObject, place: string): string | undefined {
  const literal = textAt(reference, 'reference', place) ?? ''
  const [, seen] = /(?:^|\/)([A-Z][A-Za-z]{1,63})\/[\w.-]{1,64}$/.exec(literal) ?? []
  return seen ?? textAt(reference, 'type', place)
}
