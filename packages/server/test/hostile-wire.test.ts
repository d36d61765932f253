import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { canary, of, problemIn } from '../../../test/hostile/problem-of.ts'
import { type RawAnswer, sendRaw } from '../../../test/hostile/send-raw.ts'
import { listen } from '../src/http/listen.ts'
import type { Listening } from '../src/http/listening.ts'
import { createHostileWorld, type HostileWorld } from './hostile-world.ts'

let world: HostileWorld
/** The same, with less patience, and enough for whoever is served on a machine that stood still for a moment. */
let hasty: Listening
beforeAll(async () => {
  world = await createHostileWorld()
  const bounds = { headersMilliseconds: 1000, requestMilliseconds: 1500 }
  hasty = await listen(world.handle, { host: '127.0.0.1', port: 0, ...bounds })
})
afterAll(async () => {
  await hasty.close()
  await world.close()
})

const end = '\r\n\r\n'
const asking = (...more: readonly string[]) =>
  ['GET /riverside/api/v1/session HTTP/1.1', 'Host: localhost', 'Connection: close', ...more].join(
    '\r\n',
  ) + end
/** Of a route that would keep something: a challenge. */
const posting = (body: string, ...more: readonly string[]) =>
  [
    'POST /riverside/api/v1/sign-in/challenges HTTP/1.1',
    ...['Host: localhost', 'Connection: close', 'Content-Type: application/json', ...more],
  ].join('\r\n') +
  end +
  body
const at = (target: string, ...more: readonly string[]) =>
  [`GET ${target} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...more].join('\r\n') + end
const chunked = (body: string, ...more: readonly string[]) =>
  posting(body, 'Transfer-Encoding: chunked', ...more)
const smuggled = `GET /riverside/api/v1/configuration HTTP/1.1\r\nHost: ${canary}${end}`

async function attack(bytes: string | Uint8Array, port = world.port) {
  let answer: RawAnswer | undefined
  const changed = await world.changedBy(async () => {
    answer = await sendRaw(port, bytes, { patienceMilliseconds: 5000 })
  })
  const { statuses = [] } = answer ?? {}
  return { refused: answer && problemIn(answer), answers: statuses.length, changed }
}

const refusedWith = (refused: string) => ({ refused, answers: 1, changed: [] })

test.each<readonly [string, string | Uint8Array]>([
  ['no host', `GET /riverside/api/v1/configuration HTTP/1.1\r\nConnection: close${end}`],
  ['an empty host', `GET / HTTP/1.1\r\nHost:\r\nConnection: close${end}`],
  ['two hosts', asking(`Host: ${canary}.example`)],
  ['the same host twice', asking('Host: localhost')],
  ['HTTP/0.9', `GET /riverside/api/v1/configuration${end}`],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ['HTTP/9.9', `GET / HTTP/9.9\r\nHost: localhost${end}`],
  ['another protocol', `GET / ICE/1.0\r\nHost: localhost${end}`],
  ['the beginning of TLS', Buffer.from('16030100c8010000c40303', 'hex')],
  ['something binary', Buffer.from(Array.from({ length: 256 }, (_, n) => n))],
  ['a method with a NUL', `G\0T / HTTP/1.1\r\nHost: localhost${end}`],
  ['a method in lower case', `get / HTTP/1.1\r\nHost: localhost${end}`],
  ['a method without an end', `${'A'.repeat(20_000)} / HTTP/1.1\r\nHost: localhost${end}`],
  ['CONNECT', `CONNECT ${canary}.example:443 HTTP/1.1\r\nHost: localhost${end}`],
  ['a target with a blank', at(`/riverside /${canary}`)],
  ['a target with a backslash', at('/riverside\\..\\hillside')],
  ['a target of another protocol', at(`ftp://${canary}.example/`)],
  ['a target that is a star', `OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close${end}`],
  ['a target that is no path', at('riverside/api/v1/configuration')],
  ['a target with a NUL', at('/riverside\0')],
  ['both lengths', posting('0\r\n\r\n', 'Content-Length: 5', 'Transfer-Encoding: chunked')],
  ['both lengths, turned round', chunked('0\r\n\r\n', 'Content-Length: 5')],
  ['two lengths', posting('{}', 'Content-Length: 2', 'Content-Length: 3')],
  ['two lengths in one', posting('{}', 'Content-Length: 2, 2')],
  ['a length with a sign', posting('{}', 'Content-Length: +2')],
  ['a length below nothing', posting('{}', 'Content-Length: -2')],
  ['a length in sixteens', posting('{}', 'Content-Length: 0x2')],
  ['a length without an end', posting('{}', `Content-Length: ${'9'.repeat(30)}`)],
  ['a length that is empty', posting('{}', 'Content-Length:')],
  ['a length before a blank', posting('{}', 'Content-Length : 2')],
  ['an encoding before a blank', posting('0\r\n\r\n', 'Transfer-Encoding : chunked')],
  ['an encoding that is none', posting('0\r\n\r\n', 'Transfer-Encoding: xchunked')],
  ['an encoding after chunks', posting('0\r\n\r\n', 'Transfer-Encoding: chunked, identity')],
  ['an encoding twice', chunked('0\r\n\r\n', 'Transfer-Encoding: identity')],
  ['chunks that are folded', posting('0\r\n\r\n', 'Transfer-Encoding:\r\n chunked')],
  ['a chunk of no size', chunked(`zz\r\n{}\r\n0\r\n\r\n`)],
  ['a chunk with a sign', chunked('-2\r\n{}\r\n0\r\n\r\n')],
  ['a chunk in sixteens, said twice', chunked('0x2\r\n{}\r\n0\r\n\r\n')],
  ['a chunk without an end', chunked(`${'f'.repeat(17)}\r\n{}`)],
  ['a chunk that is longer than it says', chunked('1\r\n{}\r\n0\r\n\r\n')],
  ['a chunk that ends without a line', chunked('2\r\n{}0\r\n\r\n')],
  ['a header without a colon', asking(canary)],
  ['a header without a name', asking(`: ${canary}`)],
  ['a header of two lines', asking(`X-A: a\r\n ${canary}`)],
  ['a header with a NUL', asking(`X-A: a\0${canary}`)],
  ['a header with a line end alone', asking(`X-A: a\nHost: ${canary}`)],
  ['a header with a carriage return alone', asking(`X-A: a\rHost: ${canary}`)],
  ['a header with a control character', asking(`X-A: a\u0007`)],
  ['a header whose name has a blank', asking('X A: a')],
  ['a header whose name is not ASCII', asking('X-\u00e9: a')],
  ['lines that end otherwise', asking().replaceAll('\r\n', '\n')],
])('%s is no HTTP that is taken', async (_, bytes) => {
  expect(await attack(bytes)).toEqual(refusedWith(of(400, 'request_malformed')))
})

describe('over a connection', () => {
  test.each<readonly [string, string, string]>([
    [
      'another host in the target',
      at(`http://${canary}.example/riverside/api/v1/configuration`),
      of(421, 'host_unexpected'),
    ],
    [
      'another host in a target of https',
      at(`https://${canary}.example/`),
      of(421, 'host_unexpected'),
    ],
    [
      'a name before the host',
      at(`http://localhost@${canary}.example/`),
      of(421, 'host_unexpected'),
    ],
    ['two slashes', at(`//${canary}.example/riverside`), of(404, 'not_found')],
    ['a fragment', at('/riverside/api/v1/session#/'), of(401, 'session_missing')],
    [
      'dots that lead to another hospital',
      at('/riverside/../hillside/api/v1/session'),
      of(401, 'session_missing'),
    ],
    ['dots that are escaped', at('/riverside/%2e%2e/%2e%2e/etc/passwd'), of(404, 'not_found')],
    ['bytes that are no text', at('/riverside/\xff\xfe'), of(400, 'request_malformed')],
    ['a head of 20 kB', asking(`X-A: ${canary.repeat(4000)}`), of(431, 'request_too_large')],
    [
      'a thousand headers',
      asking(...Array.from({ length: 1000 }, (_, n) => `X-${n}: ${canary}${canary}`)),
      of(431, 'request_too_large'),
    ],
    ['a path of 20 kB', at(`/${canary.repeat(4000)}`), of(431, 'request_too_large')],
    [
      'a session of 15 kB',
      asking(`Authorization: Bearer ${canary.repeat(2500)}`),
      of(401, 'session_missing'),
    ],
    [
      'another protocol to go on with',
      asking('Upgrade: websocket', 'Connection: upgrade'),
      of(401, 'session_missing'),
    ],
    [
      'HTTP/2 to go on with',
      asking('Upgrade: h2c', 'HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA'),
      of(401, 'session_missing'),
    ],
    ['an expectation', asking(`Expect: ${canary}`), of(417, 'request_malformed')],
    [
      'more bytes than a route takes',
      posting(`{"a":"${'x'.repeat(300_000)}"}`, 'Content-Length: 300008'),
      of(413, 'request_too_large'),
    ],
    [
      'more bytes in chunks',
      chunked(`493e0\r\n${' '.repeat(300_000)}\r\n0\r\n\r\n`),
      of(413, 'request_too_large'),
    ],
    [
      'a length that is not kept',
      posting('{"a":', 'Content-Length: 300000'),
      of(413, 'request_too_large'),
    ],
    [
      'a chunk with much to say',
      chunked(`2;${canary.repeat(4000)}\r\n{}\r\n0\r\n\r\n`),
      of(413, 'request_too_large'),
    ],
    [
      'chunks of one byte',
      chunked(`${[...'{"a":1}'].map((each) => `1\r\n${each}\r\n`).join('')}0\r\n\r\n`),
      of(400, 'request_malformed'),
    ],
    [
      'a trailer of another host',
      chunked(`7\r\n{"a":1}\r\n0\r\nHost: ${canary}\r\nAuthorization: Bearer x\r\n\r\n`),
      of(400, 'request_malformed'),
    ],
    [
      'a body that goes on after its end',
      posting(`{"a":1}${smuggled}`, 'Content-Length: 7'),
      of(400, 'request_malformed'),
    ],
    [
      'a request within a body',
      posting(smuggled, `Content-Length: ${smuggled.length}`),
      of(400, 'json_malformed'),
    ],
    [
      'a request after too many bytes',
      posting(' '.repeat(300_000) + smuggled, 'Content-Length: 300000'),
      of(413, 'request_too_large'),
    ],
    [
      'a body for a GET',
      `${asking('Content-Length: 7', 'Content-Type: application/json')}{"a":1}`,
      of(401, 'session_missing'),
    ],
  ])('%s is refused, once', async (_, bytes, refused) => {
    expect(await attack(bytes)).toEqual(refusedWith(refused))
  })

  test('whoever ends in the middle has nothing done', async () => {
    const cut = posting('{', 'Content-Length: 200').replace('Connection: close\r\n', '')
    const changed = await world.changedBy(() =>
      sendRaw(world.port, cut, { patienceMilliseconds: 100 }),
    )
    expect(changed).toEqual([])
  })
})

describe('whoever is slow', () => {
  const slow = (bytes: string, rest: string, patienceMilliseconds = 20_000) =>
    sendRaw(hasty.port, bytes, {
      drip: { bytes: rest, everyMilliseconds: 100 },
      patienceMilliseconds,
    })
  const body = posting('{', 'Content-Length: 2000')
  const ways: Readonly<Record<string, readonly [string, string]>> = {
    'says nothing': ['', ''],
    'says a line and waits': ['GET / HTTP/1.1\r\n', ''],
    'sends a head drop by drop': ['GET / HTTP/1.1\r\n', `X-A: ${canary.repeat(20)}`],
    'sends headers without an end': [asking().slice(0, -2), 'X-A: a\r\n'.repeat(20)],
    'sends a body drop by drop': [body, ' '.repeat(200)],
    'sends chunks drop by drop': [chunked('1\r\n{\r\n'), '1\r\n \r\n'.repeat(50)],
    'sends a chunk drop by drop': [chunked('7d0\r\n{'), ' '.repeat(200)],
    'sends a size drop by drop': [chunked('0'), '0'.repeat(200)],
  }

  test('is ended, and told so, and has nothing done', async () => {
    const answers = new Map<string, RawAnswer>()
    const changed = await world.changedBy(() =>
      Promise.all(
        Object.entries(ways).map(async ([way, [bytes, rest]]) => {
          // Less than what bounds a request by default, and many times what bounds it here.
          answers.set(way, await slow(bytes, rest, 9_000))
        }),
      ),
    )
    const refused = [...answers].map(([way, answer]) => [way, problemIn(answer)])
    const told = Object.keys(ways).map((way) => [way, of(408, 'request_malformed')])
    expect(refused.toSorted()).toEqual(told.toSorted())
    expect(changed).toEqual([])
  })

  test('holds up nobody else, however many they are', async () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      n % 2 === 0
        ? slow('GET / HTTP/1.1\r\n', `X-A: ${'a'.repeat(200)}`)
        : slow(body, ' '.repeat(200)),
    )
    const served = await Promise.all(
      Array.from({ length: 5 }, () => sendRaw(hasty.port, at('/riverside/api/v1/configuration'))),
    )
    expect(served.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    const first = Math.max(...served.map(({ milliseconds }) => milliseconds))
    const ended = await Promise.all(many)
    expect(new Set(ended.map(problemIn))).toEqual(new Set([of(408, 'request_malformed')]))
    expect(first).toBeLessThan(Math.max(...ended.map(({ milliseconds }) => milliseconds)))
  })
})
