import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVerifier, openTrustBundle } from '@fidecura/credentials'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { answerFrontPage } from '../src/service/front-page.ts'
import { clientOf, createPerson, createWorld, origin, type World } from './world.ts'

let world: World
const dist = mkdtempSync(join(tmpdir(), 'fidecura-app-'))
beforeAll(async () => {
  mkdirSync(join(dist, 'assets'))
  writeFileSync(join(dist, 'index.html'), '<!doctype html><title>App</title>')
  writeFileSync(join(dist, 'assets/index-Ab12Cd34.js'), 'export {}')
  writeFileSync(join(dist, '.secret'), 'no')
  writeFileSync(join(dist, '.hidden.json'), '{}')
  world = await createWorld({ patient: dist })
})
afterAll(async () => {
  await world.close()
  rmSync(dist, { recursive: true })
})

const get = (path: string, init?: RequestInit) =>
  world.handle(new Request(`${origin}${path}`, init), '192.0.2.1')
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  get(`/riverside/api/v1${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...headers },
  })
const codeOf = async (answer: Response): Promise<[number, unknown]> => [
  answer.status,
  ((await answer.json()) as { code?: unknown }).code,
]

describe('the service', () => {
  test('says what an app has to know of a hospital', async () => {
    const { client } = await createPerson(world)
    const { tenant, did, custodian, departments, roots, notice } = await client.configuration()
    expect([tenant, did]).toEqual(['riverside', 'did:web:localhost%3A8080:riverside'])
    expect(custodian).toMatchObject({ did, register: did, recordSystem: 'urn:oid:2.999.1.1' })
    expect(departments.map(({ id }) => id)).toEqual([
      ...['cardiology', 'orthopaedics', 'management'],
    ])
    expect(roots[0]?.keys).toHaveLength(1)
    expect(notice.url).toBe('https://localhost:8080/riverside/notice.txt')
    const text = await (await get('/riverside/notice.txt')).text()
    expect(text).toContain('Riverside Hospital')
  })

  test('hands out a bundle by which its own accreditations verify, with no network', async () => {
    const client = clientOf(world, {})
    const { roots, bundleSigner } = await client.configuration()
    const { bundle } = await client.trustBundle()
    const { clock } = world
    const opened = await openTrustBundle(bundle, {
      ...{
        signer: bundleSigner,
        state: { load: async () => undefined, advance: async () => true },
      },
      ...{ purpose: 'live', now: clock.now() },
    })
    const verifier = createVerifier({
      ...{ roots, resolve: opened.resolve, status: opened.status, clock: clock.now },
    })
    const [, department] = world.hospital().departments.get('cardiology')?.chain ?? []
    const verified = await verifier.verifyCredential(department ?? '', { chain: opened.chain })
    expect(verified.claims['name']).toBe('Cardiology, Riverside Hospital')
  })

  test('never makes two bundles of one sequence', async () => {
    const client = clientOf(world, {})
    const { bundle } = await client.trustBundle()
    expect((await client.trustBundle()).bundle).toBe(bundle)
    world.advance(30)
    const sequence = (token: string): number =>
      JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).sequence
    const [next, same] = await Promise.all([client.trustBundle(), client.trustBundle()])
    expect(sequence(next.bundle)).toBeGreaterThan(sequence(bundle))
    expect(same).toEqual(next)
  })

  test.each([
    ['/riverside/did.json', 'application/did+json'],
    ['/riverside/cardiology/did.json', 'application/did+json'],
    ['/riverside/status/1', 'application/statuslist+jwt'],
    ['/riverside/cardiology/status/1/history', 'application/jwt'],
    ['/authority/status/1', 'application/statuslist+jwt'],
  ])('serves %s', async (path, type) => {
    const answer = await get(path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type])
  })

  test('names its hospitals on the front page, with the apps that there are, and runs nothing', async () => {
    const answer = await get('/')
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'text/html; charset=utf-8',
    ])
    const page = await answer.text()
    expect(page).toContain('Riverside Hospital')
    expect(page).toContain('<span lang="zh-CN">患者应用</span> <span lang="en">For patients</span>')
    expect([...page.matchAll(/href="([^"]*)"/g)].map(([, place]) => place)).toEqual([
      '/riverside/patient/',
      '/hillside/patient/',
    ])
    expect(page).not.toMatch(/<script|https?:|src=|did:/)
    const policy = answer.headers.get('content-security-policy') ?? ''
    const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    expect(policy).toContain(`default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'`)
    expect(policy).not.toContain('unsafe')
  })

  test('leads on its front page to what is served beside it', async () => {
    const elsewhere = [{ name: '<b>Clinic', url: 'http://127.0.0.1:8082/?a="b' }]
    const page = await (await answerFrontPage([world.hospital()], ['patient'], elsewhere)).text()
    expect(page).toContain('&#60;b&#62;Clinic')
    expect(page).toContain('<a href="http://127.0.0.1:8082/?a=&#34;b">')
  })

  test('takes no name of a hospital for a part of the page', async () => {
    const name = '<img src=x> & "Sons"'
    const { settings, ...rest } = world.hospital()
    const hospital = { ...rest, settings: { ...settings, name } }
    const answer = await answerFrontPage([hospital], ['patient'])
    const page = await answer.text()
    expect(page).not.toContain('<img')
    expect(page).toContain('&#60;img src=x&#62; &#38; &#34;Sons&#34;')
  })

  test.each([
    '/elsewhere/api/v1/configuration',
    '/riverside/api/v1/elsewhere',
    '/riverside/store.sqlite',
    '/riverside/hospital.json',
    '/riverside/console/',
  ])('knows nothing at %s', async (path) => {
    expect(await codeOf(await get(path))).toEqual([404, 'not_found'])
  })

  test('describes itself in OpenAPI 3.1', async () => {
    const answer = (await (await get('/riverside/api/v1/openapi.json')).json()) as {
      openapi: string
      paths: Record<string, Record<string, { parameters?: { name: string; in: string }[] }>>
    }
    expect(answer.openapi).toBe('3.1.0')
    expect(Object.keys(answer.paths)).toEqual(
      expect.arrayContaining(['/configuration', '/sign-in']),
    )
  })
})

describe('an app', () => {
  test('is served under a policy that lets nothing inline and nothing from elsewhere in', async () => {
    for (const path of ['/riverside/patient/', '/riverside/patient/assets/index-Ab12Cd34.js']) {
      const { status, headers } = await get(path)
      expect(status).toBe(200)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
      expect(headers.get('permissions-policy')).toContain('camera=(self)')
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
    }
  })

  test('keeps for ever what is named after its content, and nothing else', async () => {
    const cacheOf = async (path: string) => (await get(path)).headers.get('cache-control')
    expect(await cacheOf('/riverside/patient/assets/index-Ab12Cd34.js')).toContain('immutable')
    expect(await cacheOf('/riverside/patient/')).toBe('no-cache')
  })

  test('reads whom it trusts from beside its own files', async () => {
    const config = await (await get('/riverside/patient/config.json')).json()
    const { roots } = await clientOf(world, {}).configuration()
    expect(config).toEqual({
      ...{ tenant: 'riverside', name: 'Riverside Hospital', api: '/riverside/api/v1', roots },
      audience: 'did:web:localhost%3A8080:riverside',
      bundleSigner: world.hospital().site.signer.publicKey,
      register: { did: world.hospital().site.did, keys: [world.hospital().site.thumbprint] },
    })
  })

  test.each([
    '/riverside/patient/../store.sqlite',
    '/riverside/patient/%2e%2e/package.json',
    '/riverside/patient/..%2f..%2fetc/passwd',
    '/riverside/patient/.secret',
    '/riverside/patient/.hidden.json',
    '/riverside/patient/assets/',
    '/riverside/patient/none.html',
  ])('gets no file at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })
})

describe('a request', () => {
  test.each([
    [
      'of another media type',
      { 'content-type': 'text/plain' },
      '{}',
      415,
      'media_type_unsupported',
    ],
    ['that is compressed', { 'content-encoding': 'gzip' }, '{}', 415, 'media_type_unsupported'],
    ['that is no JSON', {}, '{', 400, 'json_malformed'],
    ['that names a member twice', {}, '{"proof":"a","proof":"b"}', 400, 'json_duplicate_member'],
    ['that is a list', {}, '[]', 400, 'request_malformed'],
    ['with a member that nobody knows', {}, '{"proof":"a","admin":true}', 400, 'request_malformed'],
    [
      'of more bytes than the limit',
      {},
      `{"proof":"${'a'.repeat(262_144)}"}`,
      413,
      'request_too_large',
    ],
  ] as const)('%s is refused', async (_, headers, body, status, code) => {
    expect(await codeOf(await post('/sign-in', body, headers))).toEqual([status, code])
  })

  test('without end is not read to its end', async () => {
    let pulled = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled += 1
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit
    const headers = { 'content-type': 'application/json' }
    const answer = await get('/riverside/api/v1/sign-in', { ...init, headers })
    expect(await codeOf(answer)).toEqual([413, 'request_too_large'])
    expect(pulled).toBeLessThan(10)
  })

  test('that is refused says neither value nor stack', async () => {
    const answer = await post('/sign-in', '{"proof":"Pat Example, born 1958"}')
    const text = await answer.text()
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(text).not.toMatch(/Pat Example|1958|\.ts|at /)
    expect(JSON.parse(text)).toMatchObject({ outcome: 'failed', status: answer.status })
  })

  test('is one of not too many', async () => {
    const client = clientOf(world, { address: '192.0.2.66' })
    const codes: string[] = []
    for (let n = 0; n < 610; n++) {
      await client.configuration().catch(({ code, status }) => codes.push(`${status} ${code}`))
    }
    expect(codes).toHaveLength(10)
    expect(new Set(codes)).toEqual(new Set(['429 rate_limited']))
    await clientOf(world, { address: '192.0.2.67' }).configuration()
    world.advance(1)
    await client.configuration()
  })
})
