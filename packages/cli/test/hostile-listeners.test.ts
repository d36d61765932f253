import { systemClock } from '@fidecura/base'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { canary, of, problemIn } from '../../../test/hostile/problem-of.ts'
import { type RawAnswer, sendRaw } from '../../../test/hostile/send-raw.ts'
import { changedRows, openRowReader, type RowReader } from '../../store/test/kept-rows.ts'
import { openThreePlatforms } from './three-platforms.ts'

// The bridge of a hospital and a laboratory, each on its listener, and the store of the hospital behind the bridge.
let world: Awaited<ReturnType<typeof openThreePlatforms>>
let rows: RowReader
let callers = 0
beforeAll(async () => {
  world = await openThreePlatforms(systemClock)
  rows = await openRowReader([world.store])
  // Makes the key of its nonces as soon as it is asked for the first.
  await sendRaw(world.ports.service, bytesOf('POST /riverside/openid/nonce', 'service', {}))
})
afterAll(async () => {
  await rows.close()
  await world.close()
})

type Port = 'service' | 'bridge' | 'laboratory'

interface Sent {
  readonly head?: readonly string[]
  readonly body?: string
}

const host = (port: Port): string => `127.0.0.1:${world.ports[port]}`

function bytesOf(line: string, port: Port, { head = [], body }: Sent): string {
  const named = head.some((each) => /^host:/i.test(each)) ? [] : [`Host: ${host(port)}`]
  const caller = `2001:db8:${(++callers).toString(16)}::1`
  const length = body === undefined ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]
  const headers = [...named, 'Connection: close', `X-Forwarded-For: ${caller}`, ...length, ...head]
  return `${line} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${body ?? ''}`
}

/** What is refused in one line, and what was changed by it. */
async function attack(port: Port, line: string, sent: Sent = {}) {
  const before = await rows.read()
  const answer = await sendRaw(world.ports[port], bytesOf(line, port, sent))
  return { refused: refusalIn(answer), changed: changedRows(before, await rows.read()) }
}

/** A problem of ours, an error of OAuth, or a page for people, which says a code, too. */
function refusalIn(answer: RawAnswer): string {
  const { status, headers, body } = answer
  const type = headers.get('content-type') ?? ''
  if (type === 'application/problem+json') return problemIn(answer)
  const isTold = body.toLowerCase().includes(canary) ? ', says what was sent' : ''
  const isLeak = /\bat .*:\d+:\d+|node:|node_modules|\.[mc]?[jt]s:/.test(body) ? ', leaks' : ''
  const [, said = ''] =
    type.startsWith('application/json') || body.startsWith('{')
      ? (/"error":"([a-z_]+)"/.exec(body) ?? [])
      : (/class="origin">[^<]*: ([a-z_]+)</.exec(body) ?? [])
  return `${status} ${said}${isTold}${isLeak}`.trim()
}

const form = 'Content-Type: application/x-www-form-urlencoded'
const json = 'Content-Type: application/json'
const unchanged = (refused: string) => ({ refused, changed: [] })

describe('the bridge', () => {
  test.each<readonly [string, string, Sent, string]>([
    [
      'a name that is not its own',
      'GET /jwks',
      { head: [`Host: ${canary}.example`] },
      of(421, 'host_unexpected'),
    ],
    [
      'a name below its own',
      'GET /jwks',
      { head: ['Host: 127.0.0.1.evil.example'] },
      of(421, 'host_unexpected'),
    ],
    ['no host', 'GET /jwks', { head: ['Host:'] }, of(400, 'request_malformed')],
    [
      'two hosts',
      'GET /jwks',
      { head: ['Host: 127.0.0.1', 'Host: evil.example'] },
      of(400, 'request_malformed'),
    ],
    [
      'two lengths',
      'POST /token',
      { head: [form, 'Content-Length: 1'], body: 'ab' },
      of(400, 'request_malformed'),
    ],
    [
      'both lengths',
      'POST /token',
      { head: [form, 'Transfer-Encoding: chunked'], body: '0\r\n\r\n' },
      of(400, 'request_malformed'),
    ],
    [
      'a head of 20 kB',
      'GET /jwks',
      { head: [`X-A: ${canary.repeat(4000)}`] },
      of(431, 'request_too_large'),
    ],
    ['a path of 20 kB', `GET /${canary.repeat(4000)}`, {}, of(431, 'request_too_large')],
    ['an expectation', 'GET /jwks', { head: ['Expect: x'] }, of(417, 'request_malformed')],
    ['CONNECT', 'CONNECT evil.example:443', {}, of(400, 'request_malformed')],
    ['a page that is not there', `GET /${canary}`, {}, '404'],
    ['dots', 'GET /interaction/..%2f..%2ftoken', {}, '400 invalid_request'],
    ['an interaction of nobody', `GET /interaction/${canary}`, {}, '400 invalid_request'],
    [
      'an answer in an interaction of nobody',
      `POST /interaction/${canary}/ask`,
      { head: [form], body: 'device=same' },
      '400 invalid_request',
    ],
    [
      'the end of an interaction of nobody',
      `GET /interaction/${canary}/return?response_code=x`,
      {},
      '400 invalid_request',
    ],
    [
      'a cookie that was made up',
      `GET /interaction/${canary}`,
      { head: [`Cookie: _interaction=${canary}; _interaction.sig=x`] },
      '400 invalid_request',
    ],
    [
      'a client that is none',
      `GET /auth?client_id=${canary}&response_type=code&scope=openid`,
      {},
      '400 invalid_client',
    ],
    ['no client', 'GET /auth', {}, '400 invalid_request'],
    [
      'another page to go back to',
      `GET /auth?client_id=clinic&response_type=code&scope=openid&redirect_uri=https://${canary}.example`,
      {},
      '400 invalid_redirect_uri',
    ],
    [
      'a page twice',
      'GET /auth?client_id=clinic&client_id=other&response_type=code',
      {},
      '400 invalid_request',
    ],
    [
      'a code of nobody',
      'POST /token',
      {
        head: [form],
        body: `grant_type=authorization_code&client_id=clinic&code=${canary}&redirect_uri=x&code_verifier=${'a'.repeat(43)}`,
      },
      '400 invalid_grant',
    ],
    [
      'another grant',
      'POST /token',
      { head: [form], body: 'grant_type=password&client_id=clinic&username=a&password=b' },
      '400 unsupported_grant_type',
    ],
    [
      'a token request without a client',
      'POST /token',
      { head: [form], body: 'grant_type=authorization_code' },
      '400 invalid_request',
    ],
    [
      'a token request in JSON',
      'POST /token',
      { head: [json], body: '{"grant_type":"authorization_code"}' },
      '400 invalid_request',
    ],
    [
      'a token request of a megabyte',
      'POST /token',
      { head: [form], body: `code=${'x'.repeat(1_000_000)}` },
      '400 invalid_request',
    ],
    [
      'a member twice',
      'POST /token',
      { head: [form], body: 'grant_type=authorization_code&client_id=clinic&client_id=clinic' },
      '400 invalid_request',
    ],
    [
      'a client’s secret for one that has none',
      'POST /token',
      {
        head: [form, `Authorization: Basic ${Buffer.from(`clinic:${canary}`).toString('base64')}`],
        body: 'grant_type=authorization_code&code=x',
      },
      '401 invalid_client',
    ],
    ['no token', 'GET /me', {}, '401 invalid_token'],
    [
      'a token of nobody',
      'GET /me',
      { head: [`Authorization: Bearer ${canary}`] },
      '401 invalid_token',
    ],
    ['a token in the query', `GET /me?access_token=${canary}`, {}, '400 invalid_request'],
    ['a way out that nobody has', 'GET /session/end', {}, '404'],
    [
      'a registration',
      'POST /reg',
      { head: [json], body: '{"redirect_uris":["https://evil.example"]}' },
      '404',
    ],
    ['a request of a wallet that is none', `GET /wallet/requests/${canary}`, {}, '404'],
    [
      'an answer of a wallet to nothing',
      `POST /wallet/responses/${canary}`,
      { head: [form], body: 'vp_token=x' },
      '404',
    ],
    ['something else of a wallet', `PUT /wallet/responses/${canary}`, {}, '405'],
    ['a path below a wallet’s', 'GET /wallet/../token', {}, '404'],
  ])('refuses %s', async (_, line, sent, refused) => {
    expect(await attack('bridge', line, sent)).toEqual(unchanged(refused))
  })

  test('waits for nobody who is slow', async () => {
    const drip = { bytes: ' '.repeat(200), everyMilliseconds: 100 }
    const body = bytesOf('POST /token', 'bridge', { head: [form, 'Content-Length: 2000'] })
    const answers = await Promise.all(
      [body, 'GET / HTTP/1.1\r\nX-A: '].map((bytes) =>
        sendRaw(world.ports.bridge, bytes, { drip }),
      ),
    )
    expect(answers.map(refusalIn)).toEqual([
      of(408, 'request_malformed'),
      of(408, 'request_malformed'),
    ])
    const { status } = await sendRaw(world.ports.bridge, bytesOf('GET /jwks', 'bridge', {}))
    expect(status).toBe(200)
  })
})

describe('the laboratory', () => {
  const credential = (text: string) => JSON.stringify({ credential: text })
  test.each<readonly [string, string, Sent, string]>([
    [
      'another name',
      'GET /health',
      { head: [`Host: ${canary}.example`] },
      of(421, 'host_unexpected'),
    ],
    [
      'another name, to verify',
      'POST /verify',
      { head: ['Host: evil.example', json], body: '{}' },
      of(421, 'host_unexpected'),
    ],
    [
      'a page of elsewhere',
      'POST /verify',
      { head: [`Origin: https://${canary}.example`, json], body: '{}' },
      of(421, 'host_unexpected'),
    ],
    [
      'a page of itself',
      'GET /health',
      { head: ['Origin: http://127.0.0.1'] },
      of(421, 'host_unexpected'),
    ],
    ['a page of nowhere', 'GET /health', { head: ['Origin: null'] }, of(421, 'host_unexpected')],
    ['no host', 'GET /health', { head: ['Host:'] }, of(400, 'request_malformed')],
    [
      'two lengths',
      'POST /verify',
      { head: [json, 'Content-Length: 1'], body: '{}' },
      of(400, 'request_malformed'),
    ],
    ['nothing', 'POST /verify', { head: [json], body: '' }, of(400, 'json_malformed')],
    ['a list', 'POST /verify', { head: [json], body: '[]' }, of(400, 'request_malformed')],
    [
      'a member twice',
      'POST /verify',
      { head: [json], body: '{"credential":"a","credential":"b"}' },
      of(400, 'json_duplicate_member'),
    ],
    [
      'an unknown member',
      'POST /verify',
      { head: [json], body: `{"credential":"a","${canary}":1}` },
      of(400, 'request_malformed'),
    ],
    [
      'an instant',
      'POST /verify',
      { head: [json], body: '{"credential":"a","now":1}' },
      of(400, 'request_malformed'),
    ],
    [
      'roots of one’s own',
      'POST /verify',
      { head: [json], body: '{"credential":"a","roots":[]}' },
      of(400, 'request_malformed'),
    ],
    [
      'lists in lists',
      'POST /verify',
      { head: [json], body: `{"credential":${'['.repeat(99)}${']'.repeat(99)}}` },
      of(400, 'json_too_deep'),
    ],
    [
      'half a character',
      'POST /verify',
      { head: [json], body: '{"credential":"\\udc00"}' },
      of(400, 'json_lone_surrogate'),
    ],
    [
      'seventeen accreditations',
      'POST /verify',
      {
        head: [json],
        body: JSON.stringify({ credential: 'a', chain: Array.from({ length: 17 }, () => 'a') }),
      },
      of(400, 'request_malformed'),
    ],
    [
      'two megabytes',
      'POST /verify',
      { head: [json], body: credential('a'.repeat(2_000_000)) },
      of(413, 'request_too_large'),
    ],
    [
      'five megabytes',
      'POST /decide',
      { head: [json], body: credential('a'.repeat(5_000_000)) },
      of(413, 'request_too_large'),
    ],
    [
      'text',
      'POST /verify',
      { head: ['Content-Type: text/plain'], body: '{}' },
      of(415, 'media_type_unsupported'),
    ],
    [
      'gzip',
      'POST /verify',
      { head: [json, 'Content-Encoding: gzip'], body: '{}' },
      of(415, 'media_type_unsupported'),
    ],
    [
      'a credential that is none',
      'POST /verify',
      { head: [json], body: credential(canary) },
      of(422, 'jws_malformed'),
    ],
    [
      'a credential of no algorithm',
      'POST /verify',
      { head: [json], body: credential('eyJhbGciOiJub25lIn0.e30.') },
      of(422, 'jws_algorithm_wrong'),
    ],
    [
      'a presentation, for it has no name',
      'POST /verify',
      { head: [json], body: JSON.stringify({ presentation: 'a', nonce: 'a'.repeat(22) }) },
      of(501, 'not_configured'),
    ],
    [
      'what it cannot decide',
      'POST /decide',
      { head: [json], body: '{}' },
      of(400, 'request_malformed'),
    ],
    ['to forget', 'POST /reset', { head: [json], body: '{}' }, of(404, 'not_found')],
    ['another path', `GET /${canary}`, {}, of(404, 'not_found')],
    ['another method', 'GET /verify', {}, of(404, 'not_found')],
    ['dots', 'GET /..%2ftrust.json', {}, of(404, 'not_found')],
    [
      'a preflight',
      'OPTIONS /verify',
      { head: ['Access-Control-Request-Method: POST'] },
      of(404, 'not_found'),
    ],
  ])('refuses %s', async (_, line, sent, refused) => {
    expect(await attack('laboratory', line, sent)).toEqual(unchanged(refused))
  })
})

describe('the issuer of the hospital', () => {
  const at = '/riverside/openid'
  test.each<readonly [string, string, Sent, string]>([
    [
      'another name',
      `GET ${at}/.well-known/x`,
      { head: ['Host: evil.example'] },
      of(421, 'host_unexpected'),
    ],
    [
      'a token for no code',
      `POST ${at}/token`,
      { head: [form], body: 'grant_type=urn:ietf:params:oauth:grant-type:pre-authorized_code' },
      '400 invalid_dpop_proof',
    ],
    [
      'a token for a code of nobody',
      `POST ${at}/token`,
      {
        head: [form],
        body: `grant_type=urn:ietf:params:oauth:grant-type:pre-authorized_code&pre-authorized_code=${canary}&tx_code=000000`,
      },
      '400 invalid_dpop_proof',
    ],
    [
      'a token by another grant',
      `POST ${at}/token`,
      { head: [form], body: 'grant_type=client_credentials' },
      '400 invalid_dpop_proof',
    ],
    [
      'a token asked for in JSON',
      `POST ${at}/token`,
      { head: [json], body: '{}' },
      '400 invalid_request',
    ],
    [
      'a field twice',
      `POST ${at}/token`,
      { head: [form], body: 'grant_type=a&grant_type=b' },
      '400 invalid_request',
    ],
    [
      'a form of two megabytes',
      `POST ${at}/token`,
      { head: [form], body: `grant_type=${'x'.repeat(2_000_000)}` },
      '400 invalid_request',
    ],
    [
      'a proof of a key that is none',
      `POST ${at}/token`,
      {
        head: [form, `DPoP: ${canary}`],
        body: 'grant_type=urn:ietf:params:oauth:grant-type:pre-authorized_code&pre-authorized_code=x',
      },
      '400 invalid_dpop_proof',
    ],
    [
      'a credential without a token',
      `POST ${at}/credential`,
      { head: [json], body: '{}' },
      '401 invalid_token',
    ],
    [
      'a credential by a token of nobody',
      `POST ${at}/credential`,
      { head: [json, `Authorization: Bearer ${canary}`], body: '{}' },
      '401 invalid_token',
    ],
    [
      'a credential by a proof of nobody',
      `POST ${at}/credential`,
      { head: [json, `Authorization: DPoP ${canary}`, 'DPoP: e30.e30.AA'], body: '{}' },
      '401 invalid_token',
    ],
    [
      'one that is deferred, without a token',
      `POST ${at}/deferred`,
      { head: [json], body: '{}' },
      '401 invalid_token',
    ],
    [
      'a notification without a token',
      `POST ${at}/notification`,
      { head: [json], body: '{}' },
      '401 invalid_token',
    ],
    ['an offer of nobody', `GET ${at}/offers/${canary}`, {}, '404'],
    ['another path', `GET ${at}/${canary}`, {}, '404'],
    [
      'the issuer of a hospital that is none',
      'GET /elsewhere/openid/token',
      {},
      of(404, 'not_found'),
    ],
    [
      'a pushed request of nobody',
      `POST ${at}/par`,
      { head: [form], body: `client_id=${canary}` },
      '404',
    ],
  ])('refuses %s', async (_, line, sent, refused) => {
    expect(await attack('service', line, sent)).toEqual(unchanged(refused))
  })
})
