import { IdentityError } from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { ServerError } from '../../src/errors.ts'
import type { SeenRequest } from '../../src/http/seen-request.ts'
import { createAdminHandler } from '../../src/operation/admin-handler.ts'
import { createMetrics } from '../../src/operation/metrics.ts'
import { createRequestLog } from '../../src/operation/request-log.ts'
import { createServiceHandler } from '../../src/service/service-handler.ts'
import { appoint, clerk, enrol } from '../staff.ts'
import { clientOf, createWorld, origin, type World } from '../world.ts'

let plain: World
let world: World
let isStopping = false
const metrics = createMetrics()
const lines: string[] = []
let milliseconds = 0

beforeAll(async () => {
  plain = await createWorld()
  const write = createRequestLog(plain.clock.now, (line) => lines.push(line))
  const observe = (seen: SeenRequest): void => {
    metrics.observe(seen)
    write(seen)
  }
  const { hospitals, directory } = plain.example
  const handle = createServiceHandler({
    ...{ origin, hospitals: [...hospitals.values()], directory, observe },
    milliseconds: () => (milliseconds += 3),
  })
  world = { ...plain, handle }
})
afterAll(() => plain.close())

function watch(path: string, init?: RequestInit): Promise<Response> {
  const handle = createAdminHandler({
    ...{ hospitals: [...plain.example.hospitals.values()], metrics, isStopping: () => isStopping },
    process: () => ({ residentBytes: 1e8, cpuSeconds: 2.5, upSeconds: 60 }),
  })
  return handle(new Request(`http://127.0.0.1:8481${path}`, init), '127.0.0.1')
}

describe('what a service says of itself', () => {
  test('is a line and a count for each request, and about nobody', async () => {
    const desk = await appoint(world, 'canary-7f3a', clerk)
    const patient = await enrol(world, desk, 'canary-7f3a')
    await patient.client.myNotices()
    const refused = clientOf(world, { address: '198.51.100.77' }).session()
    await expect(refused).rejects.toMatchObject({ code: 'session_missing' })
    const stranger = new Request(`${origin}/canary-7f3a/api/v1/canary-7f3a?canary-7f3a=1`, {
      method: 'CANARY-7F3A',
      headers: { 'user-agent': 'canary-7f3a', 'x-request-id': 'canary-7f3a' },
    })
    await world.handle(stranger, '198.51.100.77')
    const text = await (await watch('/metrics')).text()
    const said = [text, ...lines].join('\n')
    expect(said).not.toMatch(/canary|198\.51|192\.0\.2|did:|Example|Pat |R-\d/i)
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      expect(line).toMatch(/^\{.*\}\n$/)
      const { time, level, request, tenant, method, route, status, ms } = JSON.parse(line)
      expect([time, request]).toEqual([
        expect.stringMatching(/^2027-/),
        expect.stringMatching(/^[0-9a-f]{16}$/),
      ])
      expect(['info', 'warn', 'error']).toContain(level)
      expect(['riverside', undefined]).toContain(tenant)
      expect(['GET', 'POST', 'OTHER']).toContain(method)
      expect(route).toMatch(/^(other|(\/[\w{}-]+)+)$/)
      expect([Number.isInteger(status), ms > 0]).toEqual([true, true])
    }
    expect(lines.some((line) => JSON.parse(line).code === 'session_missing')).toBe(true)
    // Ids stand in paths; what is counted is the route.
    expect(lines.some((line) => JSON.parse(line).route === '/offers/{id}/confirm')).toBe(true)
  })

  test('names a request to whoever made it, by a number that nobody else chose', async () => {
    const request = new Request(`${origin}/riverside/api/v1/configuration`, {
      headers: { 'x-request-id': 'mine' },
    })
    const answer = await world.handle(request, '192.0.2.1')
    const id = answer.headers.get('x-request-id')
    expect(id).toMatch(/^[0-9a-f]{16}$/)
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ request: id, status: 200 })
  })

  test('is counted as Prometheus reads it', async () => {
    const counts = createMetrics()
    const seen = { id: 'i', tenant: 'h', method: 'GET', route: '/a', status: 200, code: undefined }
    counts.observe({ ...seen, milliseconds: 4 })
    counts.observe({ ...seen, milliseconds: 400 })
    counts.observe({ ...seen, status: 429, code: 'rate_limited', milliseconds: 0 })
    const text = counts.text([{ name: 'g', help: 'A gauge.', labels: { x: 'a"\n' }, value: 1 }])
    expect(text).toContain(
      'fidecura_requests_total{tenant="h",method="GET",route="/a",status="200"} 2\n',
    )
    expect(text).toContain('fidecura_refusals_total{tenant="h",code="rate_limited"} 1\n')
    expect(text).toContain('fidecura_request_seconds_bucket{tenant="h",route="/a",le="0.005"} 2\n')
    expect(text).toContain('fidecura_request_seconds_bucket{tenant="h",route="/a",le="0.5"} 3\n')
    expect(text).toContain('fidecura_request_seconds_bucket{tenant="h",route="/a",le="+Inf"} 3\n')
    expect(text).toContain('fidecura_request_seconds_sum{tenant="h",route="/a"} 0.404\n')
    expect(text).toContain('# TYPE g gauge\ng{x="a\\"\\n"} 1\n')
    for (const line of text.trim().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? [\d.e+-]+)$/)
    }
  })
})

const well = {
  ...{ statusSeconds: expect.any(Number), unwitnessed: 0 },
  witnesses: { answering: 1, quorum: 1 },
}

/** Of a hospital that is not quite as it was opened. */
function watchChanged(change: object): (path: string) => Promise<Response> {
  const hospital = { ...plain.hospital('riverside'), ...change }
  const handle = createAdminHandler({
    ...{ hospitals: [hospital], metrics, isStopping: () => false },
    process: () => ({ residentBytes: 1e8, cpuSeconds: 2.5, upSeconds: 60 }),
  })
  return (path) => handle(new Request(`http://127.0.0.1:8481${path}`), '127.0.0.1')
}

describe('whom it answers', () => {
  const handle = (hosts?: readonly string[]) =>
    createAdminHandler({
      ...{ hospitals: [], metrics, isStopping: () => false, hosts },
      process: () => ({ residentBytes: 1e8, cpuSeconds: 2.5, upSeconds: 60 }),
    })
  const ask = async (url: string, hosts?: readonly string[]) =>
    (await handle(hosts)(new Request(url), '127.0.0.1')).status

  // A page that makes its own name lead here is of that origin: its GET has no Origin, and it reads the answer.
  test.each(['/healthz', '/readyz', '/metrics', '/'])(
    'is nobody who was led to %s by another name',
    async (path) => {
      const answer = await handle()(new Request(`http://evil.example:8481${path}`), '127.0.0.1')
      expect(answer.status).toBe(421)
      expect(await answer.json()).toMatchObject({ code: 'host_unexpected', place: 'Host' })
      expect(await ask(`http://127.0.0.1.evil.example:8481${path}`)).toBe(421)
    },
  )

  test('is whoever uses an address, localhost, or a name that it was given', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '10.1.2.3:8481']) {
      expect(await ask(`http://${host}/healthz`)).toBe(200)
    }
    expect(await ask('http://watch.internal/healthz')).toBe(421)
    expect(await ask('http://watch.internal/healthz', ['watch.internal'])).toBe(200)
  })
})

describe('readiness', () => {
  test('says that stores answer and how long lists are good for', async () => {
    const answer = await watch('/readyz')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({
      ready: true,
      hospitals: [
        { id: 'riverside', ...well },
        { id: 'hillside', ...well },
      ],
    })
    expect(await (await watch('/metrics')).text()).toContain(
      'fidecura_ready{tenant="riverside"} 1\n',
    )
  })

  test('ends where a key does not sign, and says what its custody says', async () => {
    const hospital = plain.hospital('riverside')
    const [name, surgery] = [...hospital.departments][0] ?? []
    if (name === undefined || surgery === undefined) throw new Error('It has departments')
    const lost = new IdentityError('token_lost' as 'signer_failed', 'Gone', { outcome: 'unknown' })
    const sign = (): Promise<never> =>
      Promise.reject(new IdentityError('signer_failed', 'Did not', { cause: lost }))
    const departments = new Map([
      ...hospital.departments,
      [name, { ...surgery, signer: { ...surgery.signer, sign } }],
    ])
    const ask = watchChanged({ departments })
    const answer = await ask('/readyz')
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { ready: false, hospitals: [{ keys: 'token_lost' }] },
    ])
    const text = await (await ask('/metrics')).text()
    expect(text).toContain('fidecura_part_ready{tenant="riverside",part="keys"} 0\n')
    expect(text).toContain('fidecura_part_ready{tenant="riverside",part="store"} 1\n')
  })

  test('ends where people cannot sign in at platforms, and says by which code', async () => {
    const handle = createAdminHandler({
      ...{ hospitals: [...plain.example.hospitals.values()], metrics, isStopping: () => false },
      process: () => ({ residentBytes: 1e8, cpuSeconds: 2.5, upSeconds: 60 }),
      async signIn(hospital) {
        if (hospital === 'riverside') throw new ServerError('listen_failed', 'Nobody answers')
      },
    })
    const ask = (path: string) => handle(new Request(`http://127.0.0.1:8481${path}`), '127.0.0.1')
    const answer = await ask('/readyz')
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      {
        ready: false,
        hospitals: [{ id: 'riverside', signIn: 'listen_failed' }, { id: 'hillside' }],
      },
    ])
    const text = await (await ask('/metrics')).text()
    expect(text).toContain('fidecura_part_ready{tenant="riverside",part="sign_in"} 0\n')
    expect(text).toContain('fidecura_part_ready{tenant="hillside",part="sign_in"} 1\n')
  })

  test('tells of witnesses that are away, and goes on: theirs may be waiting for it', async () => {
    const { preservation } = plain.hospital('riverside')
    const reach = (): Promise<never> => Promise.reject(new TypeError('Nobody is there'))
    const ask = watchChanged({ preservation: { ...preservation, reach } })
    const answer = await ask('/readyz')
    expect([answer.status, await answer.json()]).toMatchObject([
      200,
      { ready: true, hospitals: [{ witnesses: { answering: 0, quorum: 1 } }] },
    ])
    expect(await (await ask('/metrics')).text()).toContain(
      'fidecura_witnesses_answering{tenant="riverside"} 0\n',
    )
  })

  test('ends where the log cannot be read', async () => {
    const hospital = plain.hospital('riverside')
    const state = (): Promise<never> => Promise.reject(new Error('canary'))
    const evidence = { ...hospital.store.evidence, state }
    const answer = await watchChanged({ store: { ...hospital.store, evidence } })('/readyz')
    expect([answer.status, await answer.json()]).toMatchObject([
      503,
      { hospitals: [{ log: 'service_failed' }] },
    ])
  })

  test('is told to nobody who comes by the address of the service', async () => {
    for (const path of ['/readyz', '/healthz', '/metrics']) {
      const answer = await plain.handle(new Request(`${origin}${path}`), '192.0.2.1')
      expect([answer.status, (await answer.text()).includes('riverside')]).toEqual([404, false])
    }
  })

  test('ends before a service does', async () => {
    isStopping = true
    const answer = await watch('/readyz')
    expect([answer.status, await answer.json()]).toEqual([
      503,
      expect.objectContaining({ ready: false, stopping: true }),
    ])
    expect((await watch('/healthz')).status).toBe(200)
    isStopping = false
  })

  test.each([
    ['another path', '/', {}],
    ['a page of a browser', '/metrics', { headers: { origin: 'https://elsewhere.example' } }],
    ['a write', '/healthz', { method: 'POST' }],
  ])('answers nothing to %s', async (_, path, init) => {
    expect((await watch(path, init)).status).toBe(404)
  })

  test('ends where a store does not answer, and says by which code', async () => {
    await plain.hospital('hillside').store.close()
    const answer = await watch('/readyz')
    expect(answer.status).toBe(503)
    const { hospitals } = (await answer.json()) as { hospitals: readonly object[] }
    expect(hospitals).toContainEqual({ id: 'hillside', store: 'store_closed' })
    expect((await watch('/healthz')).status).toBe(200)
  })
})
