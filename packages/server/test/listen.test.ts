import { connect } from 'node:net'
import { afterEach, describe, expect, test } from '@jest/globals'
import type { ServiceHandler } from '../src/http/handler.ts'
import { type ListenOptions, listen, listenTo } from '../src/http/listen.ts'
import type { Listening } from '../src/http/listening.ts'

const open: Listening[] = []
const host = '127.0.0.1'

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

async function start(handle: ServiceHandler, more: Partial<ListenOptions> = {}): Promise<string> {
  const listening = await listen(handle, { host, port: 0, ...more })
  open.push(listening)
  return `http://${host}:${listening.port}/`
}

const tellCaller: ServiceHandler = async (_, client) => new Response(client)

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = (): void => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve: () => resolve() }
}

describe('listen', () => {
  test('hands on a request as it came, and its answer', async () => {
    const url = await start(async (request) => {
      const body = await request.text()
      return new Response(`${request.method} ${new URL(request.url).pathname} ${body}`, {
        status: 201,
      })
    })
    const answer = await fetch(`${url}a/b`, { method: 'POST', body: 'hello' })
    expect([answer.status, await answer.text()]).toEqual([201, 'POST /a/b hello'])
  })

  test('says who calls by the connection, whatever the caller says of it', async () => {
    const url = await start(tellCaller)
    const answer = await fetch(url, { headers: { 'x-forwarded-for': '192.0.2.9' } })
    expect(await answer.text()).toBe(host)
  })

  test.each([
    ['the one that the web server in front added', '203.0.113.1, 192.0.2.9', '192.0.2.9'],
    ['of version 6', '2001:db8::7', '2001:db8::7'],
    ['nobody whom it names otherwise', '192.0.2.9, Pat Example', host],
    ['nobody', undefined, host],
  ])('takes from a proxy %s', async (_, forwarded, caller) => {
    const url = await start(tellCaller, { isBehindProxy: true })
    const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }
    expect(await (await fetch(url, { headers })).text()).toBe(caller)
  })

  test('finishes what it has begun, and takes nobody new', async () => {
    const [begun, finish] = [deferred(), deferred()]
    const url = await start(async () => {
      begun.resolve()
      await finish.promise
      return new Response('done')
    })
    const asked = fetch(url).then((answer) => answer.text())
    await begun.promise
    const closed = open.splice(0)[0]?.close()
    await expect(fetch(url)).rejects.toThrow()
    finish.resolve()
    expect(await asked).toBe('done')
    await closed
  })

  test('does not wait for those who keep a connection and ask nothing', async () => {
    const url = new URL(await start(tellCaller))
    const idle = connect(Number(url.port), host)
    await new Promise((done) => idle.once('connect', done))
    const from = performance.now()
    await open.splice(0)[0]?.close()
    // Node would wait ten seconds for what they ask.
    expect(performance.now() - from).toBeLessThan(8_000)
    idle.destroy()
  })

  test('lets nobody keep a connection who asks and never reads', async () => {
    const body = new Uint8Array(32 * 1_048_576)
    const ended = deferred()
    const handle: ServiceHandler = async ({ signal }) => {
      signal.addEventListener('abort', ended.resolve)
      return new Response(body)
    }
    const listening = await listen(handle, { host, port: 0, idleMilliseconds: 200 })
    open.push(listening)
    const socket = connect(listening.port, host)
    const closed = new Promise((done) => socket.once('close', done))
    socket.on('error', () => undefined)
    socket.write('GET / HTTP/1.1\r\nhost: localhost\r\n\r\n')
    // It fills what lies between, and is idle then.
    await ended.promise
    socket.resume()
    await closed
    expect(socket.bytesRead).toBeLessThan(body.length)
  })

  test('says that nobody can listen there', async () => {
    const { port } = new URL(await start(tellCaller))
    const second = listen(tellCaller, { host, port: Number(port) })
    await expect(second).rejects.toMatchObject({ code: 'listen_failed', place: `${host}:${port}` })
  })
})

describe('listenTo', () => {
  test('hands requests on to a listener of Node, and keeps from it who asks more often than anybody needs', async () => {
    let heard = 0
    const limit = { burst: 2, perMinute: 1 }
    const listening = await listenTo(
      (_, outgoing) => {
        heard++
        outgoing.writeHead(200).end('heard')
      },
      {
        ...{ host, port: 0, isBehindProxy: true, milliseconds: () => 0 },
        rateLimits: { address: limit, refusals: limit, shared: 1 },
      },
    )
    open.push(listening)
    const url = `http://${host}:${listening.port}/`
    const ask = async (caller: string) =>
      (await fetch(url, { headers: { 'x-forwarded-for': caller } })).status
    const statuses = []
    for (let n = 0; n < 3; n++) statuses.push(await ask('192.0.2.9'))
    expect(statuses).toEqual([200, 200, 429])
    const refused = await fetch(url, { headers: { 'x-forwarded-for': '192.0.2.9' } })
    expect(await refused.json()).toMatchObject({ code: 'rate_limited', outcome: 'unknown' })
    expect(await ask('192.0.2.10')).toBe(200)
    expect(heard).toBe(3)
  })
})
