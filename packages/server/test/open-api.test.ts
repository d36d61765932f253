import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createFidecuraClient } from '../src/client/index.ts'
import { routes } from '../src/routes/routes.ts'
import { createWorld, origin, type World } from './world.ts'

interface Operation {
  readonly security?: readonly unknown[]
  readonly requestBody?: unknown
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

let world: World
let paths: Record<string, Record<string, Operation>>
beforeAll(async () => {
  world = await createWorld()
  const url = `${origin}/riverside/api/v1/openapi.json`
  const answer = await world.handle(new Request(url), '192.0.2.1')
  paths = ((await answer.json()) as { paths: typeof paths }).paths
})
afterAll(() => world.close())

test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  'OpenAPI describes %s as it is',
  (_, { method, path, who, body, isOnce }) => {
    const operation = paths[path]?.[method.toLowerCase()]
    expect(operation).toBeDefined()
    expect(operation?.security !== undefined).toBe(who !== 'anybody')
    expect(operation?.requestBody !== undefined).toBe(body !== undefined)
    const headers = operation?.parameters?.filter((each) => each.in === 'header') ?? []
    const needsKey = method === 'POST' && isOnce !== true
    expect(headers.map(({ name }) => name)).toEqual(needsKey ? ['Idempotency-Key'] : [])
  },
)

test('OpenAPI describes nothing else', () => {
  const described = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(described.toSorted()).toEqual(
    routes.map(({ method, path }) => `${method} ${path}`).toSorted(),
  )
})

test('the client asks for every route, and for no other', async () => {
  const asked = new Set<string>()
  const client = createFidecuraClient({
    base: '',
    fetch: async (url, { method }) => {
      asked.add(`${method} ${url.replace(/\?.*$/, '')}`)
      return Response.json({})
    },
  })
  for (const call of Object.values(client) as ((...args: unknown[]) => Promise<unknown>)[]) {
    await call('ID', {}, {})
  }
  const named = routes
    .filter(({ path }) => path !== '/health')
    .map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, 'ID')}`)
  expect([...asked].toSorted()).toEqual(named.toSorted())
})

test.each(
  routes
    .filter(({ who }) => who !== 'anybody')
    .map((route) => [`${route.method} ${route.path}`, route] as const),
)('%s needs a session', async (_, { method, path }) => {
  const url = `${origin}/riverside/api/v1${path.replace(/\{\w+\}/g, 'ID')}`
  const body = method === 'POST' ? { body: '{}' } : {}
  const headers = { 'content-type': 'application/json', 'idempotency-key': 'k'.repeat(20) }
  const answer = await world.handle(new Request(url, { method, headers, ...body }), '192.0.2.1')
  expect(answer.status).toBe(401)
  expect(await answer.json()).toMatchObject({ code: 'session_missing', outcome: 'failed' })
})
