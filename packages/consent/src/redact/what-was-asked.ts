import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import type { RequestedCategory, RequestedData, RequestedItem } from '../access-request.ts'
import { compileConditions } from '../compile-conditions.ts'
import { matchDataConditions } from '../match.ts'
import { yes } from '../match-result.ts'
import type { Conditions, ConsentCoding } from '../terms.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { aboutNobody } from './about-patient.ts'
import { outlineOf } from './resource-facts.ts'

/** Whether a resource is among what was asked for. Each single record that was asked for is there once. */
export type IsAsked = (resource: JsonObject, record: string | undefined) => boolean

type Outline = ReturnType<typeof outlineOf>

export function askedBy(data: readonly RequestedData[], vocabulary: Vocabulary): IsAsked {
  const categories = data.filter((each): each is RequestedCategory => each.scope === 'category')
  const holds = categories.map((category) => categoryTest(category, vocabulary))
  const items = data.filter((each): each is RequestedItem => each.scope === 'item')
  // Who names a record means no other.
  const left = [...items].sort(
    (a, b) => Number(b.record !== undefined) - Number(a.record !== undefined),
  )
  return (resource, record) => {
    const outline = outlineOf(resource)
    if (holds.some((isIn) => isIn(outline, resource))) return true
    const found = left.findIndex((item) => isItem(item, outline, resource, record))
    if (found === -1) return false
    left.splice(found, 1)
    return true
  }
}

function categoryTest(
  { types, codes, period }: RequestedCategory,
  vocabulary: Vocabulary,
): (outline: Outline, resource: JsonObject) => boolean {
  const compiled = (conditions: Conditions) => {
    const rule = { effect: 'permit', conditions, children: [] } as const
    return compileConditions(rule, undefined, undefined, vocabulary)
  }
  const ofKind = types && { types }
  const whole = compiled({
    ...ofKind,
    ...(codes && { codes }),
    ...(period && { dataPeriod: period }),
  })
  const contained = compiled({ ...ofKind })
  const surely = (conditions: typeof whole, outline: Outline): boolean => {
    const { types: kinds, codes: said, period: times } = outline
    const item = {
      scope: 'item',
      types: kinds,
      ...(said.length > 0 && { codes: said }),
      ...(times && { period: times }),
    } as const
    return matchDataConditions(conditions, item) === yes
  }
  return (outline, resource) =>
    surely(whole, outline) &&
    containedIn(resource).every((each) => surely(contained, outlineOf(each)))
}

/** What was said of the record to whoever decided is all that there is: another label would have been looked at. */
function isItem(
  { record: wanted, types, codes, labels, period }: RequestedItem,
  outline: Outline,
  resource: JsonObject,
  record: string | undefined,
): boolean {
  const within = (
    known: readonly ConsentCoding[] | undefined,
    said: readonly ConsentCoding[],
  ): boolean =>
    said.every(({ system, code }) => {
      const ofSystem = known?.filter((each) => each.system === system) ?? []
      // Of a system of which nothing was said, everything was thought possible.
      return ofSystem.length === 0 || ofSystem.some((each) => each.code === code)
    })
  const { start = -Infinity, end = Infinity } = period ?? {}
  const { start: first = -Infinity, end: last = Infinity } = outline.period ?? { start, end }
  return (
    (wanted === undefined || wanted === record) &&
    within(types, outline.types) &&
    within(codes, outline.codes) &&
    (labels === undefined ||
      outline.labels.every((one) => labels.some((each) => isSame(each, one)))) &&
    first >= start &&
    last <= end &&
    containedIn(resource).every((each) => within(types, outlineOf(each).types))
  )
}

function isSame(one: ConsentCoding, other: ConsentCoding): boolean {
  return one.system === other.system && one.code === other.code
}

/** What it contains beside persons and places. */
function containedIn({ contained = [] }: JsonObject): readonly JsonObject[] {
  const all = Array.isArray(contained) ? (contained as readonly JsonValue[]) : []
  return all
    .filter((each) => isJsonObject(each))
    .filter(
      ({ resourceType }) => typeof resourceType !== 'string' || !aboutNobody.includes(resourceType),
    )
}
