import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ServiceHandler } from '../src/http/handler.ts'
import { defaultRateLimits, type RateLimits, type RouteGroup } from '../src/http/rate-limit.ts'
import { groupOf } from '../src/http/route-group.ts'
import { routes } from '../src/routes/routes.ts'
import { createServiceHandler } from '../src/service/service-handler.ts'
import { appoint, clerk } from './staff.ts'
import { createWorld, origin, type Person, type World } from './world.ts'

describe('a service', () => {
  let world: World
  let milliseconds = 0
  beforeAll(async () => {
    world = await createWorld()
  })
  afterAll(() => world.close())

  const few = { burst: 3, perMinute: 6 }
  /** With one group that has few, so that no other limit stands there. */
  const limiting = (limits: Partial<RateLimits>) => {
    const { hospitals, directory } = world.example
    const rateLimits = { ...defaultRateLimits, ...limits }
    const served = { origin, hospitals: [...hospitals.values()], directory, rateLimits }
    const handle = createServiceHandler({ ...served, milliseconds: () => milliseconds })
    return async (path: string, { body, from = '192.0.2.9' }: { body?: object; from?: string }) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': newKey() }
      const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) }
      return handle(new Request(`${origin}${path}`, init), from)
    }
  }

  const signIn = ['/riverside/api/v1/sign-in/challenges', {}] as const
  const trust = ['/riverside/api/v1/trust-bundle', undefined] as const
  test.each<[RouteGroup, string, object | undefined, string, object | undefined]>([
    ['signIn', ...signIn, ...trust],
    ['verification', ...trust, ...signIn],
    ['verification', '/riverside/api/v1/openapi.json', undefined, ...signIn],
    ['verification', '/riverside/did.json', undefined, ...signIn],
    ['verification', '/riverside/status/1', undefined, ...signIn],
    ['verification', '/riverside/log/checkpoint', undefined, ...signIn],
  ])('counts %s by itself: %s', async (group, path, body, otherPath, other) => {
    const ask = limiting({ [group]: few, shared: 1 })
    const answers: Response[] = []
    for (let n = 0; n < 4; n++) answers.push(await ask(path, { ...(body && { body }) }))
    const [last] = answers.slice(-1)
    expect(answers.map(({ status }) => status === 429)).toEqual([false, false, false, true])
    expect(last?.headers.get('content-type')).toBe('application/problem+json')
    expect(last?.headers.get('retry-after')).toBe('10')
    expect(await last?.json()).toMatchObject({ code: 'rate_limited', outcome: 'unknown' })
    // Neither another group nor another address is kept waiting.
    expect((await ask(otherPath, { ...(other && { body: other }) })).status).toBe(200)
    const elsewhere = await ask(path, { ...(body && { body }), from: '198.51.100.9' })
    expect(elsewhere.status).not.toBe(429)
    // And it is as the header says.
    milliseconds += 9000
    expect((await ask(path, { ...(body && { body }) })).status).toBe(429)
    milliseconds += 2000
    expect((await ask(path, { ...(body && { body }) })).status).not.toBe(429)
  })

  test('counts each party of a group, and all of them who share an address', async () => {
    let handle = world.handle
    const turned = {
      ...world,
      handle: ((request, from) => handle(request, from)) as ServiceHandler,
    }
    const people: Person[] = []
    for (const value of ['1', '2', '3']) people.push(await appoint(turned, value, clerk))
    const { hospitals, directory } = world.example
    const rateLimits = { ...defaultRateLimits, reading: few, shared: 2 }
    const served = { origin, hospitals: [...hospitals.values()], directory, rateLimits }
    handle = createServiceHandler({ ...served, milliseconds: () => milliseconds })
    const codes: unknown[] = []
    for (const who of [0, 0, 0, 0, 1, 1, 1, 2]) {
      const read = people[who]?.client.session()
      codes.push(
        await read?.then(
          () => 'yes',
          ({ code }) => code,
        ),
      )
    }
    // Each has three, and the address has six.
    const no = 'rate_limited'
    expect(codes).toEqual(['yes', 'yes', 'yes', no, 'yes', 'yes', 'yes', no])
  })
})

describe('groupOf', () => {
  test('has a group for each route', () => {
    const groups = routes.map((route) => `${route.method} ${route.path} ${groupOf(route)}`)
    expect(groups).toEqual(
      expect.arrayContaining([
        'POST /sign-in signIn',
        'POST /recoveries recovery',
        'POST /recoveries/{id}/complete recovery',
        'GET /recoveries reading',
        'GET /trust-bundle verification',
        'POST /records/read reading',
        'GET /me/accesses reading',
        'POST /me/statements other',
        'POST /staff/approve other',
      ]),
    )
  })
})

function newKey(): string {
  return crypto.randomUUID().replaceAll('-', '')
}
