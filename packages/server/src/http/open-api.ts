import type { JsonObject } from '@fidecura/base'
import type { z } from 'zod'
import { jsonSchemasOf } from './json-schemas.ts'
import { codeSchemas, codesIn, problem } from './problem-schemas.ts'
import { refusalsOf } from './refusals.ts'
import type { Route } from './route.ts'

const idempotencyKey = {
  in: 'header',
  name: 'Idempotency-Key',
  required: true,
  description: 'A repeat with the same key and body gets the answer of the first, for a day.',
  schema: { type: 'string', pattern: '^[\\w-]{16,64}$' },
} as const

const session = {
  type: 'http',
  scheme: 'bearer',
  description: 'What `POST /sign-in` answers as `session`.',
} as const

/**
 * The OpenAPI document of routes. Requests are read by the very schemas that it names, and the tests hold each answer
 * against those that it names.
 */
export function openApiOf(routes: readonly Route[], info: JsonObject): JsonObject {
  const { schemas, components } = jsonSchemasOf(schemasIn(routes))
  const paths: Record<string, Record<string, JsonObject>> = {}
  for (const route of routes) {
    const path = paths[route.path] ?? {}
    path[route.method.toLowerCase()] = operationOf(
      route,
      (part) => schemas[`${route.name} ${part}`],
    )
    paths[route.path] = path
  }
  return {
    ...{ openapi: '3.1.0', info, paths },
    components: {
      schemas: { ...components, ...codeSchemas() },
      securitySchemes: { session },
    },
  }
}

function schemasIn(routes: readonly Route[]): Record<string, z.ZodType> {
  const named: Record<string, z.ZodType> = { problem }
  for (const { name, body, query, answer } of routes) {
    named[`${name} answer`] = answer
    if (body !== undefined) named[`${name} body`] = body
    if (query !== undefined) named[`${name} query`] = query
  }
  return named
}

type SchemaOf = (part: 'answer' | 'body' | 'query') => JsonObject | undefined

function operationOf(route: Route, schemaOf: SchemaOf): JsonObject {
  const { name, path, summary, more, method, who, isOnce } = route
  const body = schemaOf('body')
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, segment = '']) => ({
      ...{ in: 'path', name: segment, required: true, schema: { type: 'string' } },
    })),
    ...parametersIn(schemaOf('query')),
    ...(method === 'POST' && isOnce !== true ? [idempotencyKey] : []),
  ]
  return {
    ...{ operationId: name, summary },
    ...(more === undefined ? {} : { description: more }),
    ...(who === 'anybody' ? {} : { security: [{ session: [] }] }),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(body === undefined
      ? {}
      : { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    responses: {
      200: {
        description: 'Done.',
        headers: { 'Cache-Control': { schema: { const: 'no-store' } } },
        content: { 'application/json': { schema: schemaOf('answer') ?? {} } },
      },
      ...refusalsIn(route),
    },
  }
}

function parametersIn(query: JsonObject | undefined): readonly JsonObject[] {
  const { properties = {}, required = [] } = (query ?? {}) as {
    readonly properties?: Readonly<Record<string, JsonObject>>
    readonly required?: readonly string[]
  }
  return Object.entries(properties).map(([name, { description, ...schema }]) => {
    const { 'x-fidecura-query': type, ...rest } = schema
    return {
      ...{ in: 'query', name, required: required.includes(name) },
      ...(description === undefined ? {} : { description }),
      schema: type === undefined ? rest : { type, minimum: 0, maximum: 999_999_999 },
    }
  })
}

const meanings: Readonly<Record<number, string>> = {
  400: 'Not a request as this route takes it.',
  401: 'Nobody is signed in.',
  403: 'Not for whoever asks.',
  404: 'No such thing, or none for whoever asks.',
  409: 'Not as things stand.',
  413: 'Too many bytes.',
  415: 'Another media type than application/json.',
  422: 'Refused.',
  429: 'More requests than anybody needs.',
  501: 'What this needs was not configured.',
  503: 'Could not be told: unknown, and so not done or not known to be.',
}

const headersOf: Readonly<Record<number, JsonObject>> = {
  401: { 'WWW-Authenticate': { schema: { const: 'Bearer' } } },
  429: {
    'Retry-After': { description: 'Seconds.', schema: { type: 'string', pattern: '^\\d+$' } },
  },
}

function refusalsIn(route: Route): Record<string, JsonObject> {
  const described = [...refusalsOf(route)].map(([status, refused]) => {
    const headers = headersOf[status]
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Problem' }],
      properties: { status: { const: status }, code: codesIn(refused) },
    }
    const description = meanings[status] ?? 'Refused.'
    return [
      String(status),
      {
        description,
        ...(headers === undefined ? {} : { headers }),
        content: { 'application/problem+json': { schema } },
      },
    ] as const
  })
  return Object.fromEntries(described)
}
