import type { JsonObject } from '@fidecura/base'
import { type ClaimMembers, type ClaimSpec, did } from '../claim-spec.ts'

// DID Core §3.1, as `isDid` reads it.
const didSchema = {
  type: 'string',
  maxLength: 2048,
  pattern: '^did:[a-z0-9]+:(?:[\\w.:-]|%[\\dA-Fa-f]{2})*(?:[\\w.-]|%[\\dA-Fa-f]{2})$',
}

/** What claims look like, as JSON Schema 2020-12; patterns are of ECMA-262 with the flag `u`. */
export function schemaOf(spec: ClaimSpec): JsonObject {
  if (spec === did) return didSchema
  if (typeof spec === 'number') {
    // No control characters, spelt out for those who know no Unicode categories.
    const pattern = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$'
    return { type: 'string', minLength: 1, maxLength: spec, pattern }
  }
  if (typeof spec === 'bigint') return { type: 'integer', minimum: 0, maximum: Number(spec) }
  if (spec instanceof RegExp) return { type: 'string', pattern: spec.source }
  if (Array.isArray(spec)) return choiceOf(spec)
  if (typeof spec === 'object') return membersOf(spec as ClaimMembers)
  // A check in code cannot be published, and none of our types has one.
  throw new TypeError('Not a claim that a schema can describe')
}

function choiceOf(options: readonly (string | ClaimSpec)[]): JsonObject {
  const texts = options.filter((option) => typeof option === 'string')
  const item = options.find((option) => typeof option !== 'string') as ClaimSpec | undefined
  const choice = { enum: texts }
  if (item === undefined) return choice
  const list = { type: 'array', maxItems: 64, items: schemaOf(item) }
  return texts.length === 0 ? list : { anyOf: [choice, list] }
}

function membersOf(specs: ClaimMembers): JsonObject {
  const keys = Object.keys(specs)
  return {
    type: 'object',
    required: keys.filter((key) => !key.endsWith('?')),
    properties: Object.fromEntries(
      keys.map((key) => [key.replace('?', ''), schemaOf(specs[key] as ClaimSpec)]),
    ),
    additionalProperties: false,
  }
}
