import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { of } from '../../../test/hostile/problem-of.ts'
import { routes } from '../src/routes/routes.ts'
import { createHostileWorld, type HostileWorld, type Who } from './hostile-world.ts'

let world: HostileWorld
beforeAll(async () => {
  world = await createHostileWorld()
})
afterAll(() => world.close())

/** Each route of the OpenAPI document that needs a session, with `id` in the place of what it names. */
const guarded = routes
  .filter(({ who }) => who !== 'anybody')
  .map(({ method, path, who }) => ({ method, path: path.replace(/\{\w+\}/g, 'id'), who }))

/** Who is signed in, and may not. */
const wrong: Readonly<Record<string, readonly Who[]>> = {
  patient: ['holder', 'doctor', 'secretary', 'visitor'],
  reader: ['holder', 'patient', 'secretary'],
  emergency: ['holder', 'patient', 'doctor', 'visitor'],
  staff: ['holder', 'patient', 'visitor'],
  clerk: ['holder', 'patient', 'doctor', 'visitor'],
  desk: ['holder', 'patient', 'doctor', 'visitor'],
}

const named = guarded.map((route) => [`${route.method} ${route.path}`, route] as const)
const mistaken = guarded.flatMap((route) =>
  (wrong[route.who] ?? []).map((as) => [as, `${route.method} ${route.path}`, route] as const),
)

const nothing = { changed: [] }
const bodyOf = (method: string) => (method === 'POST' ? { body: '{}' } : {})

test('every route of the OpenAPI document is asked for', async () => {
  const { body } = await world.send({ path: '@/openapi.json' })
  const { paths } = JSON.parse(body) as { readonly paths: Record<string, Record<string, object>> }
  const needing = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => 'security' in operation)
      .map(([method]) => `${method.toUpperCase()} ${path.replace(/\{\w+\}/g, 'id')}`),
  )
  expect(needing.toSorted()).toEqual(named.map(([name]) => name).toSorted())
})

describe('without a session', () => {
  test.each(named)('%s is refused', async (_, { method, path }) => {
    const outcome = await world.attack({ method, path: `@${path}`, ...bodyOf(method) })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
  })
})

describe('with the session of another hospital', () => {
  test.each(named)('%s is refused', async (_, { method, path }) => {
    const as = 'neighbour'
    const outcome = await world.attack({ method, path: `@${path}`, as, ...bodyOf(method) })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
  })
})

describe('with the session of', () => {
  test.each(mistaken)('a %s, %s is refused', async (as, _, { method, path }) => {
    const outcome = await world.attack({ method, path: `@${path}`, as, ...bodyOf(method) })
    expect(outcome).toEqual({ refused: of(403, 'not_permitted'), ...nothing })
  })
})

const unknown = 'A'.repeat(43)

describe('a session', () => {
  test.each([
    ['of nobody', `Bearer ${unknown}`],
    ['of another scheme', `Basic ${unknown}`],
    ['without a scheme', unknown],
    ['of two schemes', `Bearer ${unknown}, Bearer ${unknown}`],
    ['that is too short', `Bearer ${unknown.slice(1)}`],
    ['that is too long', `Bearer ${unknown}A`],
    ['after two spaces', `Bearer  ${unknown}`],
    ['with a tab', `Bearer\t${unknown}`],
    ['in lower case', `bearer ${unknown}`],
    ['that is a JWT', `Bearer ${'e30.'.repeat(2)}c4n4ry`],
    ['that asks a database', `Bearer ' OR '1'='1' -- c4n4ry`],
    ['that is empty', 'Bearer '],
    ['by the DPoP scheme', `DPoP ${unknown}`],
  ])('%s opens nothing', async (_, authorization) => {
    const outcome = await world.attack({ path: '@/session', headers: { authorization } })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
  })

  test.each(['?session=', '?access_token=', '?authorization=Bearer%20'])(
    'in the query %s opens nothing',
    async (name) => {
      const path = `@/session${name}${world.people.doctor.session()}`
      const outcome = await world.attack({ path })
      expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
    },
  )

  test('in a cookie opens nothing', async () => {
    const cookie = `session=${world.people.doctor.session()}`
    const outcome = await world.attack({ path: '@/session', headers: { cookie } })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
  })

  test('beside another opens nothing', async () => {
    const session = world.people.doctor.session()
    const authorization = `Bearer ${unknown}, Bearer ${session}`
    const outcome = await world.attack({ path: '@/session', headers: { authorization } })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
  })

  test('that was ended opens nothing', async () => {
    const { holder } = world.people
    const session = holder.session()
    await holder.client.signOut()
    const headers = { authorization: `Bearer ${session}` }
    const outcome = await world.attack({ path: '@/session', headers })
    expect(outcome).toEqual({ refused: of(401, 'session_missing'), ...nothing })
    await holder.signIn()
  })
})
