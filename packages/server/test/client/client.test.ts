import { createFidecuraClient, newIdempotencyKey } from '@fidecura/server/client'
import { describe, expect, test } from '@jest/globals'

interface Sent {
  readonly url: string
  readonly init: RequestInit
}

function clientOf(answer: () => Response, session?: string) {
  const sent: Sent[] = []
  const client = createFidecuraClient({
    base: '/riverside/api/v1',
    fetch: async (url, init) => {
      sent.push({ url, init })
      return answer()
    },
    ...(session === undefined ? {} : { session: () => session }),
  })
  return { client, sent }
}

const problem = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  })

describe('createFidecuraClient', () => {
  test('asks as whom it is told, with no cookie, cache or redirect', async () => {
    const { client, sent } = clientOf(() => Response.json({ items: [] }), 'secret')
    await client.staff({ state: 'to_review', limit: 5, after: undefined })
    expect(sent[0]).toMatchObject({
      url: '/riverside/api/v1/staff?state=to_review&limit=5',
      init: {
        method: 'GET',
        credentials: 'omit',
        redirect: 'error',
        cache: 'no-store',
        headers: { authorization: 'Bearer secret' },
      },
    })
    expect(sent[0]?.init.body).toBeUndefined()
  })

  test('gives each write a key of its own, or the one of the first time', async () => {
    const { client, sent } = clientOf(() => Response.json({ done: true }))
    await client.signOut()
    await client.signOut()
    const idempotencyKey = newIdempotencyKey()
    await client.refuseRequest('a.b.c', { idempotencyKey })
    const keys = sent.map(({ init }) => new Headers(init.headers).get('idempotency-key'))
    expect(keys[0]).toMatch(/^[\w-]{32}$/)
    expect(keys[1]).not.toBe(keys[0])
    expect(keys[2]).toBe(idempotencyKey)
    expect(sent[2]?.init.body).toBe('{"refusal":"a.b.c"}')
  })

  test.each(['..', '.', ''])('takes “%s” for no id, which leads elsewhere', async (id) => {
    const { client, sent } = clientOf(() => Response.json({}))
    await expect(client.approveOffer(id)).rejects.toMatchObject({ code: 'not_found' })
    expect(sent).toEqual([])
  })

  test('escapes what becomes part of a path', async () => {
    const { client, sent } = clientOf(() => Response.json({}))
    await client.heldOffer('../../admin?x#y')
    expect(sent[0]?.url).toBe('/riverside/api/v1/offers/..%2F..%2Fadmin%3Fx%23y')
  })

  test.each([
    [409, { code: 'offer_state_wrong', outcome: 'failed', place: '/id' }, 'failed'],
    [503, { code: 'status_unreachable', outcome: 'unknown' }, 'unknown'],
    [422, { code: 'offer_digits_wrong' }, 'unknown'],
  ] as const)('tells a problem by its code: %s', async (status, body, outcome) => {
    const { client } = clientOf(() => problem(status, body))
    await expect(client.configuration()).rejects.toMatchObject({ status, code: body.code, outcome })
  })

  test.each([
    [
      'a page of a web server in front',
      () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
    ],
    ['a code that is none', () => problem(500, { code: 'Constraint failed: Pat Example' })],
    ['a problem that is no object', () => problem(500, 'no')],
  ])('knows no more of %s than that it failed', async (_, answer) => {
    const { client } = clientOf(answer)
    const call = client.configuration()
    await expect(call).rejects.toMatchObject({ code: 'service_failed', outcome: 'unknown' })
  })

  test('refuses an answer that says a member twice', async () => {
    const { client } = clientOf(() => new Response('{"name":"a","name":"b"}'))
    const call = client.configuration()
    await expect(call).rejects.toMatchObject({ code: 'answer_malformed', outcome: 'unknown' })
  })

  test.each([
    ['answer_malformed', 200],
    // Whatever it says, it has not done what it was asked for.
    ['service_failed', 502],
  ])('reads no more of an answer without end than it may be long: %s', async (expected, status) => {
    const [part, most] = [new Uint8Array(1_048_576).fill(0x20), 16]
    let handedOut = 0
    let isCancelled = false
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        handedOut += 1
        // Whoever reads on would never come to an end; a test has to.
        if (handedOut > 4 * most) controller.close()
        else controller.enqueue(part)
      },
      cancel() {
        isCancelled = true
      },
    })
    const { client } = clientOf(() => new Response(endless, { status }))
    const call = client.configuration()
    await expect(call).rejects.toMatchObject({ code: expected, outcome: 'unknown', status })
    expect(isCancelled).toBe(true)
    // One beyond the bound, and what streams ask for ahead.
    expect(handedOut).toBeLessThanOrEqual(most + 3)
  })

  test('takes an answer of as many bytes as it may have', async () => {
    const filled = JSON.stringify({ filling: 'x'.repeat(16 * 1_048_576 - 14) })
    expect(filled).toHaveLength(16 * 1_048_576)
    const { client } = clientOf(() => new Response(filled))
    await expect(client.configuration()).resolves.toMatchObject({ filling: expect.anything() })
  })

  test('tells that nobody answered from that somebody stopped it', async () => {
    const failing = createFidecuraClient({
      base: '/riverside/api/v1',
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    })
    const unreachable = { code: 'server_unreachable', outcome: 'unknown', status: 0 }
    await expect(failing.configuration()).rejects.toMatchObject(unreachable)
    const signal = AbortSignal.abort()
    await expect(failing.configuration({ signal })).rejects.toMatchObject({ code: 'aborted' })
  })

  test('says why a fetch that signs in again was refused, and not that nobody is there', async () => {
    const stopped = clientOf(() =>
      problem(422, { code: 'status_suspended', outcome: 'failed' }),
    ).client
    const client = createFidecuraClient({
      base: '/riverside/api/v1',
      fetch: async () => Response.json(await stopped.configuration()),
    })
    const refused = { code: 'status_suspended', outcome: 'failed', status: 422 }
    await expect(client.configuration()).rejects.toMatchObject(refused)
  })
})
