import type { JsonObject, JsonValue } from '@fidecura/base'

export const madeBy =
  '// Made by `npm run client` from the OpenAPI document of the service. What changes it is the schemas.\n'

/** A schema, as far as the document of the service uses them. */
export interface Schema {
  readonly $ref?: string
  readonly description?: string
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly enum?: readonly JsonValue[]
  readonly const?: JsonValue
  readonly 'x-fidecura-type'?: string
  readonly 'x-fidecura-page'?: true
}

/** Which names of which modules a text needs. */
export interface Needs {
  readonly packages: Map<string, Set<string>>
  readonly bodies: Set<string>
  readonly pages: Set<string>
}

export function newNeeds(): Needs {
  return { packages: new Map(), bodies: new Set(), pages: new Set() }
}

/** The TypeScript of a schema. What has a name elsewhere is needed from there. */
export function typeOf(
  schema: Schema,
  named: Readonly<Record<string, Schema>>,
  needs: Needs,
): string {
  const { $ref, anyOf, items, properties } = schema
  const elsewhere = schema['x-fidecura-type']
  if ($ref !== undefined) return typeNamed($ref.slice($ref.lastIndexOf('/') + 1))
  if (elsewhere !== undefined) return takenFrom(elsewhere, needs)
  if (schema['x-fidecura-page'] && properties?.['items']?.items !== undefined) {
    needs.pages.add('Page')
    return `Page<${typeOf(properties['items'].items, named, needs)}>`
  }
  if (anyOf !== undefined) return anyOf.map((each) => typeOf(each, named, needs)).join(' | ')
  if (schema.enum !== undefined) return schema.enum.map(literalOf).join(' | ')
  if (schema.const !== undefined) return literalOf(schema.const)
  if (properties !== undefined) return `{ ${membersOf(schema, named, needs).join('; ')} }`
  switch (schema.type) {
    case 'array': {
      const item = typeOf(items ?? {}, named, needs)
      return `readonly ${/[ |]/.test(item) ? `(${item})` : item}[]`
    }
    case 'object':
      return 'object'
    case 'integer':
    case 'number':
      return 'number'
    case 'string':
    case 'boolean':
      return schema.type
    case undefined:
      return 'unknown'
    default:
      throw new TypeError(`No type of TypeScript is known for ${schema.type}`)
  }

  function typeNamed(name: string): string {
    const type = named[name]?.['x-fidecura-type']
    if (type !== undefined) return takenFrom(type, needs)
    needs.bodies.add(name)
    return name
  }
}

function takenFrom(type: string, { packages }: Needs): string {
  const [from = '', name = ''] = type.split('#')
  packages.set(from, (packages.get(from) ?? new Set()).add(name))
  return name
}

function membersOf(
  { properties = {}, required = [] }: Schema,
  named: Readonly<Record<string, Schema>>,
  needs: Needs,
): readonly string[] {
  return Object.entries(properties).map(([name, member]) =>
    memberOf(name, member, required, named, needs),
  )
}

function memberOf(
  name: string,
  member: Schema,
  required: readonly string[],
  named: Readonly<Record<string, Schema>>,
  needs: Needs,
): string {
  const key = /^[A-Za-z]\w*$/.test(name) ? name : literalOf(name)
  const type = typeOf(member, named, needs)
  return required.includes(name)
    ? `readonly ${key}: ${type}`
    : `readonly ${key}?: ${type} | undefined`
}

function literalOf(value: JsonValue): string {
  return typeof value === 'string' ? `'${value.replace(/['\\]/g, '\\$&')}'` : JSON.stringify(value)
}

/** A comment for readers of the type. */
export function commentOf(text: string | undefined, indent = ''): string {
  if (text === undefined) return ''
  const lines = text.replaceAll('*/', '* /').split('\n')
  const [only = ''] = lines
  if (lines.length === 1) return `${indent}/** ${only} */\n`
  return `${indent}/**\n${lines.map((line) => `${indent} * ${line}\n`).join('')}${indent} */\n`
}

export function importsOf({ packages, bodies, pages }: Needs, own: boolean): string {
  const lines = [...packages].map(
    ([from, names]) => `import type { ${[...names].toSorted().join(', ')} } from '${from}'\n`,
  )
  if (own && bodies.size > 0) {
    lines.push(
      `import type {\n  ${[...bodies].toSorted().join(',\n  ')},\n} from '../api/bodies.ts'\n`,
    )
  }
  const page = own ? '../api/page.ts' : './page.ts'
  if (pages.size > 0) lines.push(`import type { ${[...pages].join(', ')} } from '${page}'\n`)
  return lines.toSorted((one, other) => (sourceOf(one) < sourceOf(other) ? -1 : 1)).join('')
}

function sourceOf(line: string): string {
  return line.slice(line.lastIndexOf(' from '))
}

/** The types of what goes to and fro, for routes and client alike. */
export function bodyTypes(document: JsonObject): string {
  const { schemas } = document['components'] as unknown as {
    readonly schemas: Readonly<Record<string, Schema>>
  }
  const needs = newNeeds()
  const types = Object.entries(schemas)
    // Names of codes are for readers of the document: a client meets those of later versions, too.
    .filter(([name, schema]) => schema['x-fidecura-type'] === undefined && !isOfProblems(name))
    .map(
      ([name, schema]) =>
        commentOf(schema.description) + declarationOf(name, schema, schemas, needs),
    )
  return `${madeBy}${importsOf(needs, false)}\n${types.join('\n')}`
}

function isOfProblems(name: string): boolean {
  return name === 'Problem' || name.endsWith('Code')
}

function declarationOf(
  name: string,
  schema: Schema,
  named: Readonly<Record<string, Schema>>,
  needs: Needs,
): string {
  const { properties, required = [] } = schema
  if (properties === undefined) return `export type ${name} = ${typeOf(schema, named, needs)}\n`
  const members = Object.entries(properties).map(
    ([key, member]) =>
      `${commentOf(member.description, '  ')}  ${memberOf(key, member, required, named, needs)}\n`,
  )
  return `export interface ${name} {\n${members.join('')}}\n`
}
