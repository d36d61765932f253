import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createHttpStatusSource } from '../../src/status/http-status-source.ts'
import { createStatusReader } from '../../src/status/status-reader.ts'
import { historyUrlOf } from '../../src/status/status-source.ts'
import { after, context, noon, resolve, tokenEntry, tokenList } from './fixture.ts'

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

/** A real server on loopback. */
async function serve(answer: RequestListener) {
  const server = createServer(answer)
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((done) => server.close(done))
  }
  stops.push(stop)
  return { origin, url: `${origin}/status/1`, stop }
}

function sourceOf(
  origin: string,
  options: { maxBytes?: number; timeoutMs?: number; maxCacheBytes?: number } = {},
) {
  const door = { [allowLoopbackHttp]: [origin] }
  return createHttpStatusSource({ fetch: createGuardedFetch(door), ...door, ...options })
}

const asked = { now: noon, maxAgeSeconds: 60 }

describe('the HTTP status source', () => {
  test('gives whoever allows no age nothing that was asked for before, and keeps the later', async () => {
    const held: (() => void)[] = []
    const { origin, url } = await serve((_, response) => {
      const name = `list ${held.length}`
      held.push(() => response.end(name))
    })
    const source = sourceOf(origin)
    const until = async (count: number) => {
      for (let n = 0; n < 200 && held.length < count; n++) {
        await new Promise((done) => setTimeout(done, 5))
      }
    }
    const before = source.list(url, asked)
    await until(1)
    const joined = source.list(url, asked)
    const renewed = source.list(url, { ...asked, maxAgeSeconds: 0 })
    await until(2)
    held[1]?.()
    await expect(renewed).resolves.toMatchObject({ token: 'list 1' })
    held[0]?.()
    const both = await Promise.all([before, joined])
    expect(both.map(({ token }) => token)).toEqual(['list 0', 'list 0'])
    await expect(source.list(url, asked)).resolves.toMatchObject({ token: 'list 1' })
  })

  test('fetches a list that the reader can read', async () => {
    let list = ''
    const accepts: unknown[] = []
    const { origin, url } = await serve((request, response) => {
      accepts.push(request.headers.accept)
      response.end(`${list}\n`)
    })
    list = await tokenList({ url, entries: [{ index: 7, value: 'revoked' }] })
    const reader = createStatusReader({ source: sourceOf(origin), resolve })
    const reading = reader.read({ ...tokenEntry, list: url }, context())
    await expect(reading).resolves.toMatchObject({ value: 'revoked', fetchedAt: noon })
    expect(accepts[0]).toContain('application/statuslist+jwt')
  })

  test.each<[string, RequestListener, string, 'failed' | 'unknown']>([
    ['there is none', (_, r) => r.writeHead(404).end(), 'status_list_not_found', 'failed'],
    ['the server fails', (_, r) => r.writeHead(503).end(), 'status_unreachable', 'unknown'],
    ['the server hangs up', (q) => q.socket.destroy(), 'status_unreachable', 'unknown'],
    ['the server keeps silent', () => undefined, 'status_unreachable', 'unknown'],
    [
      'it is larger than the limit',
      (_, r) => r.end('x'.repeat(2001)),
      'status_list_too_large',
      'failed',
    ],
    ['it is not text', (_, r) => r.end(Buffer.of(0xff)), 'status_list_malformed', 'failed'],
    [
      'the server points elsewhere',
      (_, r) => r.writeHead(302, { location: '/2' }).end(),
      'status_url_refused',
      'failed',
    ],
  ])('says so when %s', async (_, answer, code, outcome) => {
    const { origin, url } = await serve(answer)
    // Only of the one that keeps silent is it the limit that ends it.
    const timeoutMs = code === 'status_unreachable' ? 200 : 20_000
    const source = sourceOf(origin, { maxBytes: 2000, timeoutMs })
    await expect(source.list(url, asked)).rejects.toMatchObject({ code, outcome })
  })

  test('waits no longer than it is told', async () => {
    const { origin, url } = await serve(() => undefined)
    const begun = performance.now()
    await expect(sourceOf(origin, { timeoutMs: 100 }).list(url, asked)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  test('knows nothing when nobody listens', async () => {
    const { origin, url, stop } = await serve(() => undefined)
    await stop()
    stops.pop()
    await expect(sourceOf(origin).list(url, asked)).rejects.toMatchObject({
      code: 'status_unreachable',
      outcome: 'unknown',
    })
  })

  test('does not go where the caller opened no door', async () => {
    const { url } = await serve((_, response) => response.end('list'))
    const closed = createHttpStatusSource({ fetch: createGuardedFetch() })
    await expect(closed.list(url, asked)).rejects.toMatchObject({ code: 'status_url_refused' })
    const inside = closed.list('https://127.0.0.1/status/1', asked)
    await expect(inside).rejects.toMatchObject({ code: 'status_url_refused', outcome: 'failed' })
  })

  test('keeps a list for those who allow its age, and asks anew for the others', async () => {
    let requests = 0
    const { origin, url } = await serve((_, response) => response.end(`list ${++requests}`))
    const source = sourceOf(origin)
    await source.list(url, asked)
    await expect(source.list(url, { ...asked, now: after(60) })).resolves.toEqual({
      token: 'list 1',
      fetchedAt: noon,
    })
    await expect(source.list(url, { ...asked, now: after(61) })).resolves.toEqual({
      token: 'list 2',
      fetchedAt: after(61),
    })
    await source.list(url, { now: after(61), maxAgeSeconds: 0 })
    expect(requests).toBe(3)
  })

  test('keeps no more than its bound', async () => {
    let requests = 0
    const { origin, url } = await serve((_, response) => {
      requests++
      response.end('x'.repeat(600))
    })
    const source = sourceOf(origin, { maxCacheBytes: 1000 })
    for (const place of [url, `${url}/b`, url, `${url}/b`]) await source.list(place, asked)
    expect(requests).toBe(4)
  })

  test('does not answer from what it keeps once the server is gone', async () => {
    const { origin, url, stop } = await serve((_, response) => response.end('list'))
    const source = sourceOf(origin)
    await source.list(url, asked)
    await stop()
    stops.pop()
    const later = source.list(url, { ...asked, now: after(61) })
    await expect(later).rejects.toMatchObject({ code: 'status_unreachable', outcome: 'unknown' })
  })

  test('asks once for many at the same time', async () => {
    let requests = 0
    const { origin, url } = await serve((_, response) => {
      requests++
      setTimeout(() => response.end('list'), 20)
    })
    const source = sourceOf(origin)
    await Promise.all(Array.from({ length: 10 }, () => source.list(url, asked)))
    expect(requests).toBe(1)
  })

  test('finds the history below its list', async () => {
    const paths: unknown[] = []
    const { origin, url } = await serve((request, response) => {
      paths.push(request.url)
      if (request.url === '/status/1/history') response.end('history')
      else response.writeHead(404).end()
    })
    const source = sourceOf(origin)
    await expect(source.history?.(url, asked)).resolves.toMatchObject({ token: 'history' })
    await expect(source.history?.(`${url}0`, asked)).rejects.toMatchObject({
      code: 'status_history_unavailable',
      outcome: 'unknown',
    })
    expect(paths).toEqual(['/status/1/history', '/status/10/history'])
    expect(historyUrlOf('https://a.example/list?id=1')).toBe('https://a.example/list/history?id=1')
  })
})
