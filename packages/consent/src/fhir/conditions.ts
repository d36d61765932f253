import type { JsonObject } from '@fidecura/base'
import {
  type Action,
  type Actor,
  type ActorRole,
  actions,
  type Conditions,
  type ConsentCoding,
  consentCodeSystems,
  type DataReference,
  dataMeanings,
  type Effect,
} from '../terms.ts'
import { isWhole, isWholeConcept } from './known-members.ts'
import { mapped, readParty } from './parties.ts'
import { readPeriod } from './period.ts'
import {
  assertFew,
  hasCoding,
  isPlain,
  listAt,
  note,
  objectAt,
  pointer,
  type Source,
  type SourceNoteCode,
  textAt,
} from './source.ts'

type CodingCondition = 'types' | 'labels'

/** Which element of a provision is which condition; what differs between versions of FHIR. */
export type CodingElements = Readonly<Record<string, CodingCondition>>

const readElsewhere = new Set(['id', 'extension', 'type', '_type', 'provision'])

/**
 * Reads the conditions of one provision. Entries that cannot be understood are left out of a
 * permit's list, so that it covers less; in a denial they take the whole list away, so that it
 * covers more.
 */
export function readConditions(
  source: Source,
  provision: JsonObject,
  effect: Effect,
  place: string,
  codingElements: CodingElements,
): Conditions {
  const found: Draft = {}
  const unknown = new Set<string>()
  for (const name of Object.keys(provision)) {
    if (readElsewhere.has(name)) continue
    const here = pointer(place, name)
    if (!readElement(source, provision, name, effect, place, codingElements, found)) {
      unknown.add(here === place ? 'element' : name.replace(/^_/, ''))
    }
  }
  return { ...found, ...(unknown.size === 0 ? {} : { unknown: [...unknown] }) }
}

type Draft = { -readonly [Name in keyof Conditions]: Conditions[Name] }

/** @returns Whether the element was understood as far as its effect needs. */
function readElement(
  source: Source,
  provision: JsonObject,
  name: string,
  effect: Effect,
  place: string,
  codingElements: CodingElements,
  found: Draft,
): boolean {
  const here = pointer(place, name)
  const condition = Object.hasOwn(codingElements, name) ? codingElements[name] : undefined
  if (condition !== undefined) {
    const list = readList(source, provision, name, effect, place, readCoding)
    // Two elements that are one condition here would have to hold both.
    if (list !== undefined && found[condition] !== undefined) {
      note(source, 'condition_unknown', here)
      return false
    }
    if (list !== undefined) found[condition] = list
    return list !== undefined
  }
  switch (name) {
    case 'period':
    case 'dataPeriod': {
      const span = readPeriod(source, objectAt(provision, name, place) ?? {}, effect, here)
      if (span !== undefined) found[name] = span
      else note(source, 'condition_unknown', here)
      return span !== undefined
    }
    case 'actor':
      return set(found, 'actors', readActors(source, provision, effect, place))
    case 'action':
      return set(found, 'actions', readList(source, provision, name, effect, place, readAction))
    case 'purpose':
      return set(found, 'purposes', readList(source, provision, name, effect, place, readPurpose))
    case 'code':
      return set(found, 'codes', readList(source, provision, name, effect, place, readConcept))
    case 'data':
      return set(found, 'data', readList(source, provision, name, effect, place, readRecord))
    default:
      note(source, 'condition_unknown', here)
      return false
  }
}

function set<Name extends keyof Conditions>(
  found: Draft,
  name: Name,
  list: Draft[Name] | undefined,
): boolean {
  if (list === undefined) return false
  found[name] = list
  return true
}

/** Some entries of the condition, or why there are none. */
type Entry<T> = readonly T[] | SourceNoteCode

type ReadEntry<T> = (source: Source, element: JsonObject, place: string) => Entry<T>

function readList<T>(
  source: Source,
  provision: JsonObject,
  name: string,
  effect: Effect,
  place: string,
  read: ReadEntry<T>,
): readonly T[] | undefined {
  const list: T[] = []
  let lost = false
  listAt(provision, name, place).forEach((element, index) => {
    const here = `${place}/${name}/${index}`
    const entry = read(source, element, here)
    if (typeof entry === 'string') {
      note(source, entry, here)
      lost = true
    } else {
      list.push(...entry)
    }
  })
  assertFew(list, `${place}/${name}`)
  return list.length === 0 || (lost && effect === 'deny') ? undefined : list
}

/**
 * A permit asks for one actor of each role, so an actor may be left out of it only if another one
 * of the same role stays.
 */
function readActors(
  source: Source,
  provision: JsonObject,
  effect: Effect,
  place: string,
): readonly Actor[] | undefined {
  const actors: Actor[] = []
  const lost: (ActorRole | undefined)[] = []
  listAt(provision, 'actor', place).forEach((element, index) => {
    const here = `${place}/actor/${index}`
    const role = roleOf(objectAt(element, 'role', here) ?? {}, `${here}/role`)
    const reference = objectAt(element, 'reference', here) ?? {}
    const actor = role && readParty(source, reference, role, `${here}/reference`)
    const isRead = isWhole(element, 'Actor')
    if (actor !== undefined && isRead) {
      actors.push(actor)
    } else {
      note(source, role === undefined || !isRead ? 'condition_unknown' : 'reference_unmapped', here)
      lost.push(role)
    }
  })
  assertFew(actors, `${place}/actor`)
  const covered = lost.every((role) => actors.some((actor) => actor.role === role))
  return (effect === 'permit' && covered) || lost.length === 0 ? actors : undefined
}

function roleOf(role: JsonObject, place: string): ActorRole | undefined {
  if (!isWholeConcept(role)) return undefined
  const is = (code: string): boolean =>
    hasCoding(role, consentCodeSystems.participation, code, place)
  if (is('PRCP') || is('IRCP')) return 'recipient'
  return is('CST') ? 'custodian' : undefined
}

function readRecord(source: Source, element: JsonObject, place: string): Entry<DataReference> {
  const text = textAt(element, 'meaning', place)
  const meaning = dataMeanings.find((each) => each === text)
  if (meaning === undefined) return 'condition_unknown'
  const reference = objectAt(element, 'reference', place) ?? {}
  if (!isWhole(element, 'Data') || !isWhole(reference, 'Reference')) return 'condition_unknown'
  const target = mapped(source, reference, `${place}/reference`)
  return target === undefined || !isPlain(target)
    ? 'reference_unmapped'
    : [{ meaning, reference: target }]
}

function readCoding(_: Source, element: JsonObject, place: string): Entry<ConsentCoding> {
  const system = textAt(element, 'system', place)
  const code = textAt(element, 'code', place)
  if (system === undefined || code === undefined) return 'condition_unknown'
  if (!isWhole(element, 'Coding')) return 'condition_unknown'
  return isPlain(system) && isPlain(code) ? [{ system, code }] : 'condition_unknown'
}

/** The codings of one concept mean the same, so each of them will do. */
function readConcept(source: Source, element: JsonObject, place: string): Entry<ConsentCoding> {
  if (!isWholeConcept(element)) return 'condition_unknown'
  const codings = listAt(element, 'coding', place).map((coding, index) =>
    readCoding(source, coding, `${place}/coding/${index}`),
  )
  const readable = codings.flatMap((entry) => (typeof entry === 'string' ? [] : entry))
  return readable.length === 0 || readable.length < codings.length ? 'condition_unknown' : readable
}

/** An ActReason code; one of another system stands for the purpose that the map says, or for none. */
function readPurpose(source: Source, element: JsonObject, place: string): Entry<string> {
  const entry = readCoding(source, element, place)
  const [coding] = typeof entry === 'string' ? [] : entry
  if (coding === undefined) return 'condition_unknown'
  const { system, code } = coding
  const purpose =
    system === consentCodeSystems.actReason ? code : source.references[`${system}|${code}`]
  return purpose !== undefined && /^[A-Za-z_][\w-]{0,63}$/.test(purpose)
    ? [purpose]
    : 'condition_unknown'
}

function readAction(_: Source, element: JsonObject, place: string): Entry<Action> {
  if (!isWholeConcept(element)) return 'condition_unknown'
  const known = actions.filter((action) =>
    hasCoding(element, consentCodeSystems.consentAction, action, place),
  )
  return known.length === 0 ? 'condition_unknown' : known
}
