import {
  cleanText,
  deepFreeze,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import { isCanonicalDid } from './canonical-did.ts'
import { type Duty, readDuties } from './duty.ts'
import { ConsentError } from './errors.ts'
import {
  type Actor,
  type ActorRole,
  actions,
  actorRoles,
  type Conditions,
  type ConsentCoding,
  type DataReference,
  dataMeanings,
  type PartyIdentifier,
  type Rule,
  type Terms,
  type TimeSpan,
  termsLimits,
} from './terms.ts'

/**
 * Reads terms. They are signed, so a member that is not known is refused rather than ignored.
 *
 * @returns A deep-frozen copy.
 * @throws {@link ConsentError} `terms_malformed`, `terms_too_large`; `place` is a JSON Pointer.
 */
export function parseTerms(input: JsonValue): Terms {
  const terms = members(input, '', ['version', 'rule'])
  if (terms['version'] !== 'urn:fidecura:terms:1') throw malformed('/version')
  const budget = { rules: termsLimits.rules }
  const rule = parseRule(terms['rule'], '/rule', termsLimits.depth, budget)
  return deepFreeze({ version: 'urn:fidecura:terms:1', rule })
}

function parseRule(
  input: JsonValue | undefined,
  place: string,
  depthLeft: number,
  budget: { rules: number },
): Rule {
  if (depthLeft === 0 || budget.rules-- === 0) throw tooLarge(place)
  const rule = members(input, place, ['effect', 'conditions', 'children'], ['duties'])
  const effect = oneOf(['permit', 'deny'], rule['effect'], `${place}/effect`)
  const conditions = parseConditions(rule['conditions'], `${place}/conditions`)
  const { children, duties } = rule
  if (!Array.isArray(children)) throw malformed(`${place}/children`)
  // Whoever is denied has nothing to do, so a duty there would be read by nobody.
  if (duties !== undefined && effect === 'deny') throw malformed(`${place}/duties`)
  return {
    effect,
    conditions,
    ...(duties !== undefined && { duties: parseDuties(duties, `${place}/duties`) }),
    children: children.map((child: JsonValue, index) =>
      parseRule(child, `${place}/children/${index}`, depthLeft - 1, budget),
    ),
  }
}

function parseDuties(input: JsonValue, place: string): readonly Duty[] {
  try {
    return readDuties(input, place)
  } catch (error) {
    throw malformed(ConsentError.is(error) ? (error.place ?? place) : place)
  }
}

type Parse<T> = (input: JsonValue | undefined, place: string) => T

const parsers: { readonly [Name in keyof Conditions]-?: Parse<NonNullable<Conditions[Name]>> } = {
  period: parseSpan,
  actors: listOf(parseActor),
  actions: listOf((input, place) => oneOf(actions, input, place)),
  purposes: listOf(matching(/^[A-Za-z_][\w-]{0,63}$/)),
  labels: listOf(parseCoding),
  types: listOf(parseCoding),
  codes: listOf(parseCoding),
  data: listOf(parseDataReference),
  dataPeriod: parseSpan,
  unknown: listOf(matching(/^[A-Za-z][\w-]{0,63}$/)),
}

function parseConditions(input: JsonValue | undefined, place: string): Conditions {
  const conditions = members(input, place, [], Object.keys(parsers))
  return Object.fromEntries(
    Object.entries(conditions).map(([name, value]) => [
      name,
      parsers[name as keyof Conditions](value, `${place}/${name}`),
    ]),
  )
}

function parseSpan(input: JsonValue | undefined, place: string): TimeSpan {
  const span = members(input, place, [], ['start', 'end'])
  const { start, end } = span
  for (const edge of [start, end]) {
    // The years 0 to 9999, which are all that a date can be written in.
    if (edge !== undefined && !(typeof edge === 'number' && Math.abs(edge) <= 253_402_300_799)) {
      throw malformed(place)
    }
  }
  if (start === undefined && end === undefined) throw malformed(place)
  if (start !== undefined && end !== undefined && !((start as number) < (end as number))) {
    throw malformed(place)
  }
  return span as TimeSpan
}

const parties: Readonly<Record<string, (role: ActorRole, ...from: From) => Actor>> = {
  did: (role, input, place) => {
    if (isCanonicalDid(input)) return { role, did: input }
    throw malformed(place)
  },
  identifier: (role, ...from) => ({ role, identifier: parseIdentifier(...from) }),
  code: (role, ...from) => ({ role, code: parseCoding(...from) }),
  group: (role, ...from) => ({ role, group: parseText(...from) }),
}

type From = Parameters<Parse<Actor>>

/** Named in one way: what is named in two would have to be both. */
function parseActor(input: JsonValue | undefined, place: string): Actor {
  const actor = members(input, place, ['role'], Object.keys(parties))
  const role = oneOf(actorRoles, actor['role'], `${place}/role`)
  const [named, ...others] = Object.keys(actor).filter((name) => name !== 'role')
  const parse = named === undefined ? undefined : parties[named]
  if (named === undefined || parse === undefined || others.length > 0) throw malformed(place)
  return parse(role, actor[named], `${place}/${named}`)
}

function parseIdentifier(input: JsonValue | undefined, place: string): PartyIdentifier {
  const { system, value } = members(input, place, ['system', 'value'])
  return {
    system: parseText(system, `${place}/system`),
    value: parseText(value, `${place}/value`),
  }
}

function parseDataReference(input: JsonValue | undefined, place: string): DataReference {
  const { meaning, reference } = members(input, place, ['meaning', 'reference'])
  return {
    meaning: oneOf(dataMeanings, meaning, `${place}/meaning`),
    reference: parseText(reference, `${place}/reference`),
  }
}

function parseCoding(input: JsonValue | undefined, place: string): ConsentCoding {
  const coding = members(input, place, ['system', 'code'])
  return {
    system: parseText(coding['system'], `${place}/system`),
    code: parseText(coding['code'], `${place}/code`),
  }
}

function parseText(input: JsonValue | undefined, place: string): string {
  if (typeof input !== 'string' || input === '') throw malformed(place)
  if (input.length > termsLimits.text) throw tooLarge(place)
  // What the text shown would leave out, or write in another way, could make it say something else.
  if (cleanText(input) !== input) throw malformed(place)
  return input
}

function matching(pattern: RegExp): Parse<string> {
  return (input, place) => {
    if (typeof input !== 'string' || !pattern.test(input)) throw malformed(place)
    return input
  }
}

function listOf<T>(parse: Parse<T>): Parse<readonly T[]> {
  return (input, place) => {
    if (!Array.isArray(input) || input.length === 0) throw malformed(place)
    if (input.length > termsLimits.entries) throw tooLarge(place)
    return input.map((entry: JsonValue, index) => parse(entry, `${place}/${index}`))
  }
}

function oneOf<T extends string>(
  allowed: readonly T[],
  input: JsonValue | undefined,
  place: string,
): T {
  const found = allowed.find((name) => name === input)
  if (found === undefined) throw malformed(place)
  return found
}

function members(
  input: JsonValue | undefined,
  place: string,
  required: readonly string[],
  optional: readonly string[] = [],
): JsonObject {
  if (!isJsonObject(input)) throw malformed(place)
  for (const name of required) {
    if (!Object.hasOwn(input, name)) throw malformed(`${place}/${name}`)
  }
  for (const name of Object.keys(input)) {
    // The name itself may say anything, so the place is the object that has it.
    if (!required.includes(name) && !optional.includes(name)) throw malformed(place)
  }
  return input
}

function malformed(place: string): ConsentError {
  return new ConsentError('terms_malformed', 'Not terms of version 1', { place })
}

function tooLarge(place: string): ConsentError {
  return new ConsentError('terms_too_large', 'More than the limits of terms', { place })
}
