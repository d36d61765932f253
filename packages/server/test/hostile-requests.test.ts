import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { canary, of, problemIn } from '../../../test/hostile/problem-of.ts'
import { type Attack, createHostileWorld, type HostileWorld } from './hostile-world.ts'

let world: HostileWorld
beforeAll(async () => {
  world = await createHostileWorld()
})
afterAll(() => world.close())

const refusedWith = (refused: string) => ({ refused, changed: [] })

/** Routes for nobody, for patients, and for the desk: each reads what it is sent by itself. */
const targets: readonly Attack[] = [
  { path: '@/sign-in' },
  { path: '@/me/statements', as: 'patient' },
  { path: '@/offers', as: 'secretary' },
]
const nested = (depth: number) => `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
const bytes = (...parts: readonly (string | number)[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(typeof part === 'string' ? part : [part])))

describe.each(targets)('POST $path', (target) => {
  test.each<readonly [string, string | Uint8Array, string]>([
    ['nothing', '', of(400, 'json_malformed')],
    ['blanks', ' \n\t ', of(400, 'json_malformed')],
    ['null', 'null', of(400, 'request_malformed')],
    ['a list', `["${canary}"]`, of(400, 'request_malformed')],
    ['a text', `"${canary}"`, of(400, 'request_malformed')],
    ['a number', '1', of(400, 'request_malformed')],
    ['half an object', `{"${canary}":`, of(400, 'json_malformed')],
    ['an object and more', `{} {"${canary}":1}`, of(400, 'json_malformed')],
    ['a member twice', '{"proof":"a","proof":"b"}', of(400, 'json_duplicate_member')],
    [
      'a member twice, once escaped',
      '{"code":"a","\\u0063ode":"b"}',
      of(400, 'json_duplicate_member'),
    ],
    ['a member twice, inside', '{"a":{"b":1,"b":2}}', of(400, 'json_duplicate_member')],
    ['an unknown member', `{"${canary}":1}`, of(400, 'request_malformed')],
    ['__proto__', '{"__proto__":{"token":"x"}}', of(400, 'request_malformed')],
    ['constructor', '{"constructor":{"prototype":{"code":"x"}}}', of(400, 'request_malformed')],
    ['lists in lists', nested(40), of(400, 'json_too_deep')],
    ['lists in lists without an end', nested(50_000), of(400, 'json_too_deep')],
    ['open brackets alone', '['.repeat(100_000), of(400, 'json_malformed')],
    ['a byte-order mark', '\ufeff{}', of(400, 'json_malformed')],
    ['half a character', bytes('{"code":"', 0xc3, '"}'), of(400, 'utf8_malformed')],
    ['an overlong character', bytes('{"code":"', 0xc0, 0xaf, '"}'), of(400, 'utf8_malformed')],
    ['a surrogate in bytes', bytes('{"code":"', 0xed, 0xa0, 0x80, '"}'), of(400, 'utf8_malformed')],
    ['half a pair', '{"code":"\\ud800"}', of(400, 'json_lone_surrogate')],
    ['UTF-16', Buffer.from('{}', 'utf16le'), of(400, 'json_malformed')],
    ['a NUL', `{"code":"${'\0'.repeat(12)}"}`, of(400, 'json_malformed')],
    ['a comment', '{/* */}', of(400, 'json_malformed')],
    ['single quotes', "{'code':'x'}", of(400, 'json_malformed')],
    ['a comma too many', '{"code":"x",}', of(400, 'json_malformed')],
    ['no quotes', '{code:1}', of(400, 'json_malformed')],
    ['NaN', '{"code":NaN}', of(400, 'json_malformed')],
    ['a form', `code=${canary}`, of(400, 'json_malformed')],
    [
      'XML',
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
      of(400, 'json_malformed'),
    ],
    ['a number as text', '{"proof":1,"token":1,"kind":1}', of(400, 'request_malformed')],
    ['a list as text', '{"proof":["a"],"token":["a"],"kind":["a"]}', of(400, 'request_malformed')],
    ['an object as text', '{"proof":{"$ne":1},"token":{"$ne":1}}', of(400, 'request_malformed')],
    ['more than it takes', `{"code":"${'x'.repeat(270_000)}"}`, of(413, 'request_too_large')],
  ])('refuses %s', async (_, body, refused) => {
    expect(await world.attack({ ...target, body })).toEqual(refusedWith(refused))
  })

  test.each<readonly [string, Attack['headers']]>([
    ['nothing', { 'content-type': '' }],
    ['text', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['parts', { 'content-type': 'multipart/form-data; boundary=a' }],
    ['UTF-16', { 'content-type': 'application/json; charset=utf-16' }],
    ['two types', { 'content-type': 'application/json, text/plain' }],
    ['another JSON', { 'content-type': 'application/problem+json' }],
    ['a type that begins so', { 'content-type': 'application/jsonp' }],
    ['something else after it', { 'content-type': `application/json; ${canary}=1` }],
    ['gzip', { 'content-encoding': 'gzip' }],
    ['no encoding, which is said', { 'content-encoding': 'identity' }],
  ])('refuses what is said to be %s', async (_, headers = {}) => {
    const outcome = await world.attack({ ...target, body: '{}', headers })
    expect(outcome).toEqual(refusedWith(of(415, 'media_type_unsupported')))
  })
})

describe('an idempotency key', () => {
  test.each<readonly [string, string | readonly string[]]>([
    ['nothing', ''],
    ['too short', 'a'.repeat(15)],
    ['too long', 'a'.repeat(65)],
    ['blanks', 'a '.repeat(10)],
    ['a path', '../../../../etc/passwd'],
    ['a question to a database', "' OR 1=1; DROP TABLE document --"],
    ['two keys', ['a'.repeat(20), 'b'.repeat(20)]],
  ])('of %s is none', async (_, key) => {
    const body = `{"kind":"patient","record":{"system":"urn:oid:2.999.1.1","value":"R-7"},"name":"Pat ${canary}","birthDate":"1958-03-14"}`
    const headers = { 'idempotency-key': key }
    const outcome = await world.attack({ path: '@/offers', as: 'secretary', headers, body })
    expect(outcome).toEqual(refusedWith(of(400, 'idempotency_key_missing')))
  })
})

describe('a member', () => {
  const offer = {
    kind: 'patient',
    record: { system: 'urn:oid:2.999.1.1', value: 'R-7' },
    ...{ name: 'Pat Example', birthDate: '1958-03-14' },
  }
  test.each<readonly [string, object, string]>([
    ['another kind', { kind: canary }, of(400, 'request_malformed')],
    [
      'a record of another hospital',
      { record: { system: 'urn:oid:2.999.2.1', value: 'R-7' } },
      of(400, 'request_malformed'),
    ],
    [
      'a record that has more',
      { record: { ...offer.record, [canary]: 1 } },
      of(400, 'request_malformed'),
    ],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, of(400, 'request_malformed')],
    ['an empty name', { name: '' }, of(400, 'request_malformed')],
    ['a name that turns round', { name: `Pat \u202e${canary}` }, of(400, 'request_malformed')],
    ['a name of two lines', { name: `Pat\n${canary}` }, of(400, 'request_malformed')],
    ['a day that is none', { birthDate: '1958-02-32' }, of(400, 'request_malformed')],
    ['a day with an hour', { birthDate: '1958-03-14T00:00' }, of(400, 'request_malformed')],
    ['one more', { [canary]: true }, of(400, 'request_malformed')],
  ])('%s is taken by nobody', async (_, more, refused) => {
    const body = JSON.stringify({ ...offer, ...more })
    const outcome = await world.attack({ path: '@/offers', as: 'secretary', body })
    expect(outcome).toEqual(
      // Whose record it is is looked at by whoever acts, and its answer is given again.
      _ === 'a record of another hospital'
        ? { refused, changed: ['document idempotency'] }
        : refusedWith(refused),
    )
  })

  const many = (count: number, one: object | string) => Array.from({ length: count }, () => one)
  test.each<readonly [string, Attack]>([
    [
      'credentials',
      { path: '@/sign-in', body: JSON.stringify({ proof: 'a', credentials: many(65, 'a') }) },
    ],
    [
      'accreditations',
      { path: '@/sign-in', body: JSON.stringify({ proof: 'a', chain: many(17, 'a') }) },
    ],
    [
      'rows',
      { path: '@/staff/preview', as: 'secretary', body: JSON.stringify({ rows: many(5001, {}) }) },
    ],
    [
      'offers',
      { path: '@/staff/offers', as: 'secretary', body: JSON.stringify({ ids: many(501, 'a') }) },
    ],
    [
      'purposes',
      {
        path: '@/consent-requests',
        as: 'doctor',
        body: JSON.stringify({ purposes: many(9, 'TREAT'), data: [{ scope: 'category' }] }),
      },
    ],
    [
      'data',
      {
        path: '@/consent-requests',
        as: 'doctor',
        body: JSON.stringify({ purposes: ['TREAT'], data: many(17, { scope: 'category' }) }),
      },
    ],
    [
      'approvals',
      {
        path: '@/recoveries',
        as: 'holder',
        body: JSON.stringify({ request: 'a', approvals: many(9, { token: 'a' }) }),
      },
    ],
  ])('%s come in no longer list than there is', async (_, attack) => {
    expect(await world.attack(attack)).toEqual(refusedWith(of(400, 'request_malformed')))
  })
})

describe('a query', () => {
  test.each([
    ...['limit=0', 'limit=101', 'limit=-1', 'limit=1e3', 'limit=', 'limit=1&limit=2', 'limit[]=1'],
    ...['after=-1', 'after=9999999999', `after=${canary}`, 'after=0x10', 'after=1%00'],
    ...[`${canary}=1`, 'record=R-1', 'state=%ff', 'state[$ne]=x', '__proto__=1', 'limit=%31%30%31'],
  ])('of ?%s asks for nothing', async (query) => {
    const outcome = await world.attack({ path: `@/offers?${query}`, as: 'secretary' })
    expect(outcome).toEqual(refusedWith(of(400, 'request_malformed')))
  })
})

describe('a path', () => {
  const as = 'secretary'
  test.each<readonly [string, string]>([
    [`/${canary}`, of(404, 'not_found')],
    ['/elsewhere/api/v1/session', of(404, 'not_found')],
    ['/RIVERSIDE/api/v1/session', of(404, 'not_found')],
    ['/riverside/api/v2/session', of(404, 'not_found')],
    ['/riverside/api/v1', of(404, 'not_found')],
    ['/riverside/api/v1/', of(404, 'not_found')],
    ['/riverside/api/v1/session/', of(404, 'not_found')],
    ['/riverside//api/v1/session', of(404, 'not_found')],
    ['//riverside/api/v1/session', of(404, 'not_found')],
    ['/riverside/api/v1/session;jsessionid=1', of(404, 'not_found')],
    ['/riverside/api/v1/session%00', of(404, 'not_found')],
    ['/riverside/api/v1/session%2f', of(404, 'not_found')],
    ['/riverside%2fapi%2fv1%2fsession', of(404, 'not_found')],
    ['/riverside/api/v1/..%2f..%2f..%2fhillside/api/v1/session', of(404, 'not_found')],
    ['/riverside/api/v1/%2e%2e/%2e%2e/%2e%2e/etc/passwd', of(404, 'not_found')],
    ['/riverside/../../etc/passwd', of(404, 'not_found')],
    ['/riverside/patient/..%2f..%2fhospital.json', of(404, 'not_found')],
    ['/riverside/patient/%2e%2e%5c%2e%2e%5chospital.json', of(404, 'not_found')],
    ['/riverside/patient/....//hospital.json', of(404, 'not_found')],
    ['/riverside/patient/.env', of(404, 'not_found')],
    ['/riverside/store.sqlite', of(404, 'not_found')],
    ['/riverside/hospital.json', of(404, 'not_found')],
    ['/riverside/keys/hospital.key', of(404, 'not_found')],
    ['/riverside/log/..%2f..%2fstore.sqlite', of(404, 'not_found')],
    ['/riverside/log/tile/../../store.sqlite', of(404, 'not_found')],
    ['/metrics', of(404, 'not_found')],
    ['/healthz', of(404, 'not_found')],
    ['/readyz', of(404, 'not_found')],
    ['/riverside/api/v1/staff/%2e%2e%2fsession', of(404, 'not_found')],
    ['/riverside/api/v1/staff/%ff', of(404, 'not_found')],
    ['/riverside/api/v1/staff/%zz', of(404, 'not_found')],
    [`/riverside/api/v1/staff/${canary}'%20OR%201=1`, of(404, 'not_found')],
    [`/riverside/api/v1/staff/${'a'.repeat(8000)}`, of(404, 'not_found')],
    ['/riverside/api/v1/staff/__proto__', of(404, 'not_found')],
    ['/riverside/api/v1/offers/constructor', of(404, 'not_found')],
    ['/riverside/api/v1/offers/%00', of(404, 'not_found')],
  ])('of %s leads nowhere', async (path, refused) => {
    expect(await world.attack({ path, as })).toEqual(refusedWith(refused))
  })
})

describe('a method', () => {
  test.each([
    ...['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH', 'PURGE', 'LOCK'],
  ])('%s does nothing', async (method) => {
    const outcome = await world.attack({ method, path: '@/session', as: 'doctor' })
    expect(outcome).toEqual(refusedWith(of(404, 'not_found')))
  })

  test.each([
    ['GET', '@/sign-in'],
    ['GET', '@/offers/claim'],
    ['GET', '@/staff/id/suspend'],
    ['POST', '@/session'],
    ['POST', '@/configuration'],
    ['POST', '@/me/accesses'],
    ['POST', '/riverside/did.json'],
    ['POST', '/riverside/patient/'],
    ['POST', '/'],
  ])('%s at %s does nothing', async (method, path) => {
    const sent = method === 'POST' ? { body: '{}' } : {}
    const outcome = await world.attack({ method, path, as: 'secretary', ...sent })
    // `GET /offers/claim` is the offer of that name.
    expect(outcome).toEqual(refusedWith(of(404, 'not_found')))
  })

  test.each([
    ['X-HTTP-Method-Override', 'POST'],
    ['X-Method-Override', 'DELETE'],
    ['X-Original-URL', '/riverside/api/v1/staff'],
    ['X-Rewrite-URL', '/riverside/api/v1/staff'],
    ['X-Forwarded-Host', 'hillside.example'],
    ['X-Forwarded-Prefix', '/hillside'],
    ['Forwarded', 'host=hillside.example;for=192.0.2.1'],
    ['X-Tenant', 'hillside'],
  ])('or path or hospital is moved by no header %s', async (name, value) => {
    const headers = { [name]: value }
    const outcome = await world.attack({ path: '@/staff', headers })
    expect(outcome).toEqual(refusedWith(of(401, 'session_missing')))
  })
})

describe('a Host', () => {
  test.each([
    ...[
      `${canary}.example`,
      'localhost.evil.example',
      'evil.example:8080',
      'localhost.',
      '127.evil.example',
    ],
    ...['riverside', 'xn--lcalhost-2bd', '169.254.169.254.nip.example'],
  ])('%s is none of ours', async (host) => {
    for (const path of ['@/configuration', '/', '/riverside/did.json', '/riverside/patient']) {
      const outcome = await world.attack({ path, headers: { host } })
      expect(outcome).toEqual(refusedWith(of(421, 'host_unexpected')))
    }
  })

  test.each([
    'local host',
    'localhost/x',
    'user@localhost',
    'localhost:99999',
    'localhost#',
    '[::1',
  ])('"%s" is no host', async (host) => {
    const outcome = await world.attack({ path: '@/configuration', headers: { host } })
    expect(outcome).toEqual(refusedWith(of(400, 'request_malformed')))
  })

  test.each(['localhost', 'LOCALHOST:8080', '127.0.0.1', '127.0.0.1:8080', '[::1]:8080'])(
    '%s is one of ours',
    async (host) => {
      const { status } = await world.send({ path: '@/configuration', headers: { host } })
      expect(status).toBe(200)
    },
  )
})

describe('a page of', () => {
  test.each([
    ...[`https://${canary}.example`, 'null', 'http://localhost:8081', 'https://localhost:8080', ''],
    ...[
      'http://localhost',
      'http://LOCALHOST:8080',
      'http://localhost:8080/',
      'http://localhost:8080, x',
    ],
  ])('%s has nothing done', async (from) => {
    const headers = { origin: from }
    const reading = await world.attack({ path: '@/staff', as: 'secretary', headers })
    expect(reading).toEqual(refusedWith(of(421, 'host_unexpected')))
    const body = JSON.stringify({ name: 'Somebody' })
    const writing = { path: '@/me/mandate-offers', as: 'patient', headers, body } as const
    expect(await world.attack(writing)).toEqual(refusedWith(of(421, 'host_unexpected')))
    expect(await world.attack({ path: '@/sign-in/challenges', headers, body: '{}' })).toEqual(
      refusedWith(of(421, 'host_unexpected')),
    )
  })

  test('elsewhere is allowed nothing by a preflight', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, content-type, idempotency-key',
    }
    const attack = { method: 'OPTIONS', path: '@/staff', headers }
    expect(await world.attack(attack)).toEqual(refusedWith(of(404, 'not_found')))
    const { headers: said } = await world.send(attack)
    expect(said.get('access-control-allow-origin')).toBeUndefined()
  })

  test('ours has done what it asks for', async () => {
    const headers = { origin: 'http://localhost:8080' }
    const { status } = await world.send({ path: '@/staff', as: 'secretary', headers })
    expect(status).toBe(200)
  })
})

test('a body that ends in the middle is nothing that failed here', async () => {
  const body = new ReadableStream({ start: (stream) => stream.error(new Error(canary)) })
  const request = new Request('http://localhost:8080/riverside/api/v1/sign-in', {
    ...{ method: 'POST', body, headers: { 'content-type': 'application/json' } },
    ...({ duplex: 'half' } as object),
  })
  const answer = await world.handle(request, '192.0.2.1')
  const seen = { status: answer.status, headers: answer.headers, body: await answer.text() }
  expect(problemIn(seen)).toBe(of(400, 'request_malformed'))
})
