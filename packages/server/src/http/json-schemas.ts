import type { JsonObject, JsonValue } from '@fidecura/base'
import { z } from 'zod'

/** JSON Schemas of 2020-12, which those of OpenAPI 3.1 are. */
export interface JsonSchemas {
  /** By the names that were given. */
  readonly schemas: Readonly<Record<string, JsonObject>>
  /** Those that have a name of their own, to which the others refer. */
  readonly components: Readonly<Record<string, JsonObject>>
}

/** Where a document of OpenAPI has them. */
const components = '#/components/schemas/'
const shared = '__shared'

/** Writes schemas of zod as JSON Schemas: each of those that have a name once. */
export function jsonSchemasOf(schemas: Readonly<Record<string, z.ZodType>>): JsonSchemas {
  const listed = z.registry<{ id: string }>()
  // One that has a name is referred to only from within another.
  for (const [id, schema] of Object.entries(schemas)) listed.add(z.strictObject({ schema }), { id })
  const written = z.toJSONSchema(listed, { io: 'input', uri: (id) => id }).schemas
  const plain = JSON.parse(JSON.stringify(written), rewrite) as Record<
    string,
    {
      readonly properties: { readonly schema: JsonObject }
      readonly $defs: Record<string, JsonObject>
    }
  >
  const named = plain[shared]?.$defs ?? {}
  return {
    schemas: Object.fromEntries(
      Object.keys(schemas).map((id) => [id, plain[id]?.properties.schema ?? {}]),
    ),
    components: Object.fromEntries(
      Object.entries(named).toSorted(([one], [other]) => (one < other ? -1 : 1)),
    ),
  }
}

/** Whole numbers of JSON are exact this far anyway; and names of components are those of the document. */
function rewrite(this: unknown, name: string, value: JsonValue): JsonValue | undefined {
  if (name === '$ref') return String(value).replace(`${shared}#/$defs/`, components)
  const isBound = name === 'minimum' || name === 'maximum'
  return isBound && Math.abs(Number(value)) === Number.MAX_SAFE_INTEGER ? undefined : value
}
