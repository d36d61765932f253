import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Fetch } from '@fidecura/base'
import { createNoticeInbox, maxSubscriptionsEach } from '@fidecura/credentials/switch'
import { resolveDidKey } from '@fidecura/identity'
import { openStore } from '@fidecura/store'
import { afterEach, describe, expect, test } from '@jest/globals'
import { freePort } from '../../../test/free-port.ts'
import {
  type CredentialDesk,
  createCredentialDesk,
  issueLicence,
  listUrl,
} from './credential-desk.ts'
import type { Run } from './support.ts'

/** A platform that wants to be told, whoever it is. */
const wanting: Fetch = async (_, { body }) => new Response(JSON.parse(String(body)).challenge)

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((done) => server.close(done))
})

/** Listens on a port that nobody else has. */
async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** What the web server in front does: each host goes to one port, over real connections. */
const routed =
  (ports: Readonly<Record<string, number>>): Fetch =>
  (input, init) => {
    const { host, pathname, search } = new URL(String(input))
    const port = ports[host]
    if (port === undefined) return Promise.reject(new TypeError('no such host'))
    return fetch(`http://127.0.0.1:${port}${pathname}${search}`, init)
  }

interface Serving {
  readonly port: number
  stop(): Promise<Run>
}

async function serve(
  desk: CredentialDesk,
  more: readonly string[] = [],
  ports: Readonly<Record<string, number>> = {},
): Promise<Serving> {
  const port = await freePort()
  let stop: () => void = () => undefined
  let begun: () => void = () => undefined
  const ready = new Promise<void>((done) => {
    begun = done
  })
  const untilStopped = (): Promise<void> => {
    begun()
    return new Promise((done) => {
      stop = done
    })
  }
  const args = ['status', 'serve', ...own(desk), '--listen', `127.0.0.1:${port}`, ...more]
  const ended = desk.run(args, { untilStopped, fetch: routed(ports) })
  await Promise.race([ready, ended])
  return {
    port,
    stop: () => {
      stop()
      return ended
    },
  }
}

const own = (desk: CredentialDesk): readonly string[] => [
  ...['--key', desk.path('authority.key'), '--store', desk.path('authority.sqlite')],
  ...['--list', listUrl],
]
const store = (desk: CredentialDesk): readonly string[] => own(desk).slice(2)

/** As a verifier far away asks: over the network, and no older than a minute. */
const verify = (desk: CredentialDesk, port: number): Promise<Run> =>
  desk.run(
    ['credential', 'verify', desk.path('licence.jwt'), ...desk.trust.slice(0, 2), '--json'],
    {
      fetch: routed({ 'board.example': port }),
    },
  )

describe('fidecura status serve', () => {
  test('serves a change that another process makes to the very next reader', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const { port, stop } = await serve(desk)
    expect((await verify(desk, port)).json).toMatchObject({ verdict: 'passed' })
    desk.clock.advance(1)
    await desk.yes(['credential', 'suspend', id, ...own(desk).slice(0, 4)])
    const { code, json } = await verify(desk, port)
    expect([code, json]).toMatchObject([1, { error: { code: 'status_suspended' } }])
    const { code: end, stdout } = await stop()
    expect([end, stdout]).toEqual([
      0,
      `Served at 127.0.0.1:${port} until stopped; status lists: 1\n`,
    ])
    await expect(fetch(`http://127.0.0.1:${port}/status/1`)).rejects.toBeDefined()
  })

  test('answers for lists, histories, lists of the past and the list of lists, and nothing else', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const { port, stop } = await serve(desk, ['--aggregation', 'https://board.example/lists'])
    const ask = async (path: string, method = 'GET') => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method })
      return [response.status, response.headers.get('content-type'), await response.text()] as const
    }
    const [status, type, list] = await ask('/status/1')
    expect([status, type]).toEqual([200, 'application/statuslist+jwt'])
    expect(await ask(`/status/1?time=${desk.clock.now()}`)).toEqual([status, type, list])
    expect((await ask('/status/1?time=1'))[0]).toBe(406)
    expect((await ask('/status/1/history'))[1]).toBe('application/jwt')
    expect(JSON.parse((await ask('/lists'))[2])).toEqual({ status_lists: [listUrl] })
    expect(await ask('/status/1', 'HEAD')).toEqual([200, type, ''])
    expect((await ask('/status/1', 'POST'))[0]).toBe(405)
    expect((await ask('/authority.sqlite'))[0]).toBe(404)
    expect((await ask('/../authority.key'))[0]).toBe(404)
    await stop()
  })

  test.each([
    ['lists of two hosts', '--list', ['--list', 'https://other.example/status/1']],
    ['a list over plain http', '--list', ['--list', 'http://board.example/status/2']],
    ['a list of lists elsewhere', '--aggregation', ['--aggregation', 'https://other.example/l']],
    ['no port', '--listen', ['--listen', '127.0.0.1']],
    ['a port beyond all', '--listen', ['--listen', '127.0.0.1:70000']],
  ])('does not begin with %s', async (_, place, more) => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const { code, json } = await desk.run(['status', 'serve', ...own(desk), ...more, '--json'])
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place } }])
  })

  test('does not begin with a list that the store does not know, unless it is said to be new', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const mistyped = 'https://board.example/statu/1'
    const args = ['status', 'serve', ...own(desk), '--list', mistyped, '--json']
    const { code, json } = await desk.run([...args, '--listen', '127.0.0.1:0'])
    const place = `--list ${mistyped}`
    expect([code, json]).toMatchObject([1, { error: { code: 'status_list_not_found', place } }])
    const served = await serve(desk, ['--list', mistyped, '--new', '--json'])
    const { status } = await fetch(`http://127.0.0.1:${served.port}/statu/1`)
    expect([status, (await served.stop()).code]).toEqual([200, 0])
    // From then on it is known.
    const again = await serve(desk, ['--list', mistyped, '--json'])
    expect((await again.stop()).code).toBe(0)
  })

  test('does not begin where somebody else listens', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const { port, stop } = await serve(desk)
    const args = ['status', 'serve', ...own(desk), '--listen', `127.0.0.1:${port}`, '--json']
    const { code, json } = await desk.run(args)
    expect([code, json]).toMatchObject([2, { error: { code: 'usage', place: '--listen' } }])
    await stop()
  })
})

describe('fidecura status subscribe', () => {
  test('has a platform told of a change, over real connections, with what its inbox takes', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const bodies: string[] = []
    const platform = createServer(async (request, response) => {
      bodies.push(`${request.method} ${request.url} ${await text(request)}`)
      response.writeHead(204).end()
    })
    servers.push(platform)
    const ports = { 'platform.example': await listen(platform) }
    const notices = 'https://platform.example/notices'
    const { stop } = await serve(desk, [], ports)
    const said = await desk.yes(['status', 'subscribe', notices, ...store(desk)], {
      fetch: wanting,
    })
    expect(said.stdout).toBe('platform.example will be told of each change\n')
    desk.clock.advance(1)
    await desk.yes(['credential', 'suspend', id, ...own(desk).slice(0, 4)])
    // Nobody reads the list: the host looks by itself.
    for (let n = 0; bodies.length === 0 && n < 600; n++) {
      await new Promise((done) => setTimeout(done, 100))
    }
    await stop()
    expect(bodies).toHaveLength(1)
    const [method, path, body = ''] = bodies[0]?.split(' ') ?? []
    expect([method, path]).toEqual(['POST', '/notices'])
    const renewed: string[] = []
    const inbox = createNoticeInbox({
      expect: [{ issuer: desk.authority as never, list: listUrl }],
      verifiers: [{ renewStatus: (list) => void renewed.push(list) }],
      resolve: resolveDidKey,
      clock: desk.clock.now,
    })
    await inbox.receive(body)
    expect(renewed).toEqual([listUrl])
  })

  test('says who could not be told, by host alone, in both languages', async () => {
    const desk = await createCredentialDesk()
    const id = await issueLicence(desk)
    const notices = 'https://platform.example/notices?CANARY'
    await desk.yes(['status', 'subscribe', notices, ...store(desk)], { fetch: wanting })
    let called: () => void = () => undefined
    const call = new Promise<void>((done) => {
      called = done
    })
    const gone = createServer((_, response) => {
      response.writeHead(404).end()
      called()
    })
    servers.push(gone)
    const ports = { 'platform.example': await listen(gone) }
    const { stop } = await serve(desk, ['--lang', 'zh-CN'], ports)
    desk.clock.advance(1)
    await desk.yes(['credential', 'suspend', id, ...own(desk).slice(0, 4)])
    await call
    const { stderr } = await stop()
    expect(stderr).toContain('未能通知 platform.example（http_not_found）')
    expect(stderr).not.toContain('CANARY')
  })

  test('lists who is told, and no longer tells who was taken off', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const notices = 'https://platform.example/notices'
    await desk.yes(['status', 'subscribe', notices, ...store(desk)], { fetch: wanting })
    await desk.yes(['status', 'subscribe', notices, ...store(desk)], { fetch: wanting })
    const list = async () =>
      (await desk.yes(['status', 'subscribers', ...store(desk), '--json'])).json
    expect(await list()).toEqual({ list: listUrl, subscribers: [notices] })
    const { json } = await desk.yes(['status', 'unsubscribe', notices, ...store(desk), '--json'])
    expect(json).toEqual({ list: listUrl, url: notices, subscribed: false })
    expect(await list()).toEqual({ list: listUrl, subscribers: [] })
  })

  test('tells nobody who does not say that they want it', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const args = ['status', 'subscribe', 'https://victim.example/', ...store(desk), '--json']
    const refused = async (fetch: Fetch | undefined) => {
      const { code, json } = await desk.run(args, fetch === undefined ? {} : { fetch })
      return [code, (json['error'] as { code: string }).code]
    }
    const silent: Fetch = async () => new Response(null, { status: 204 })
    expect(await refused(silent)).toEqual([1, 'status_subscription_refused'])
    expect(await refused(undefined)).toEqual([3, 'http_unreachable'])
    const { json } = await desk.yes(['status', 'subscribers', ...store(desk), '--json'])
    expect(json['subscribers']).toEqual([])
  })

  test('names as many platforms as there are, and takes off what one has asked for itself', async () => {
    const desk = await createCredentialDesk()
    await issueLicence(desk)
    const own = await openStore(desk.path('authority.sqlite'))
    const url = 'https://platform.example/notices'
    const asked = { list: listUrl, url, subscriber: 'did:web:platform.example' }
    await own.subscriptions.add(asked, desk.clock.now())
    await own.close()
    for (let n = 0; n <= maxSubscriptionsEach; n++) {
      await desk.yes(['status', 'subscribe', `https://p${n}.example/notices`, ...store(desk)], {
        fetch: wanting,
      })
    }
    await desk.yes(['status', 'unsubscribe', url, ...store(desk)])
    const { json } = await desk.yes(['status', 'subscribers', ...store(desk), '--json'])
    expect(json['subscribers']).toHaveLength(maxSubscriptionsEach + 1)
  })

  test.each(['http://platform.example/notices', 'https://a:b@platform.example/', 'platform'])(
    'takes no address such as %s',
    async (url) => {
      const desk = await createCredentialDesk()
      await issueLicence(desk)
      const { code, json } = await desk.run(['status', 'subscribe', url, ...store(desk), '--json'])
      expect([code, json]).toMatchObject([1, { error: { code: 'status_subscription_refused' } }])
    },
  )
})
