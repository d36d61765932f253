import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { allowLoopbackHttp, type Clock, epochSeconds } from '@fidecura/base'
import { createGuardedFetch } from '@fidecura/base/node'
import {
  createHttpStatusSource,
  createIssuer,
  createVerifier,
  type Issuer,
  parseStatusAggregation,
  type Verifier,
} from '@fidecura/credentials'
import {
  answerStatusRequest,
  createMemoryPublishedLists,
  createMemoryRevocationProposals,
  createMemoryStatusSubscriptions,
  createNoticeInbox,
  createStatusPublisher,
  maxSubscriptions,
  maxSubscriptionsEach,
  maxSubscriptionsPerOrigin,
  type NoticeInbox,
  type PublishedLists,
  type StatusPublisher,
  type StatusSubscription,
  statusNoticeType,
  subscribeToStatus,
} from '@fidecura/credentials/switch'
import {
  createDidDocument,
  decodeJws,
  digestOf,
  generateSigner,
  parseDidDocument,
  resolveDidKey,
  type Signer,
  signJws,
  thumbprintOf,
} from '@fidecura/identity'
import type { Store } from '@fidecura/store'
import { afterEach, describe, expect, test } from '@jest/globals'
import { ask, clockAt, newPlace, noon, onFiles, openForTest, whereKept } from './support.ts'

const servers: Server[] = []
const type = 'urn:example:badge:1'
const at = epochSeconds(noon)

afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  }
})

async function listen(handler: RequestListener): Promise<string> {
  const server = createServer(handler)
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

interface Platform {
  readonly verifier: Verifier
  readonly inbox: NoticeInbox
  readonly received: string[]
  /** Whether its door answers. */
  open: boolean
}

interface Scene {
  now: number
  readonly signer: Signer
  readonly store: Store
  readonly plain: Issuer
  readonly issuer: Issuer
  readonly publisher: StatusPublisher
  readonly platforms: readonly Platform[]
  readonly listUrl: string
  readonly token: string
  readonly id: string
  readonly undelivered: string[]
  readonly asked: string[]
  get(path: string): Promise<{ readonly status: number; readonly body: string }>
}

/** A status host, three platforms that subscribed to it, and a credential that all of them take. */
async function scene(): Promise<Scene> {
  const now = { value: noon }
  const clock: Clock = () => epochSeconds(now.value)
  const store = await openForTest()
  const signer = await generateSigner()
  const asked: string[] = []
  let answer: (path: string) => ReturnType<typeof answerStatusRequest>
  const host = await listen((request, response) => {
    asked.push(request.url ?? '')
    answer(request.url ?? '').then(({ status, headers, body }) =>
      response.writeHead(status, headers).end(body),
    )
  })
  const listUrl = `${host}/status/1`
  const aggregationUrl = `${host}/status`
  const platforms: Platform[] = []
  const doors: string[] = []
  for (let n = 0; n < 3; n++) {
    doors.push(
      await listen((request, response) => {
        const platform = platforms[n] as Platform
        let body = ''
        request.on('data', (chunk) => {
          body += chunk
        })
        request.on('end', () => {
          if (!platform.open) return response.writeHead(503).end()
          if (request.headers['content-type'] === 'application/json') {
            return response.writeHead(200).end(platform.inbox.confirm(body))
          }
          platform.received.push(body)
          return platform.inbox.receive(body).then(
            () => response.writeHead(204).end(),
            () => response.writeHead(400).end(),
          )
        })
      }),
    )
  }
  const origins = [host, ...doors]
  const fetch = createGuardedFetch({ [allowLoopbackHttp]: origins })
  const resolve = resolveDidKey
  for (let n = 0; n < 3; n++) {
    const status = createHttpStatusSource({ fetch, [allowLoopbackHttp]: origins })
    const roots = [{ did: signer.did, types: [type] }]
    const verifier = createVerifier({ roots, resolve, clock, status })
    const expect = [{ issuer: signer.did, list: listUrl }]
    const inbox = createNoticeInbox({ expect, verifiers: [verifier], resolve, clock })
    platforms.push({ verifier, inbox, received: [], open: true })
  }
  const { issued, published, subscriptions } = store
  const plain = createIssuer({ signer, store: issued, clock, listUrl, aggregationUrl })
  const undelivered: string[] = []
  const publisher = createStatusPublisher({
    issuers: [plain],
    signer,
    store: issued,
    published,
    subscriptions,
    clock,
    fetch,
    wait: async () => undefined,
    onUndelivered: (_, code) => undelivered.push(code),
    [allowLoopbackHttp]: origins,
  })
  answer = (path) =>
    answerStatusRequest(`${host}${path}`, {
      publisher,
      published,
      listUrls: [listUrl],
      aggregationUrl,
    })
  for (const url of doors) {
    const wanted = { list: listUrl, url: `${url}/notices` }
    const by = { authorise: async () => 'operator' }
    const place = { listUrls: [listUrl], subscriptions, clock, fetch }
    await subscribeToStatus(wanted, { by, ...place, [allowLoopbackHttp]: origins })
  }
  const issuer = publisher.issuer(listUrl)
  const validUntil = epochSeconds(noon + 86_400)
  const contents = { type, subject: signer.did, claims: {}, validFrom: epochSeconds(noon) }
  const { id, token } = await issuer.issue({ ...contents, validUntil }, { format: 'vc+jwt' })
  await publisher.refresh()
  await publisher.idle()
  for (const { verifier } of platforms) await verifier.verifyCredential(token)
  return {
    get now() {
      return now.value
    },
    set now(value) {
      now.value = value
    },
    ...{
      signer,
      store,
      plain,
      issuer,
      publisher,
      platforms,
      listUrl,
      token,
      id,
      undelivered,
      asked,
    },
    get: async (path) => {
      const { status, body } = await answer(path)
      return { status, body }
    },
  }
}

describe('from suspend to refusal', () => {
  test('at three platforms at once, where the notice arrives', async () => {
    const all = await scene()
    // The clock of the verifiers stands still: nothing has to grow old for it.
    await all.issuer.suspend(all.id)
    await all.publisher.idle()
    for (const { verifier } of all.platforms) {
      await expect(verifier.verifyCredential(all.token)).rejects.toMatchObject({
        code: 'status_suspended',
      })
    }
    expect(all.undelivered).toEqual([])
    await all.issuer.reinstate(all.id)
    await all.publisher.idle()
    for (const { verifier } of all.platforms) await verifier.verifyCredential(all.token)
  })

  test('within a minute, where every notice is lost', async () => {
    const all = await scene()
    for (const platform of all.platforms) platform.open = false
    await all.issuer.suspend(all.id)
    await all.publisher.idle()
    expect(all.undelivered).toEqual(['http_status', 'http_status', 'http_status'])
    all.now = noon + 55
    for (const { verifier } of all.platforms) await verifier.verifyCredential(all.token)
    all.now = noon + 56
    for (const { verifier } of all.platforms) {
      await expect(verifier.verifyCredential(all.token)).rejects.toMatchObject({
        code: 'status_suspended',
      })
    }
  })

  test('not without a word, where another process with a clock ahead is served still', async () => {
    const { store, issuer, listUrl, id } = await scene()
    const newest = await store.published.newest(listUrl)
    if (newest === undefined) throw new Error('Nothing was published')
    await store.published.put({ ...newest, issuedAt: epochSeconds(noon + 300) })
    const outcome = { code: 'status_list_older', outcome: 'unknown' }
    await expect(issuer.suspend(id, { reason: 'inquiry' })).rejects.toMatchObject(outcome)
    // Durable all the same.
    expect(await store.issued.changesOf(listUrl)).toHaveLength(1)
  })

  test('also if another process made the change and told nobody', async () => {
    const all = await scene()
    await all.plain.suspend(all.id)
    all.now = noon + 61
    await expect(all.platforms[0]?.verifier.verifyCredential(all.token)).rejects.toMatchObject({
      code: 'status_suspended',
    })
  })

  test('tries again, and a notice says nothing about anybody', async () => {
    const all = await scene()
    const [platform] = all.platforms as [Platform]
    let refusals = 0
    const { inbox } = platform
    Object.assign(platform, {
      inbox: {
        receive: async (body: string) => {
          if (++refusals < 3) throw new Error('not now')
          return inbox.receive(body)
        },
      },
    })
    await all.issuer.suspend(all.id)
    await all.publisher.idle()
    expect([refusals, all.undelivered]).toEqual([3, []])
    const payload = JSON.parse(
      new TextDecoder().decode(decodeJws(platform.received.at(-1) ?? '').payload),
    )
    const { list } = (await all.store.published.newest(all.listUrl)) ?? { list: '' }
    expect(payload).toEqual({
      version: 'urn:fidecura:status-notice:1',
      iss: all.signer.did,
      iat: noon,
      sub: all.listUrl,
      digest: await digestOf(list),
      listIssuedAt: noon,
    })
  })
})

describe('createNoticeInbox', () => {
  async function notice(
    all: Scene,
    more: object = {},
    signer = all.signer,
    typ = statusNoticeType,
  ) {
    const payload = {
      version: 'urn:fidecura:status-notice:1',
      iss: signer.did,
      iat: all.now,
      sub: all.listUrl,
      digest: await digestOf('another list'),
      listIssuedAt: all.now,
      ...more,
    }
    return signJws(payload as never, { signer, typ })
  }

  test('has the list fetched anew once for each notice', async () => {
    const all = await scene()
    const [{ inbox, verifier }] = all.platforms as [Platform]
    const one = await notice(all)
    all.asked.length = 0
    for (let n = 0; n < 3; n++) {
      await inbox.receive(one)
      await verifier.verifyCredential(all.token)
    }
    expect(all.asked).toEqual(['/status/1'])
  })

  test('has it fetched no more often where two notices of one second are repeated in turn', async () => {
    const all = await scene()
    const [{ inbox, verifier }] = all.platforms as [Platform]
    const two = [await notice(all), await notice(all, { digest: await digestOf('a third list') })]
    all.asked.length = 0
    for (let n = 0; n < 6; n++) {
      await inbox.receive(two[n % 2] as string)
      await verifier.verifyCredential(all.token)
    }
    expect(all.asked).toEqual(['/status/1', '/status/1'])
  })

  test('has it fetched no more for a notice about an older list, in turn with a newer one', async () => {
    const all = await scene()
    let renewed = 0
    const inbox = createNoticeInbox({
      expect: [{ issuer: all.signer.did, list: all.listUrl }],
      verifiers: [{ renewStatus: () => void renewed++ }],
      resolve: resolveDidKey,
      clock: clockAt(all.now),
    })
    const newer = await notice(all)
    const digest = await digestOf('an older list')
    const older = await notice(all, { digest, listIssuedAt: all.now - 9 })
    for (let n = 0; n < 3; n++) {
      await inbox.receive(newer)
      await inbox.receive(older)
    }
    expect(renewed).toBe(1)
  })

  test('remembers a bounded number of notices of one second, and acts on no more', async () => {
    const all = await scene()
    let renewed = 0
    const inbox = createNoticeInbox({
      expect: [{ issuer: all.signer.did, list: all.listUrl }],
      verifiers: [{ renewStatus: () => void renewed++ }],
      resolve: resolveDidKey,
      clock: clockAt(all.now),
    })
    for (let n = 0; n < 70; n++) {
      await inbox.receive(await notice(all, { digest: await digestOf(`list ${n}`) }))
    }
    expect(renewed).toBe(64)
  })

  test.each([
    ['about another list', 'status_notice_unexpected', { sub: 'https://other.example/1' }],
    ['as another issuer', 'status_notice_unexpected', { iss: 'did:web:other.example' }],
    ['too old', 'status_notice_time_wrong', { iat: noon - 601 }],
    ['of the future', 'status_notice_time_wrong', { iat: noon + 61 }],
    ['of a list of the future', 'status_notice_time_wrong', { listIssuedAt: noon + 61 }],
    ['of another version', 'status_notice_malformed', { version: 'urn:fidecura:status-notice:2' }],
    ['that says more', 'status_notice_malformed', { credential: 'urn:uuid:1' }],
  ])('refuses a notice %s', async (_, code, more) => {
    const all = await scene()
    const [{ inbox, verifier }] = all.platforms as [Platform]
    const token = await notice(all, more)
    await expect(inbox.receive(token)).rejects.toMatchObject({ code })
    all.asked.length = 0
    await verifier.verifyCredential(all.token)
    expect(all.asked).toEqual([])
  })

  test('refuses a notice that somebody else has signed', async () => {
    const all = await scene()
    const [{ inbox }] = all.platforms as [Platform]
    const stranger = await generateSigner()
    const { keyId } = all.signer
    const forged = await notice(all, { iss: all.signer.did }, { ...stranger, keyId })
    await expect(inbox.receive(forged)).rejects.toMatchObject({ code: 'jws_signature_invalid' })
    const own = await notice(all, {}, stranger)
    await expect(inbox.receive(own)).rejects.toMatchObject({ code: 'status_notice_unexpected' })
    const other = await notice(all, {}, all.signer, 'fidecura-status-history+jwt')
    await expect(inbox.receive(other)).rejects.toMatchObject({ code: 'jws_type_wrong' })
    await expect(inbox.receive('nonsense')).rejects.toMatchObject({
      code: 'status_notice_malformed',
    })
  })

  test('takes no notice by a key that is not pinned, though the document lists it', async () => {
    const all = await scene()
    const other = await generateSigner()
    const expected = { issuer: all.signer.did, list: all.listUrl }
    const inboxOf = (signer: Signer) =>
      createNoticeInbox({
        expect: [{ ...expected, keys: [thumbprint] }],
        verifiers: [{ renewStatus: (_, from) => void renewed.push(from) }],
        resolve: async (did, { now }) => {
          const { keyId, publicKey: jwk } = signer
          const keys = [{ fragment: keyId.slice(keyId.indexOf('#') + 1), jwk }]
          const document = parseDidDocument(createDidDocument({ did, keys }), did)
          return { did, document, resolvedAt: now, history: 'unknown' }
        },
        clock: clockAt(all.now),
      })
    const renewed: number[] = []
    const thumbprint = await thumbprintOf(all.signer.publicKey)
    const keyId = other.keyId.replaceAll(other.did, all.signer.did) as Signer['keyId']
    const forged = await notice(
      all,
      { iss: all.signer.did },
      { ...other, did: all.signer.did, keyId },
    )
    await expect(inboxOf(other).receive(forged)).rejects.toMatchObject({ code: 'key_not_pinned' })
    await inboxOf(all.signer).receive(await notice(all, { listIssuedAt: noon + 60 }))
    // Dated ahead, it would have kept each list of the present out.
    expect(renewed).toEqual([noon])
  })

  test('takes no list that was made before the one it was told of', async () => {
    const all = await scene()
    const [{ inbox, verifier }] = all.platforms as [Platform]
    all.now = noon + 5
    await inbox.receive(await notice(all))
    await expect(verifier.verifyCredential(all.token)).rejects.toMatchObject({
      code: 'status_list_older',
      outcome: 'unknown',
    })
  })
})

describe('answerStatusRequest', () => {
  test('serves the list, its history, a list of any date, and the list of lists', async () => {
    const all = await scene()
    const before = (await all.get('/status/1')).body
    all.now = noon + 100
    await all.issuer.suspend(all.id)
    const after = (await all.get('/status/1')).body
    expect(after).not.toBe(before)
    expect((await all.get(`/status/1?time=${noon + 99}`)).body).toBe(before)
    expect((await all.get(`/status/1?time=${noon + 100}`)).body).toBe(after)
    const history = decodeJws((await all.get('/status/1/history')).body)
    expect(JSON.parse(new TextDecoder().decode(history.payload))).toMatchObject({
      changes: [{ value: 'suspended', at: noon + 100 }],
    })
    const lists = parseStatusAggregation(new TextEncoder().encode((await all.get('/status')).body))
    expect(lists).toEqual([all.listUrl])
    const payload = JSON.parse(new TextDecoder().decode(decodeJws(after).payload))
    expect(payload.status_list.aggregation_uri).toBe(all.listUrl.slice(0, -2))
  })

  test.each([
    [`/status/1?time=${noon - 1}`, 406],
    ['/status/1?time=1.5', 400],
    ['/status/1?time=', 400],
    ['/status/2', 404],
    ['/status/1/history?time=1', 404],
    ['/', 404],
  ])('answers %s with %p', async (path, status) => {
    expect(await (await scene()).get(path)).toEqual({ status, body: '' })
  })

  test('says nothing of what went wrong inside', async () => {
    const all = await scene()
    await all.store.close()
    expect(await all.get('/status/1')).toEqual({ status: 503, body: '' })
  })
})

const keepers: readonly (readonly [string, () => Promise<PublishedLists>])[] = [
  [whereKept(), async () => (await openForTest()).published],
  ['in memory', async () => createMemoryPublishedLists()],
]

describe.each(keepers)('PublishedLists %s', (_kind, open) => {
  const url = 'https://hospital.example/status/1'
  const version = (n: number, issuedAt = noon + n) => ({
    url,
    list: `list ${n}`,
    history: `history ${n}`,
    issuedAt: epochSeconds(issuedAt),
    validUntil: epochSeconds(issuedAt + 600),
    sequence: n,
  })

  test('never shows a list with the history of another', async () => {
    const lists = await open()
    await lists.put(version(0))
    let done = false
    const seen = new Set<string>()
    const reader = (async () => {
      while (!done) {
        const { list, history } = (await lists.newest(url)) ?? { list: '', history: '' }
        expect(history).toBe(list.replace('list', 'history'))
        seen.add(list)
        await new Promise(setImmediate)
      }
    })()
    for (let n = 1; n <= 100; n++) {
      await lists.put(version(n))
      if (n % 10 === 0) await new Promise(setImmediate)
    }
    done = true
    await reader
    expect(seen.size).toBeGreaterThan(3)
    expect(await lists.newest(url)).toEqual(version(100))
  })

  test('goes back neither in time nor in what happened, and keeps what was', async () => {
    const lists = await open()
    expect(await lists.newest(url)).toBeUndefined()
    expect(await lists.put(version(5))).toBe(true)
    expect(await lists.put(version(4))).toBe(false)
    expect(await lists.put(version(4, noon + 9))).toBe(false)
    expect(await lists.put(version(6, noon + 4))).toBe(false)
    expect(await lists.put(version(6, noon + 5))).toBe(true)
    expect(await lists.put(version(7))).toBe(true)
    expect(await lists.at(url, epochSeconds(noon + 4))).toBeUndefined()
    expect(await lists.at(url, epochSeconds(noon + 6))).toBe('list 6')
    expect(await lists.at(url, epochSeconds(noon + 1000))).toBe('list 7')
    expect(await lists.at(`${url}0`, epochSeconds(noon + 1000))).toBeUndefined()
  })
})

describe.each([
  [whereKept(), async () => (await openForTest()).subscriptions],
  ['in memory', async () => createMemoryStatusSubscriptions()],
] as const)('StatusSubscriptions %s', (_kind, open) => {
  test('keep each once, until it is removed', async () => {
    const subscriptions = await open()
    const [a, b] = ['a', 'b'].map((name) => ({
      list: 'https://x.example/1',
      url: `https://${name}.example`,
      subscriber: 'operator',
    }))
    for (const one of [b, a, a])
      expect(await subscriptions.add(one as never, noon as never)).toBe(true)
    expect(await subscriptions.of('https://x.example/1')).toEqual([a, b])
    await subscriptions.remove(b as never)
    expect(await subscriptions.of('https://x.example/1')).toEqual([a])
    expect(await subscriptions.of('https://x.example/2')).toEqual([])
  })

  test('keep each for everybody who wants it, and take it from nobody else', async () => {
    const subscriptions = await open()
    const [mine, theirs] = ['did:example:a', 'did:example:b'].map((subscriber) => ({
      list: 'https://x.example/1',
      url: 'https://platform.example',
      subscriber,
    })) as [StatusSubscription, StatusSubscription]
    for (const one of [theirs, mine]) expect(await subscriptions.add(one, at)).toBe(true)
    await subscriptions.remove({ ...mine, subscriber: 'did:example:c' })
    expect(await subscriptions.of(mine.list)).toEqual([mine, theirs])
    await subscriptions.remove(theirs)
    expect(await subscriptions.of(mine.list)).toEqual([mine])
  })

  test('keep no more of one subscriber than they may have of a list', async () => {
    const subscriptions = await open()
    const add = (n: number, list = 'https://x.example/1', subscriber = 'did:example:a') =>
      subscriptions.add({ list, url: `https://${n}.example`, subscriber }, at)
    for (let n = 0; n < maxSubscriptionsEach; n++) expect(await add(n)).toBe(true)
    expect(await add(maxSubscriptionsEach)).toBe(false)
    expect(await add(0)).toBe(true)
    expect(await add(1000, 'https://x.example/2')).toBe(true)
    expect(await add(1000, 'https://x.example/1', 'did:example:b')).toBe(true)
    expect(await subscriptions.of('https://x.example/1')).toHaveLength(maxSubscriptionsEach + 1)
  })

  test('keep no more of one origin than it may have of a list, whoever the subscribers', async () => {
    const subscriptions = await open()
    const add = (n: number, origin = 'https://victim.example', list = 'https://x.example/1') =>
      subscriptions.add({ list, url: `${origin}/${n}`, subscriber: `did:example:${n}` }, at)
    for (let n = 0; n < maxSubscriptionsPerOrigin; n++) expect(await add(n)).toBe(true)
    expect(await add(1000)).toBe(false)
    expect(await add(0)).toBe(true)
    expect(await add(1000, 'https://victim.example:8443')).toBe(true)
    expect(await add(1000, 'https://victim.example.org')).toBe(true)
    expect(await add(1000, 'https://victim.example', 'https://x.example/2')).toBe(true)
    expect(await subscriptions.of('https://x.example/1')).toHaveLength(
      maxSubscriptionsPerOrigin + 2,
    )
  })

  test.each(['http://platform.example', 'https://user:pw@platform.example', 'ftp://x', 'nonsense'])(
    'take no notices to %s',
    async (url) => {
      const by = { authorise: async () => 'operator' }
      const listUrls = ['https://x.example/1']
      const fetch = () => Promise.reject(new TypeError('asked'))
      const options = { listUrls, by, subscriptions: await open(), clock: clockAt(noon), fetch }
      const wanted = { list: 'https://x.example/1', url }
      await expect(subscribeToStatus(wanted, options)).rejects.toMatchObject({
        code: 'status_subscription_refused',
      })
    },
  )
})

test('what was published, subscribed and proposed outlives the process', async () => {
  const path = await newPlace()
  const store = await openForTest(path)
  const list = 'https://x.example/1'
  await store.subscriptions.add(
    { list, url: 'https://a.example', subscriber: 'x' },
    epochSeconds(noon),
  )
  const proposal = {
    issuer: 'did:example:1',
    id: 'urn:uuid:1',
    body: '{}',
    proposedAt: epochSeconds(noon),
    expiresAt: epochSeconds(noon + 60),
  }
  expect(await store.proposals.keep(proposal)).toBe(true)
  expect(await store.proposals.keep(proposal)).toBe(true)
  expect(await store.proposals.keep({ ...proposal, body: '{"other":1}' })).toBe(false)
  await store.close()
  const again = await openForTest(path)
  expect(await again.subscriptions.of(list)).toHaveLength(1)
  expect(await again.proposals.find('did:example:1', 'urn:uuid:1')).toEqual(proposal)
  const waiting = (now: number) => again.proposals.waiting('did:example:1', epochSeconds(now), 9)
  expect(await waiting(noon + 59)).toEqual([proposal])
  expect(await waiting(noon + 60)).toEqual([])
})

describe('of one list no more subscriptions are kept than anybody can be told of', () => {
  const list = 'https://x.example/1'
  const nth = (n: number): StatusSubscription => ({
    ...{ list, url: `https://p${n}.example/`, subscriber: `did:example:${n}` },
  })

  onFiles(() => {
    test('in memory', async () => {
      const subscriptions = createMemoryStatusSubscriptions()
      for (let n = 0; n < maxSubscriptions; n++) await subscriptions.add(nth(n), at)
      expect(await subscriptions.add(nth(maxSubscriptions), at)).toBe(false)
      expect(await subscriptions.add(nth(0), at)).toBe(true)
      expect(await subscriptions.of(list)).toHaveLength(maxSubscriptions)
    })
  })

  test(`kept ${whereKept()}`, async () => {
    const path = await newPlace()
    const { subscriptions } = await openForTest(path)
    expect(await subscriptions.add(nth(0), at)).toBe(true)
    const rows = Array.from({ length: maxSubscriptions - 1 }, (_, n) => nth(n + 1)).map(
      ({ url, subscriber }) => `('${list}', '${url}', '${subscriber}', 0)`,
    )
    const insert = 'INSERT INTO status_subscription (list, url, subscriber, since) VALUES'
    await ask(path, `${insert} ${rows.join(', ')}`)
    expect(await subscriptions.add(nth(maxSubscriptions), at)).toBe(false)
    expect(await subscriptions.add(nth(0), at)).toBe(true)
    expect(await subscriptions.of(list)).toHaveLength(maxSubscriptions)
  })
})

describe.each([
  [whereKept(), async () => (await openForTest()).proposals],
  ['in memory', async () => createMemoryRevocationProposals()],
] as const)('RevocationProposals %s', (_kind, open) => {
  const proposal = (id: string, expiresAt: number) => ({
    ...{ issuer: 'did:example:1', id, body: 'the evidence', proposedAt: at },
    expiresAt: epochSeconds(expiresAt),
  })

  test('keep another body in the place of the one that is settled, and of no other', async () => {
    const proposals = await open()
    await proposals.keep(proposal('a', noon + 60))
    await proposals.keep(proposal('b', noon + 60))
    await proposals.keep({ ...proposal('a', noon + 60), issuer: 'did:example:2' })
    await proposals.settle('did:example:1', 'a', 'what is left')
    await proposals.settle('did:example:1', 'c', 'what is left')
    const bodyOf = async (id: string, issuer = 'did:example:1') =>
      (await proposals.find(issuer, id))?.body
    expect(await bodyOf('a')).toBe('what is left')
    expect(await bodyOf('b')).toBe('the evidence')
    expect(await bodyOf('a', 'did:example:2')).toBe('the evidence')
    expect(await bodyOf('c')).toBeUndefined()
  })

  test('are deleted once they have expired, exactly', async () => {
    const proposals = await open()
    await proposals.keep(proposal('a', noon + 60))
    await proposals.keep(proposal('b', noon + 61))
    await proposals.dropExpired(epochSeconds(noon + 59.5))
    expect(await proposals.find('did:example:1', 'a')).toBeDefined()
    await proposals.dropExpired(epochSeconds(noon + 60))
    expect(await proposals.find('did:example:1', 'a')).toBeUndefined()
    expect(await proposals.find('did:example:1', 'b')).toBeDefined()
  })
})
