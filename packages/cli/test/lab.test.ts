import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds, type JsonObject, systemClock } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { heldTo } from '../../../test/held-to-document.ts'
import { listenOn, stopListening } from '../src/listening.ts'
import { makeSamples } from '../src/samples/make-samples.ts'
import { writeSamples } from '../src/samples/sample-files.ts'
import { type Serving, serving } from './serving.ts'
import { createDesk } from './support.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-lab-'))
const at = (...names: readonly string[]): string => join(folder, ...names)
const listen = ['--listen', '127.0.0.1:0']

afterAll(() => rmSync(folder, { recursive: true }))

interface Said {
  readonly status: number
  readonly json: JsonObject
}

let described: ReturnType<typeof heldTo> | undefined

async function post(
  { url }: Serving,
  path: string,
  body: string,
  more: HeadersInit = {},
): Promise<Said> {
  const headers = { 'content-type': 'application/json', ...more }
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers })
  const text = await answer.text()
  // Every verdict of these tests is one that the document of the service names, to each of its members.
  const came = { method: 'POST', path, status: answer.status, headers: answer.headers, body: text }
  described ??= heldTo((await (await fetch(`${url}/openapi.json`)).json()) as JsonObject)
  expect(described(came)).toBeUndefined()
  return { status: answer.status, json: JSON.parse(text) as JsonObject }
}

const sampleIn = (name: string): string => readFileSync(at('old', `${name}.json`), 'utf8')

describe('fidecura samples', () => {
  let service: Serving

  beforeAll(async () => {
    // Two years ago: whatever is signed in them has long expired by the clock of this machine.
    await writeSamples(at('old'), await makeSamples(epochSeconds(systemClock() - 63_072_000)))
    service = await serving(['samples', 'serve', at('old'), ...listen])
  })

  test('are twenty of twenty as expected, however old they are, and once more', async () => {
    for (const language of ['en', 'zh-CN'] as const) {
      const check = ['samples', 'check', at('old'), '--address', service.json['address'] as string]
      const { code, stdout } = await createDesk().run(check, { language })
      expect([code, stdout]).toEqual([0, expect.stringMatching(/20 (?:of 20|个)/)])
    }
  })

  test('say of each answer that it is about nobody', async () => {
    const { status, json } = await post(service, '/verify', sampleIn('01-role'))
    expect([status, json]).toMatchObject([200, { verdict: 'passed', samples: true }])
  })

  test('tell one that came out otherwise', async () => {
    cpSync(at('old'), at('wrong'), { recursive: true })
    writeFileSync(at('wrong', '07-suspended.json'), sampleIn('08-revoked'))
    const check = [
      'samples',
      'check',
      at('wrong'),
      '--address',
      service.json['address'] as string,
      '--json',
    ]
    const { code, json } = await createDesk().run(check)
    expect([code, json]).toMatchObject([1, { right: 19, of: 20 }])
  })

  test('are not compared with what somebody answers in earnest, or nobody', async () => {
    const check = ['samples', 'check', at('old'), '--json', '--address']
    const earnest = createServer((_, response) => response.writeHead(404).end())
    const address = await listenOn(earnest, { host: '127.0.0.1', port: 0 })
    const said = await createDesk().run([...check, address])
    await stopListening(earnest)
    const nobody = await createDesk().run([...check, address])
    for (const { code, json } of [said, nobody]) {
      expect([code, json]).toMatchObject([2, { error: { code: 'samples_not_served' } }])
    }
  })

  test('are served on this machine alone', async () => {
    const run = await createDesk().run([
      'samples',
      'serve',
      at('old'),
      '--listen',
      '0.0.0.0:0',
      '--json',
    ])
    expect(run.json).toMatchObject({ error: { code: 'usage', place: '--listen' } })
  })
})

describe('fidecura serve --verify-only', () => {
  let service: Serving
  const policy = ['--custodian', 'did:web:lab.example', '--combine', 'deny_overrides']
  const settings = [
    ...[
      'serve',
      '--verify-only',
      '--data',
      at('lab'),
      ...listen,
      '--audience',
      'https://lab.example',
    ],
    // The samples were made a moment ago, by the clock of this machine.
    ...[...policy, '--max-status-age', '600', '--max-age', '600'],
  ]
  const body = (name: string): string => readFileSync(at('lab', `${name}.json`), 'utf8')

  beforeAll(async () => {
    await writeSamples(at('lab'), await makeSamples(systemClock()))
    service = await serving(settings)
  })

  test('verifies by the present, and shows what was proven', async () => {
    const { status, json } = await post(service, '/verify', body('01-role'))
    expect(status).toBe(200)
    expect(json).toMatchObject({
      verdict: 'passed',
      credentials: [{ claims: { purposes: ['TREAT', 'HRESCH'] } }],
    })
    expect(json).not.toHaveProperty('samples')
    const old = await post(service, '/verify', sampleIn('01-role'))
    expect(old.status).toBe(422)
  })

  test('answers a refusal with a status that is none of a yes, every check, and no claims', async () => {
    const { status, json } = await post(service, '/verify', body('07-suspended'))
    expect([status, json]).toMatchObject([
      422,
      { type: 'urn:fidecura:error:status_suspended', code: 'status_suspended', verdict: 'failed' },
    ])
    expect(json['checks']).toHaveLength(10)
    expect(json).not.toHaveProperty('credentials')
    const unknown = await post(service, '/verify', body('11-status-unknown'))
    expect([unknown.status, unknown.json['outcome']]).toEqual([503, 'unknown'])
  })

  test('speaks Chinese to whoever asks for it', async () => {
    const { json } = await post(service, '/verify', body('07-suspended'), {
      'accept-language': 'zh-CN',
    })
    expect(json['detail']).toBe('已停用（status_suspended）')
  })

  test.each([
    ['04-altered', 'The signature is wrong: it was altered, or somebody else signed it'],
    ['07-suspended', 'It is suspended'],
  ])('says in plain words why %s is refused', async (sample, words) => {
    const { json } = await post(service, '/verify', body(sample))
    expect(json['detail']).toBe(`${words} (${json['code']})`)
  })

  test('decides, and keeps apart what whoever asked may know', async () => {
    const permitted = await post(service, '/decide', body('17-permitted'))
    expect(permitted).toMatchObject({
      status: 200,
      json: { decision: 'permit', requester: { answer: 'permitted', duties: [] } },
    })
    const refused = await post(service, '/decide', body('18-withdrawn'))
    expect(refused).toMatchObject({
      status: 403,
      json: { decision: 'deny', code: 'consent_withdrawn', requester: { answer: 'not_available' } },
    })
    expect(refused.json['detail']).toBe('The consent was withdrawn. (consent_withdrawn)')
    const stale = await post(service, '/decide', body('20-word-too-old'))
    expect(stale).toMatchObject({ status: 503, json: { decision: 'unknown' } })
  })

  test('reads a request whole before it uses up what was presented, and tells the word of a register from that', async () => {
    const asked = JSON.parse(body('19-nothing-said')) as JsonObject & { request: JsonObject }
    const data = [{ scope: 'category', types: ['Observation'] }]
    const vague = JSON.stringify({ ...asked, request: { ...asked.request, data } })
    const refused = await post(service, '/decide', vague)
    expect([refused.status, refused.json['place']]).toEqual([400, '/request/data/0/types/0'])
    // It would have been presented before, had the first request used it up.
    const set = { word: 'none', statements: [] }
    const { status, json } = await post(service, '/decide', JSON.stringify({ ...asked, set }))
    expect([status, json]).toMatchObject([422, { code: 'jws_malformed', place: '/set' }])
    expect(json['detail']).toContain('/set')
  })

  test('says at the start what it can judge, and what it lacks for the rest', async () => {
    const desk = createDesk()
    await writeSamples(desk.path('lab'), await makeSamples(desk.clock.now()))
    const others = settings.slice(4)
    const run = async (...args: readonly string[]): Promise<string> =>
      (await desk.yes(['serve', '--verify-only', '--data', desk.path('lab'), ...args])).stdout
    const whole = await run(...others)
    expect(whole).toMatch(
      /Trusted roots: 1\nTrust bundle: of .*\nPresentations: .*lab\.example\nPOST \/decide: .* 1 trusted/,
    )
    const bare = await run(...listen)
    expect(bare).toContain('Presentations: not judged')
    expect(bare).toContain('POST /decide: off')
  })

  test('makes nothing in a folder that names nobody to trust', async () => {
    const none = ['serve', '--verify-only', '--data', at('mistyped'), ...listen, '--json']
    const { code, json } = await createDesk().run(none)
    expect([code, json]).toMatchObject([2, { error: { code: 'trust_missing' } }])
    expect(existsSync(at('mistyped'))).toBe(false)
  })

  test('remembers after a new start what was presented', async () => {
    const first = await post(service, '/verify', body('12-presentation'))
    expect(first.status).toBe(200)
    await service.stop()
    service = await serving(settings)
    const again = await post(service, '/verify', body('12-presentation'))
    expect(again.json['code']).toBe('presentation_replayed')
  })

  test('has no door by which presentations are forgotten', async () => {
    expect((await post(service, '/reset', '{}')).status).toBe(404)
  })

  test.each<[string, string, HeadersInit, number, string]>([
    ['no JSON', '{', {}, 400, 'json_malformed'],
    ['a member twice', '{"credential":"a","credential":"b"}', {}, 400, 'json_duplicate_member'],
    ['an instant to be judged at', '{"credential":"a","now":0}', {}, 400, 'request_malformed'],
    ['nothing', '{}', {}, 400, 'request_malformed'],
    ['a nonce that is too short', '{"presentation":"a","nonce":"1"}', {}, 400, 'request_malformed'],
    ['text', 'x', { 'content-type': 'text/plain' }, 415, 'media_type_unsupported'],
    ['two megabytes', `{"credential":"${'a'.repeat(2_000_000)}"}`, {}, 413, 'request_too_large'],
    ['what a web page sends', '{}', { origin: 'https://evil.example' }, 421, 'host_unexpected'],
    ['a credential that is none', '{"credential":"a"}', {}, 422, 'jws_malformed'],
  ])('answers %s with a problem', async (_, sent, more, status, code) => {
    const said = await post(service, '/verify', sent, more)
    expect([said.status, said.json['code']]).toEqual([status, code])
  })

  test('describes itself, and says how old its bundle is', async () => {
    const described = (await (await fetch(`${service.url}/openapi.json`)).json()) as JsonObject
    expect(Object.keys(described['paths'] as JsonObject)).toEqual(['/verify', '/decide', '/health'])
    const health = (await (await fetch(`${service.url}/health`)).json()) as JsonObject
    expect(health).toMatchObject({
      status: 'ok',
      roots: 1,
      bundle: { sequence: expect.any(Number) },
    })
  })

  // The last: it takes the trust away that the others stand on.
  test('takes to heart what its operator takes back, without a new start', async () => {
    const { roots } = JSON.parse(readFileSync(at('lab', 'trust.json'), 'utf8')) as {
      roots: readonly { readonly did: string }[]
    }
    const { did = '' } = roots[0] ?? {}
    await createDesk().yes(['trust', 'remove', did, '--data', at('lab')])
    const { status, json } = await post(service, '/verify', body('01-role'))
    expect([status, json['code']]).toEqual([422, 'credential_issuer_untrusted'])
    writeFileSync(at('lab', 'bundle.jwt'), 'garbage')
    const broken = await post(service, '/verify', body('01-role'))
    expect([broken.status, broken.json]).toMatchObject([
      503,
      { code: 'not_ready', place: 'bundle_malformed' },
    ])
    expect(await service.stop()).toEqual([0, null])
  })

  test('tells before it listens what it cannot open', async () => {
    const run = await createDesk().run([...settings, '--json'])
    expect(run.json).toMatchObject({ error: { code: 'bundle_malformed' } })
  })
})
