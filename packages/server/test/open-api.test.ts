import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { heldTo } from '../../../test/held-to-document.ts'
import { createFidecuraClient } from '../src/client/index.ts'
import { openApiOf } from '../src/http/open-api.ts'
import { routes } from '../src/routes/routes.ts'
import { createWorld, origin, type World } from './world.ts'

interface Operation {
  readonly operationId: string
  readonly security?: readonly Readonly<Record<string, unknown>>[]
  readonly requestBody?: unknown
  readonly parameters?: readonly { readonly name: string; readonly in: string }[]
}

let world: World
let paths: Record<string, Record<string, Operation>>
let securitySchemes: Readonly<Record<string, unknown>>
beforeAll(async () => {
  world = await createWorld()
  const url = `${origin}/riverside/api/v1/openapi.json`
  const answer = await world.handle(new Request(url), '192.0.2.1')
  const document = (await answer.json()) as {
    readonly paths: typeof paths
    readonly components: { readonly securitySchemes: typeof securitySchemes }
  }
  paths = document.paths
  securitySchemes = document.components.securitySchemes
})
afterAll(() => world.close())

test.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  'OpenAPI describes %s as it is',
  (_, { method, path, who, body, isOnce }) => {
    const operation = paths[path]?.[method.toLowerCase()]
    expect(operation).toBeDefined()
    const needed = (operation?.security ?? []).flatMap((each) => Object.keys(each))
    expect(needed).toEqual(who === 'anybody' ? [] : ['session'])
    expect(operation?.requestBody !== undefined).toBe(body !== undefined)
    const headers = operation?.parameters?.filter((each) => each.in === 'header') ?? []
    const needsKey = method === 'POST' && isOnce !== true
    expect(headers.map(({ name }) => name)).toEqual(needsKey ? ['Idempotency-Key'] : [])
  },
)

test('OpenAPI says what a session is', () => {
  expect(securitySchemes).toMatchObject({ session: { type: 'http', scheme: 'bearer' } })
})

test('OpenAPI gives each operation a name of its own', () => {
  const names = Object.values(paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  )
  expect(names).toHaveLength(routes.length)
  expect(new Set(names).size).toBe(routes.length)
  expect(names).toContain('confirmOffer')
  expect(names.filter((name) => !/^[a-z][A-Za-z]+$/.test(name))).toEqual([])
})

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
  const named = routes.map(({ method, path }) => `${method} ${path.replace(/\{\w+\}/g, 'ID')}`)
  expect([...asked].toSorted()).toEqual(named.toSorted())
})

describe('the document', () => {
  const document = openApiOf(routes, {})
  const ok = { done: true }
  const refused = {
    type: 'urn:x',
    title: 'No',
    status: 409,
    code: 'offer_state_wrong',
    outcome: 'failed',
  }
  const json = { 'content-type': 'application/json', 'cache-control': 'no-store' }
  const asProblem = { 'content-type': 'application/problem+json' }
  const voided = { method: 'POST', path: '/offers/1/void', status: 409, headers: asProblem }
  const signedOut = { method: 'POST', path: '/sign-out', status: 200, headers: json }

  test.each<[string, string | undefined, object, object]>([
    ['an answer as it is named', undefined, signedOut, ok],
    ['a member more', 'additional', signedOut, { ...ok, more: 1 }],
    ['a member less', 'required', signedOut, {}],
    ['another value', 'constant', signedOut, { done: false }],
    ['another status', 'not named', { ...signedOut, status: 201 }, ok],
    ['another media type', 'not named', { ...signedOut, headers: asProblem }, ok],
    [
      'no header that is named',
      'no Cache-Control',
      { ...signedOut, headers: { 'content-type': 'application/json' } },
      ok,
    ],
    ['a refusal as it is named', undefined, voided, refused],
    ['a code that is not', '/code', voided, { ...refused, code: 'offer_digits_wrong' }],
    ['a value in a refusal', 'additional', voided, { ...refused, value: 'Lin Min' }],
    ['the status of another code', '/status', voided, { ...refused, status: 422 }],
  ])('takes, and only then: %s', (_, fault, came, body) => {
    const { headers, ...rest } = came as typeof voided
    const found = heldTo(document)({
      ...rest,
      headers: new Headers(headers),
      body: JSON.stringify(body),
    })
    if (fault === undefined) expect(found).toBeUndefined()
    else expect(found).toContain(fault)
  })
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
