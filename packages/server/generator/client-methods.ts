import type { JsonObject } from '@fidecura/base'
import {
  commentOf,
  importsOf,
  madeBy,
  type Needs,
  newNeeds,
  type Schema,
  typeOf,
} from './body-types.ts'

/** An operation of the document, as far as the client is made of it. */
interface Operation {
  readonly operationId: string
  readonly summary: string
  readonly description?: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: Content
  readonly responses: Readonly<Record<string, Content>>
}

interface Parameter {
  readonly in: 'path' | 'query' | 'header'
  readonly name: string
  readonly required: boolean
  readonly schema: Schema
}

interface Content {
  readonly content: { readonly 'application/json': { readonly schema: Schema } }
}

/** The interface of the client, and the table by which it asks. */
export function clientMethods(document: JsonObject): string {
  const { paths, components } = document as unknown as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
  }
  const needs = newNeeds()
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
  )
  const methods = operations.map(({ operation }) => methodOf(operation, components.schemas, needs))
  const rows = operations.map(({ method, path, operation }) => {
    const row = [
      method.toUpperCase(),
      path,
      ...(takes(operation) ? [onlyMember(operation) ?? '*'] : []),
    ]
    return `  ${operation.operationId}: '${row.join(' ')}',\n`
  })
  return [
    madeBy,
    importsOf(needs, true),
    "import type { CallOptions } from './transport.ts'\n\n",
    '/**\n * The API of a hospital, typed. Every method throws `ServerProblem`: with the code of the service, or\n',
    ' * `server_unreachable`, `answer_malformed`, `aborted` (unknown).\n */\n',
    `export interface FidecuraClient {\n${methods.join('')}}\n\n`,
    '/**\n * By what each method asks: method, path, and what it takes beside the segments of the path: `*` a body or query, or\n',
    ' * the one member that those consist of.\n */\n',
    `export const calls: Readonly<Record<keyof FidecuraClient, string>> = {\n${rows.join('')}}\n`,
  ].join('')
}

/** A body or query of one member that must be there is passed by that member. */
function onlyMember({ parameters = [], requestBody }: Operation): string | undefined {
  const { properties = {}, required = [] } = bodyIn(requestBody) ?? {}
  const query = parameters.filter((each) => each.in === 'query')
  const names = requestBody === undefined ? query.map(({ name }) => name) : Object.keys(properties)
  const isNeeded = requestBody === undefined ? query[0]?.required === true : required.length === 1
  return names.length === 1 && isNeeded ? names[0] : undefined
}

/** Whether there is anything to be said in a body or query. */
function takes({ parameters = [], requestBody }: Operation): boolean {
  const body = bodyIn(requestBody)
  if (body === undefined) return parameters.some((each) => each.in === 'query')
  return body.properties === undefined || Object.keys(body.properties).length > 0
}

function bodyIn(given: Content | undefined): Schema | undefined {
  return given?.content['application/json'].schema
}

function methodOf(
  operation: Operation,
  named: Readonly<Record<string, Schema>>,
  needs: Needs,
): string {
  const { operationId, summary, description, parameters = [], requestBody, responses } = operation
  const type = (schema: Schema) => typeOf(schema, named, needs)
  const body = bodyIn(requestBody)
  const query = parameters.filter((each) => each.in === 'query')
  const member = onlyMember(operation)
  const given = parameters.filter((each) => each.in === 'path').map(({ name }) => `${name}: string`)
  if (member !== undefined) {
    const only = body?.properties?.[member] ?? query[0]?.schema ?? {}
    given.push(`${member}: ${type(only)}`)
  } else if (body !== undefined && takes(operation)) {
    given.push(`body: ${type(body)}`)
  } else if (query.length > 0) {
    const members = query.map(
      ({ name, schema }) => `readonly ${name}?: ${type(schema)} | undefined`,
    )
    given.push(`query?: { ${members.join('; ')} }`)
  }
  const answer = bodyIn(responses['200']) ?? {}
  const comment = commentOf(
    description === undefined ? summary : `${summary}\n${description}`,
    '  ',
  )
  return `${comment}  ${operationId}(${[...given, 'call?: CallOptions'].join(', ')}): Promise<${type(answer)}>\n`
}
