import { epochSeconds, type Fetch } from '@fidecura/base'
import {
  createSignInChallenge,
  generateSigner,
  proveSignIn,
  resolveDidKey,
  verifySignIn,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createMemoryReplayStore } from '../../src/index.ts'
import {
  createMemoryStatusSubscriptions,
  createNoticeInbox,
  maxSubscriptionsPerOrigin,
  subscribeToStatus,
} from '../../src/switch/index.ts'

const noon = epochSeconds(1_800_000_000)
const list = 'https://hospital.example/status/1'
const listUrls = [list]
const wanted = { list, url: 'https://platform.example/notices' }
/** What a platform answers that wants notices about these lists. */
function platform(...lists: readonly string[]) {
  const posts: { readonly url: string; readonly body: string; readonly type: string }[] = []
  const inbox = createNoticeInbox({
    ...{ verifiers: [], resolve: resolveDidKey, clock: () => noon },
    expect: lists.map((each) => ({ issuer: 'did:web:hospital.example' as never, list: each })),
  })
  const fetch: Fetch = async (url, { body, headers }) => {
    posts.push({ url, body: String(body), type: headers['content-type'] ?? '' })
    try {
      return new Response(inbox.confirm(String(body)))
    } catch {
      return new Response(null, { status: 400 })
    }
  }
  return { fetch, posts }
}

const place = { origin: 'https://hospital.example', audience: 'https://hospital.example' }

async function desk(now = noon) {
  const signer = await generateSigner()
  const challenge = createSignInChallenge({ ...place, now: noon })
  const proof = await proveSignIn(challenge, { ...place, signer, now: noon })
  const signIn = await verifySignIn(proof, {
    ...place,
    challenge,
    resolve: resolveDidKey,
    uses: createMemoryReplayStore(),
    now: noon,
  })
  const subscriptions = createMemoryStatusSubscriptions()
  const subscribe = (by: object) =>
    subscribeToStatus(wanted, {
      ...{ listUrls, by: by as never, subscriptions, clock: () => now },
      fetch: platform(list).fetch,
    })
  return { signer, signIn, subscriptions, subscribe }
}

describe('subscribeToStatus', () => {
  test('takes somebody who has signed in and may, under their DID', async () => {
    const { signer, signIn, subscriptions, subscribe } = await desk()
    const asked: string[] = []
    const mayBeTold = async (did: string) => {
      asked.push(did)
      return true
    }
    await subscribe({ ...place, signIn, mayBeTold })
    expect(asked).toEqual([signer.did])
    expect(await subscriptions.of(list)).toEqual([{ ...wanted, subscriber: signer.did }])
  })

  test('takes somebody whom the host knows otherwise', async () => {
    const { subscriptions, subscribe } = await desk()
    await subscribe({
      authorise: async ({ url }: typeof wanted) => (url === wanted.url ? 'clinic' : undefined),
    })
    expect(await subscriptions.of(list)).toEqual([{ ...wanted, subscriber: 'clinic' }])
  })

  test.each([
    [
      'whom the host does not know',
      'status_subscription_refused',
      { authorise: async () => undefined },
    ],
    ['whom the host calls nothing', 'status_subscription_refused', { authorise: async () => '' }],
    [
      'whom the host calls by too long a name',
      'status_subscription_refused',
      { authorise: async () => 'x'.repeat(2049) },
    ],
    ['who may not', 'status_subscription_refused', { mayBeTold: () => false }],
    [
      'who may by anything but a plain yes',
      'status_subscription_refused',
      { mayBeTold: () => 'no' },
    ],
    ['about whom nothing is said', 'status_subscription_refused', { mayBeTold: () => undefined }],
    [
      'who signed in to another audience',
      'sign_in_audience_wrong',
      { audience: 'https://else.example' },
    ],
    ['who signed in on another origin', 'sign_in_origin_wrong', { origin: 'https://else.example' }],
    ['who signed in to another tenant', 'sign_in_audience_wrong', { tenant: 'ward-4' }],
  ])('refuses somebody %s', async (_, code, more) => {
    const { signIn, subscriptions, subscribe } = await desk()
    const by = 'authorise' in more ? more : { ...place, signIn, mayBeTold: () => true, ...more }
    await expect(subscribe(by)).rejects.toMatchObject({ code })
    expect(await subscriptions.of(list)).toEqual([])
  })

  test('refuses a sign-in that nobody verified, and one of a while ago', async () => {
    const { signIn, subscribe } = await desk()
    const copied = { ...place, signIn: { ...signIn }, mayBeTold: () => true }
    await expect(subscribe(copied)).rejects.toMatchObject({ code: 'sign_in_not_verified' })
    const late = await desk(epochSeconds(noon + 3600))
    const by = { ...place, signIn: late.signIn, mayBeTold: () => true }
    await expect(late.subscribe(by)).rejects.toMatchObject({ code: 'sign_in_expired' })
  })

  test('refuses a list that the host does not serve', async () => {
    const { subscriptions } = await desk()
    const by = { authorise: async () => 'clinic' }
    const options = { listUrls, by, subscriptions, clock: () => noon, fetch: platform(list).fetch }
    const other = { ...wanted, list: `${list}0` }
    await expect(subscribeToStatus(other, options)).rejects.toMatchObject({
      code: 'status_subscription_refused',
    })
    expect(await subscriptions.of(other.list)).toEqual([])
  })

  test('refuses an address that is longer than any', async () => {
    const { subscriptions } = await desk()
    const by = { authorise: async () => 'clinic' }
    const { fetch } = platform(list)
    const options = { listUrls, by, subscriptions, clock: () => noon, fetch }
    const most = `https://platform.example/${'x'.repeat(2048 - 25)}`
    await subscribeToStatus({ list, url: most }, options)
    await expect(subscribeToStatus({ list, url: `${most}x` }, options)).rejects.toMatchObject({
      code: 'status_subscription_refused',
    })
    expect(await subscriptions.of(list)).toHaveLength(1)
  })

  test('refuses more than one of them may have', async () => {
    const { subscriptions } = await desk()
    const by = { authorise: async () => 'clinic' }
    const options = { listUrls, by, subscriptions, clock: () => noon, fetch: platform(list).fetch }
    for (let n = 0; n < 16; n++) {
      await subscribeToStatus({ list, url: `https://platform.example/${n}` }, options)
    }
    await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({
      code: 'status_subscription_refused',
    })
  })

  describe('asks the address', () => {
    const by = { authorise: async () => 'clinic' }

    function given(fetch: Fetch) {
      const subscriptions = createMemoryStatusSubscriptions()
      const options = { listUrls, by, subscriptions, clock: () => noon, fetch }
      return { subscriptions, options }
    }

    test('and takes it once it has sent its challenge back, another one each time', async () => {
      const { fetch, posts } = platform(list)
      const { subscriptions, options } = given(fetch)
      await subscribeToStatus(wanted, options)
      await subscribeToStatus(wanted, options)
      expect(await subscriptions.of(list)).toHaveLength(1)
      expect(posts.map(({ url, type }) => [url, type])).toEqual([
        [wanted.url, 'application/json'],
        [wanted.url, 'application/json'],
      ])
      const [one, another] = posts.map(({ body }) => JSON.parse(body))
      expect(one).toMatchObject({ version: 'urn:fidecura:status-challenge:1', list })
      expect(one.challenge).toMatch(/^[\w-]{43}$/)
      expect(one.challenge).not.toBe(another.challenge)
    })

    test.each<[string, string, (body: string) => Response]>([
      ['returns all that it gets', 'status_subscription_refused', (body) => new Response(body)],
      [
        'takes everything without a word',
        'status_subscription_refused',
        () => new Response(null, { status: 204 }),
      ],
      [
        'answers with bytes that are no text',
        'status_subscription_refused',
        () => new Response(new Uint8Array([0xff])),
      ],
      [
        'returns the challenge with more after it',
        'status_subscription_refused',
        (body) => new Response(`${JSON.parse(body).challenge}\n`),
      ],
      [
        'returns the challenge as an error',
        'http_status',
        (body) => new Response(JSON.parse(body).challenge, { status: 500 }),
      ],
      ['is not there', 'http_not_found', () => new Response(null, { status: 404 })],
      ['answers without an end', 'http_too_large', () => new Response('x'.repeat(2000))],
    ])('and refuses one that %s', async (_, code, answer) => {
      const { subscriptions, options } = given(async (_url, { body }) => answer(String(body)))
      await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({ code })
      expect(await subscriptions.of(list)).toEqual([])
    })

    test('and refuses a platform that wants notices about another list', async () => {
      const { subscriptions, options } = given(platform(`${list}0`).fetch)
      await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({
        code: 'http_status',
      })
      expect(await subscriptions.of(list)).toEqual([])
    })

    test('for nobody who may not subscribe', async () => {
      const { fetch, posts } = platform(list)
      const { options } = given(fetch)
      const no = { ...options, by: { authorise: async () => undefined } }
      await expect(subscribeToStatus(wanted, no)).rejects.toMatchObject({
        code: 'status_subscription_refused',
      })
      expect(posts).toEqual([])
    })

    test('and says that it is unknown where nobody answers, or the caller stops', async () => {
      const { options } = given(() => Promise.reject(new TypeError('no route')))
      await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({
        code: 'http_unreachable',
        outcome: 'unknown',
      })
      const { options: stopped } = given(() => new Promise(() => undefined))
      const signal = AbortSignal.abort()
      await expect(subscribeToStatus(wanted, { ...stopped, signal })).rejects.toMatchObject({
        code: 'aborted',
      })
    })

    test('and writes it down as one address, however it is spelled', async () => {
      const { subscriptions, options } = given(platform(list).fetch)
      for (const url of [wanted.url, 'https://PLATFORM.example:443/./notices']) {
        await subscribeToStatus({ list, url }, options)
      }
      expect((await subscriptions.of(list)).map(({ url }) => url)).toEqual([wanted.url])
    })

    test('and has no more of one origin, whoever asks', async () => {
      const { subscriptions, options } = given(platform(list).fetch)
      const ask = (n: number) =>
        subscribeToStatus(
          { list, url: `https://victim.example/${n}` },
          { ...options, by: { authorise: async () => `clinic ${n}` } },
        )
      for (let n = 0; n < maxSubscriptionsPerOrigin; n++) await ask(n)
      await expect(ask(1000)).rejects.toMatchObject({ code: 'status_subscription_refused' })
      expect(await subscriptions.of(list)).toHaveLength(maxSubscriptionsPerOrigin)
    })
  })
})

describe('NoticeInbox.confirm', () => {
  const inbox = createNoticeInbox({
    ...{ verifiers: [], resolve: resolveDidKey, clock: () => noon },
    expect: [{ issuer: 'did:web:hospital.example' as never, list }],
  })
  const challenge = 'A'.repeat(43)
  const asked = { version: 'urn:fidecura:status-challenge:1', list, challenge }

  test('answers what is asked about a list that it expects', () => {
    expect(inbox.confirm(JSON.stringify(asked))).toBe(challenge)
  })

  test.each([
    ['about another list', 'status_notice_unexpected', { ...asked, list: `${list}0` }],
    ['of another version', 'status_notice_malformed', { ...asked, version: 'urn:x' }],
    ['with a member that is not known', 'status_notice_malformed', { ...asked, mode: 'x' }],
    ['that is no challenge', 'status_notice_malformed', { ...asked, challenge: '<script>' }],
    ['without one', 'status_notice_malformed', { version: asked.version, list }],
  ])('answers nothing %s', (_, code, body) => {
    expect(() => inbox.confirm(JSON.stringify(body))).toThrow(expect.objectContaining({ code }))
  })

  test('answers nothing that is no JSON, or long', () => {
    for (const body of ['x', JSON.stringify(asked) + ' '.repeat(5000)]) {
      expect(() => inbox.confirm(body)).toThrow(
        expect.objectContaining({ code: 'status_notice_malformed' }),
      )
    }
  })
})
