import type { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { Route } from './route.ts'

type Registry = OpenAPIHono['openAPIRegistry']

const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  outcome: z.enum(['failed', 'unknown']),
  place: z.string().optional(),
})

/** Writes down what `security` of a route names. */
export function describeSession(registered: Registry): void {
  const description = 'What `POST /sign-in` answers as `session`.'
  const scheme = { type: 'http', scheme: 'bearer', description } as const
  registered.registerComponent('securitySchemes', 'session', scheme)
}

/** Writes a route into the OpenAPI document, from the very schemas that its requests are read by. */
export function describeRoute(paths: Registry, { method, path, summary, ...route }: Route): void {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string)
  const needsKey = method === 'POST' && route.isOnce !== true
  paths.registerPath({
    method: method === 'GET' ? 'get' : 'post',
    ...{ path, summary, operationId: operationIdOf(method, path) },
    ...(route.who === 'anybody' ? {} : { security: [{ session: [] }] }),
    request: {
      params: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))),
      ...(route.query === undefined ? {} : { query: route.query as never }),
      ...(needsKey
        ? { headers: z.object({ 'Idempotency-Key': z.string().regex(/^[\w-]{16,64}$/) }) }
        : {}),
      ...(route.body === undefined
        ? {}
        : { body: { content: { 'application/json': { schema: route.body } } } }),
    },
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: z.looseObject({}) } } },
      default: {
        description: 'Refused, or not found out',
        content: { 'application/problem+json': { schema: problem } },
      },
    },
  })
}

/** Such as `postOffersOneConfirm`: for those who generate a client. */
function operationIdOf(method: Route['method'], path: string): string {
  const words = path.replace(/\{\w+\}/g, 'one').split(/\W+/)
  const named = words.map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`)
  return `${method.toLowerCase()}${named.join('')}`
}
