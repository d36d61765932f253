import type { JsonObject, JsonValue } from '@fidecura/base'
import type { ConsentError } from '../errors.ts'
import {
  type Actor,
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type DataReference,
  type Effect,
  type TimeSpan,
} from '../terms.ts'
import { type ReferenceMap, refuse } from './source.ts'

/** What a dialect calls the conditions that versions of FHIR call differently. */
export interface Writing {
  readonly references: ReferenceMap
  /** Kinds of resource or document. */
  readonly typesAs: (types: readonly ConsentCoding[]) => string
  /** PCF means by `related` what refers to the record. */
  readonly relatedMeansDependents: boolean
}

/**
 * Writes conditions as the elements of a provision.
 *
 * @throws `ConsentError` `terms_not_in_dialect`; `place` is that of the condition in the terms.
 */
export function provisionOf(
  conditions: Conditions,
  effect: Effect,
  place: string,
  writing: Writing,
): JsonObject {
  const { period, actors, actions, purposes, labels, types, codes, data, dataPeriod } = conditions
  if (conditions.unknown !== undefined) throw unsayable(`${place}/unknown`)
  return {
    ...(period && { period: periodOf(period, effect, `${place}/period`) }),
    ...(actors && {
      actor: actors.map((each, i) => actorOf(each, `${place}/actors/${i}`, writing)),
    }),
    ...(actions && {
      action: actions.map((code) => concept(consentCodeSystems.consentAction, code)),
    }),
    ...(labels && { securityLabel: labels.map(codingOf) }),
    ...(purposes && { purpose: purposes.map((code) => purposeOf(code, writing)) }),
    ...(types && { [writing.typesAs(types)]: types.map(codingOf) }),
    ...(codes && { code: codes.map((code) => ({ coding: [codingOf(code)] })) }),
    ...(dataPeriod && { dataPeriod: periodOf(dataPeriod, effect, `${place}/dataPeriod`) }),
    ...(data && { data: dataOf(data, effect, `${place}/data`, writing) }),
  }
}

/** A FHIR Period's end is inclusive, to the second here; that of a permit is read as exclusive. */
export function periodOf({ start, end }: TimeSpan, effect: Effect, place: string): JsonObject {
  return {
    ...(start !== undefined && { start: dateTimeOf(start, place) }),
    ...(end !== undefined && { end: dateTimeOf(effect === 'permit' ? end : end - 1, place) }),
  }
}

function dateTimeOf(seconds: number, place: string): string {
  if (!Number.isInteger(seconds)) throw unsayable(place)
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')
}

/** @throws As {@link provisionOf}. */
export function dataOf(
  data: readonly DataReference[],
  effect: Effect,
  place: string,
  writing: Writing,
): readonly JsonObject[] {
  return meaningsOf(data, effect, place, writing).map(({ meaning, reference }, index) => ({
    meaning,
    reference: { reference: literalOf(reference, `${place}/${index}`, writing, isRecord) },
  }))
}

/** The inverse of how PCF reads `related`; for what FHIR means by it, a permit has no word there. */
function meaningsOf(
  data: readonly DataReference[],
  effect: Effect,
  place: string,
  { relatedMeansDependents }: Writing,
): readonly DataReference[] {
  if (!relatedMeansDependents) return data
  if (effect === 'permit') {
    return data.map((each, index) => {
      if (each.meaning === 'related') throw unsayable(`${place}/${index}/meaning`)
      return each.meaning === 'dependents' ? { ...each, meaning: 'related' } : each
    })
  }
  return data.filter(({ meaning, reference }, index) => {
    const before = data[index - 1]
    const paired = before?.meaning === 'related' && before.reference === reference
    return !(meaning === 'dependents' && paired)
  })
}

function actorOf(actor: Actor, place: string, writing: Writing): JsonObject {
  const code = actor.role === 'recipient' ? 'IRCP' : 'CST'
  const role = concept(consentCodeSystems.participation, code)
  if ('identifier' in actor) return { role, reference: { identifier: { ...actor.identifier } } }
  if ('code' in actor) throw unsayable(`${place}/code`)
  const reference =
    'did' in actor
      ? literalOf(actor.did, place, writing, isRecord)
      : literalOf(actor.group, place, writing, isGroup)
  return { role, reference: { reference } }
}

/** The reference that stands for this in the map. */
function literalOf(
  target: string,
  place: string,
  { references }: Pick<Writing, 'references'>,
  fits: (literal: string) => boolean,
): string {
  const found = Object.keys(references).find(
    (literal) => references[literal] === target && fits(literal),
  )
  if (found !== undefined) return found
  throw unsayable(place)
}

const isRecord = (literal: string): boolean => !literal.includes('|')
const isGroup = (literal: string): boolean => /(?:^|\/)(?:Group|CareTeam)\/[\w.-]+$/.test(literal)

/** Of another code system if the map has it so; else of ActReason. */
function purposeOf(code: string, { references }: Writing): JsonObject {
  const foreign = Object.keys(references).find(
    (key) => references[key] === code && key.includes('|'),
  )
  if (foreign === undefined) return { system: consentCodeSystems.actReason, code }
  const end = foreign.lastIndexOf('|')
  return { system: foreign.slice(0, end), code: foreign.slice(end + 1) }
}

function codingOf({ system, code }: ConsentCoding): JsonObject {
  return { system, code }
}

export function concept(system: string, code: string): { readonly [name: string]: JsonValue } {
  return { coding: [{ system, code }] }
}

export function unsayable(place: string): ConsentError {
  return refuse('terms_not_in_dialect', place, 'The dialect cannot say this')
}
