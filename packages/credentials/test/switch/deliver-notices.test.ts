import type { Fetch } from '@fidecura/base'
import { afterEach, describe, expect, test } from '@jest/globals'
import { createDelivery } from '../../src/switch/deliver-notices.ts'

const list = 'https://hospital.example/status/1'
const at = (url: string) => ({ list, url, subscriber: 'did:example:platform' })
const turn = (): Promise<void> => new Promise((done) => setImmediate(done))

type Answer = 'yes' | 'silence' | 'dead' | number

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

/** A network on which each host does what it was told, and what was posted there. */
function network(answerOf: (host: string, path: string) => Answer) {
  const posted: string[] = []
  const open = new Map<string, number>()
  const most = new Map<string, number>()
  const waits: { readonly milliseconds: number; readonly end: () => void }[] = []
  const undelivered: string[] = []
  const bodies: unknown[] = []
  let isOver = false
  endings.push(() => {
    isOver = true
    delivery.post([], '')
  })
  const fetch: Fetch = async (url, init) => {
    const { host, pathname } = new URL(url)
    posted.push(url)
    bodies.push(init?.body)
    open.set(host, (open.get(host) ?? 0) + 1)
    most.set(host, Math.max(most.get(host) ?? 0, open.get(host) ?? 0))
    const answer = isOver ? 'yes' : answerOf(host, pathname)
    if (answer === 'silence') {
      return new Promise((done) => endings.push(() => done(new Response(null, { status: 204 }))))
    }
    await turn()
    open.set(host, (open.get(host) ?? 0) - 1)
    if (answer === 'dead') throw new TypeError('no route')
    return new Response(null, { status: answer === 'yes' ? 204 : answer })
  }
  const delivery = createDelivery({
    fetch,
    wait: (milliseconds) => new Promise((end) => waits.push({ milliseconds, end })),
    onUndelivered: ({ url }, code) => {
      undelivered.push(`${new URL(url).host} ${code}`)
      throw new Error('The log is full')
    },
  })
  const settle = async (): Promise<void> => {
    for (let n = 0; n < 50; n++) await turn()
  }
  const endWaits = (): readonly number[] =>
    waits.splice(0).map(({ milliseconds, end }) => {
      end()
      return milliseconds
    })
  return { delivery, posted, bodies, most, waits, undelivered, settle, endWaits }
}

const many = (count: number, urlOf: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => at(urlOf(n)))

describe('deliveries of notices', () => {
  test('reach a platform beside a hundred addresses of a host that never answers', async () => {
    const { delivery, posted, most, settle } = network((host) =>
      host === 'dead.example' ? 'silence' : 'yes',
    )
    const dead = many(100, (n) => `https://dead.example/${n}`)
    delivery.post([...dead, at('https://good.example/')], 'a notice')
    await settle()
    expect(posted).toContain('https://good.example/')
    expect(most.get('dead.example')).toBe(4)
  })

  test('reach a platform while a hundred hosts that refuse wait for their next attempt', async () => {
    const { delivery, posted, waits, settle } = network((host) =>
      host === 'good.example' ? 'yes' : 'dead',
    )
    const dead = many(100, (n) => `https://dead-${n}.example/`)
    delivery.post([...dead, at('https://good.example/')], 'a notice')
    await settle()
    expect(posted).toContain('https://good.example/')
    expect(waits).toHaveLength(100)
  })

  test('keep most of the room for hosts that answered the last time', async () => {
    let answer: Answer = 'dead'
    const { delivery, posted, settle, endWaits } = network((host) =>
      host.startsWith('dead') ? answer : 'yes',
    )
    const dead = many(100, (n) => `https://dead-${n}.example/`)
    delivery.post(dead, 'a notice')
    await settle()
    answer = 'silence'
    posted.length = 0
    endWaits()
    await settle()
    expect(posted).toHaveLength(8)
    const good = many(50, (n) => `https://good-${n}.example/`)
    delivery.post([...dead, ...good], 'another notice')
    await settle()
    expect(posted.filter((url) => url.includes('good'))).toHaveLength(50)
    expect(posted.filter((url) => url.includes('dead'))).toHaveLength(8)
  })

  test('take a host for one that answers once it does', async () => {
    let answer: Answer = 'dead'
    const { delivery, posted, settle, endWaits } = network(() => answer)
    const hosts = many(40, (n) => `https://dead-${n}.example/`)
    delivery.post(hosts, 'a notice')
    await settle()
    answer = 'yes'
    endWaits()
    await settle()
    answer = 'silence'
    posted.length = 0
    delivery.post(hosts, 'another notice')
    await settle()
    expect(posted).toHaveLength(32)
  })

  test.each([503, 500, 429])(
    'wait together where their host answers %p, a few for all of them',
    async (answer) => {
      const { delivery, posted, undelivered, settle, endWaits } = network(() => answer)
      delivery.post(
        many(100, (n) => `https://busy.example/${n}`),
        'a notice',
      )
      const tried: number[] = []
      const waited: number[] = []
      for (let n = 0; n < 8; n++) {
        await settle()
        tried.push(posted.splice(0).length)
        waited.push(...endWaits())
      }
      expect(tried).toEqual([4, 4, 4, 4, 4, 4, 0, 0])
      expect(waited).toEqual([1000, 2000, 4000, 8000, 16_000])
      expect(undelivered).toHaveLength(100)
      expect(new Set(undelivered)).toEqual(new Set(['busy.example http_status']))
      await delivery.idle()
    },
  )

  test('reach the others of a host at once where one address alone fails, which is given up by itself', async () => {
    const { delivery, posted, undelivered, settle, endWaits } = network((_host, path) =>
      path === '/0' ? 503 : 'yes',
    )
    delivery.post(
      many(100, (n) => `https://shared.example/${n}`),
      'a notice',
    )
    await settle()
    expect(new Set(posted).size).toBe(100)
    for (let n = 0; n < 8; n++) {
      endWaits()
      await settle()
    }
    expect(posted.filter((url) => url.endsWith('/0'))).toHaveLength(6)
    expect(undelivered).toEqual(['shared.example http_status'])
    await delivery.idle()
  })

  test('do not wait for one another where an address refuses for itself', async () => {
    const { delivery, posted, settle } = network(() => 400)
    delivery.post(
      many(100, (n) => `https://picky.example/${n}`),
      'a notice',
    )
    await settle()
    expect(new Set(posted).size).toBe(100)
  })

  test('are not slowed by an answer that refuses, which costs nothing', async () => {
    let answer: Answer = 503
    const { delivery, posted, settle, endWaits } = network(() => answer)
    const hosts = many(40, (n) => `https://busy-${n}.example/`)
    delivery.post(hosts, 'a notice')
    await settle()
    answer = 'silence'
    posted.length = 0
    endWaits()
    await settle()
    expect(posted).toHaveLength(32)
  })

  test('try one address for all of a host that does not answer, and give all of them up', async () => {
    const { delivery, posted, undelivered, settle, endWaits } = network(() => 'dead')
    delivery.post(
      many(100, (n) => `https://dead.example/${n}`),
      'a notice',
    )
    const tried: number[] = []
    for (let n = 0; n < 8; n++) {
      await settle()
      tried.push(posted.splice(0).length)
      endWaits()
    }
    expect(tried).toEqual([4, 1, 1, 1, 1, 1, 0, 0])
    expect(undelivered).toHaveLength(100)
    await delivery.idle()
    // Which is forgotten with the next notice.
    delivery.post([at('https://dead.example/1')], 'another notice')
    await settle()
    expect(posted).toHaveLength(1)
  })

  test('reach all of them once one was answered', async () => {
    let answer: Answer = 'dead'
    const { delivery, posted, settle, endWaits } = network(() => answer)
    delivery.post(
      many(100, (n) => `https://slow.example/${n}`),
      'a notice',
    )
    await settle()
    answer = 'yes'
    endWaits()
    await delivery.idle()
    expect(new Set(posted).size).toBe(100)
  })

  test('are tried six times, each later than the one before, and then given up', async () => {
    const { delivery, posted, undelivered, settle, endWaits } = network(() => 'dead')
    delivery.post([at('https://dead.example/')], 'a notice')
    const waited: number[] = []
    for (let n = 0; n < 8; n++) {
      await settle()
      waited.push(...endWaits())
    }
    expect(waited).toEqual([1000, 2000, 4000, 8000, 16_000])
    expect(posted).toHaveLength(6)
    expect(undelivered).toEqual(['dead.example http_unreachable'])
    await delivery.idle()
  })

  test.each<[string, Answer]>([
    ['does not answer', 'dead'],
    ['refuses', 503],
  ])('begin anew with a newer notice where a host %s, and post no older one', async (_, first) => {
    let answer: Answer = first
    const { delivery, bodies, undelivered, settle, endWaits } = network(() => answer)
    delivery.post([at('https://slow.example/')], 'a notice')
    for (let n = 0; n < 5; n++) {
      await settle()
      endWaits()
    }
    // One more attempt would have been the last.
    delivery.post([at('https://slow.example/')], 'a newer notice')
    await settle()
    endWaits()
    await settle()
    expect(undelivered).toEqual([])
    answer = 'yes'
    endWaits()
    await delivery.idle()
    expect(bodies.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => 'a notice'))
    expect(new Set(bodies.slice(5))).toEqual(new Set(['a newer notice']))
  })

  test('ends at once where there is nothing at the address', async () => {
    const { delivery, posted, undelivered, settle } = network(() => 404)
    delivery.post([at('https://gone.example/')], 'a notice')
    await settle()
    expect([posted.length, undelivered]).toEqual([1, ['gone.example http_not_found']])
    await delivery.idle()
  })
})
