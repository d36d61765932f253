import { isJsonObject, type JsonValue } from '@fidecura/base'
import { type ClaimMembers, type ClaimSpec, invalid, type Shape } from './claim-spec.ts'

const maxItems = 64
// Control characters have no place in a name and could forge a line of a log or a screen.
const control = /\p{Cc}/u

/** Makes the check that verifiers run; once for each type, for it is prepared here. */
export function shapeOf(spec: ClaimSpec): Shape {
  if (typeof spec === 'function') return spec
  if (Array.isArray(spec)) return choice(spec)
  if (typeof spec === 'object' && !(spec instanceof RegExp)) return members(spec as ClaimMembers)
  return (value, place) => {
    const right =
      typeof spec === 'bigint'
        ? Number.isInteger(value) && (value as number) >= 0 && (value as number) <= spec
        : typeof value === 'string' &&
          (typeof spec === 'number' ? isText(value, spec) : (spec as RegExp).test(value))
    if (!right) throw invalid(place)
  }
}

/** Counted as JSON Schema counts, where a character beyond the first 65,536 is one and not two. */
function isText(value: string, maxLength: number): boolean {
  const { length } = value
  if (length === 0 || length > 2 * maxLength || control.test(value)) return false
  return length <= maxLength || [...value].length <= maxLength
}

function choice(options: readonly (string | ClaimSpec)[]): Shape {
  const spec = options.find((option) => typeof option !== 'string') as ClaimSpec | undefined
  const item = spec === undefined ? undefined : shapeOf(spec)
  return (value, place) => {
    if (typeof value === 'string' && options.includes(value)) return
    if (item === undefined || !Array.isArray(value) || value.length > maxItems) throw invalid(place)
    for (const [index, element] of value.entries()) item(element, `${place}/${index}`)
  }
}

function members(specs: ClaimMembers): Shape {
  const known = new Map<string, Shape>()
  const required: string[] = []
  for (const key of Object.keys(specs)) {
    const name = key.replace('?', '')
    known.set(name, shapeOf(specs[key] as ClaimSpec))
    if (name === key) required.push(name)
  }
  return (value, place) => {
    if (!isJsonObject(value)) throw invalid(place)
    for (const name of required) {
      if (!Object.hasOwn(value, name)) throw invalid(`${place}/${name}`)
    }
    for (const name of Object.keys(value)) {
      // The place names our own member or none: an unknown name may be anything, a patient's included.
      const shape = known.get(name)
      if (shape === undefined) throw invalid(place)
      shape(value[name] as JsonValue, `${place}/${name}`)
    }
  }
}
