import { epochSeconds } from '@fidecura/base'
import { generateSigner, IdentityError, type Signer } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { createIssuer, createMemoryIssuedStore } from '../../src/index.ts'
import {
  answerStatusRequest,
  createMemoryPublishedLists,
  createMemoryStatusSubscriptions,
  createStatusPublisher,
  type PublishedLists,
} from '../../src/switch/index.ts'

const noon = 1_800_000_000
const listUrl = 'https://hospital.example/status/1'

/** A publisher whose signer can be told to fail, and how often that one was asked. */
async function host() {
  const state = { now: noon, broken: false, signed: 0 }
  const clock = () => epochSeconds(state.now)
  const real = await generateSigner()
  const signer: Signer = {
    ...real,
    sign: async (data, options) => {
      state.signed += 1
      if (state.broken) throw new IdentityError('signer_failed', 'Out', { outcome: 'unknown' })
      return real.sign(data, options)
    },
  }
  const store = createMemoryIssuedStore()
  const published = createMemoryPublishedLists()
  const publisherOf = (lists: PublishedLists = published) => {
    const plain = createIssuer({ signer, store, clock, listUrl, revocation: 'by_issuer_key' })
    return createStatusPublisher({
      issuers: [plain],
      signer,
      store,
      published: lists,
      subscriptions: createMemoryStatusSubscriptions(),
      clock,
      fetch: async () => new Response(),
    })
  }
  const publisher = publisherOf()
  const issuer = publisher.issuer(listUrl)
  const period = { validFrom: epochSeconds(noon), validUntil: epochSeconds(noon + 3600) }
  const contents = { type: 'urn:example:badge:1', subject: real.did, claims: {}, ...period }
  const { id } = await issuer.issue(contents, { format: 'vc+jwt' })
  await publisher.refresh()
  state.signed = 0
  return { state, store, published, publisher, publisherOf, issuer, id }
}

const failed = { code: 'signer_failed', outcome: 'unknown' }

describe('createStatusPublisher, where the signer fails,', () => {
  test('asks it once for many readers, and not again before two seconds have passed', async () => {
    const { state, publisher, issuer, id, published } = await host()
    state.broken = true
    await expect(issuer.suspend(id)).rejects.toMatchObject(failed)
    state.now += 2
    state.signed = 0
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, () => publisher.current(listUrl)),
    )
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(state.signed).toBe(1)
    await expect(publisher.current(listUrl)).rejects.toMatchObject(failed)
    state.now += 1.9
    const options = { publisher, published, listUrls: [listUrl] }
    expect(await answerStatusRequest(listUrl, options)).toMatchObject({ status: 503, body: '' })
    expect(state.signed).toBe(1)
    state.broken = false
    state.now = noon + 4
    expect(await publisher.current(listUrl)).toMatchObject({ sequence: 1 })
  })

  test('asks it anew for an act, whatever it said to a reader just before', async () => {
    const { state, store, publisher, issuer, id } = await host()
    state.broken = true
    await expect(issuer.suspend(id)).rejects.toMatchObject(failed)
    await expect(publisher.current(listUrl)).rejects.toMatchObject(failed)
    state.broken = false
    await issuer.suspend(id, { reason: 'inquiry' })
    expect(await publisher.current(listUrl)).toMatchObject({ sequence: 2 })
    // With the first success the failure is forgotten: here, what another process has changed since.
    const [{ index = 0 } = {}] = await store.changesOf(listUrl)
    await store.change(listUrl, { index, value: 'valid' }, () => epochSeconds(noon))
    expect(await publisher.current(listUrl)).toMatchObject({ sequence: 3 })
  })

  test('asks it once for all acts that wait for the same list', async () => {
    const { state, publisher, issuer, id } = await host()
    state.broken = true
    await expect(issuer.suspend(id)).rejects.toMatchObject(failed)
    state.signed = 0
    const acts = await Promise.allSettled(Array.from({ length: 20 }, () => publisher.refresh()))
    expect(acts.every(({ status }) => status === 'rejected')).toBe(true)
    expect(state.signed).toBe(1)
  })

  test('forgets a failure also where the clock was set back', async () => {
    const { state, publisher, issuer, id } = await host()
    state.broken = true
    await expect(issuer.suspend(id)).rejects.toMatchObject(failed)
    state.broken = false
    state.now -= 30
    expect(await publisher.current(listUrl)).toMatchObject({ sequence: 1 })
  })
})

describe('createStatusPublisher, where another process has dated a list ahead,', () => {
  test.each([
    [1, true],
    [60, true],
    [61, false],
    [3600, false],
  ])('by %i s, publishes under that date: %p', async (ahead, isPublished) => {
    const { published, issuer, id, publisher, store } = await host()
    const newest = await published.newest(listUrl)
    if (newest === undefined) throw new Error('Nothing was published')
    const issuedAt = epochSeconds(noon + ahead)
    await published.put({ ...newest, issuedAt })
    if (isPublished) {
      await issuer.suspend(id)
      expect(await publisher.current(listUrl)).toMatchObject({ issuedAt, sequence: 1 })
      expect(await published.newest(listUrl)).toMatchObject({ issuedAt, sequence: 1 })
    } else {
      const older = { code: 'status_list_older', outcome: 'unknown' }
      await expect(issuer.suspend(id)).rejects.toMatchObject(older)
      expect(await published.newest(listUrl)).toMatchObject({ issuedAt, sequence: 0 })
    }
    expect(await store.changesOf(listUrl)).toHaveLength(1)
  })

  test('takes its place also where that comes in between, three times at most', async () => {
    const { published, publisherOf, id } = await host()
    let between = 0
    let times = 2
    const racing: PublishedLists = {
      ...published,
      put: async (made) => {
        if (between++ < times) {
          const newest = await published.newest(listUrl)
          if (newest === undefined) throw new Error('Nothing was published')
          await published.put({ ...newest, issuedAt: epochSeconds(newest.issuedAt + 1) })
        }
        return published.put(made)
      },
    }
    const issuer = publisherOf(racing).issuer(listUrl)
    await issuer.suspend(id)
    expect(await published.newest(listUrl)).toMatchObject({ issuedAt: noon + 2, sequence: 1 })
    between = 0
    times = 3
    await expect(issuer.reinstate(id)).rejects.toMatchObject({ code: 'status_list_older' })
    expect(between).toBe(3)
  })
})

describe('createStatusPublisher with a deposit', () => {
  async function depositing() {
    const { state, store, published, issuer: plain, id } = await host()
    const deposited: string[] = []
    let isAway = false
    const clock = () => epochSeconds(state.now)
    const signer = await generateSigner()
    const publisher = createStatusPublisher({
      issuers: [plain],
      ...{ signer, store, published, clock, subscriptions: createMemoryStatusSubscriptions() },
      fetch: async () => new Response(),
      deposit: async (token) => {
        if (isAway) throw new IdentityError('signer_failed', 'Away', { outcome: 'unknown' })
        deposited.push(token)
      },
    })
    await publisher.refresh()
    const historyNow = async () => (await published.newest(listUrl))?.history
    return {
      ...{ state, publisher, published, id, deposited, historyNow },
      issuer: publisher.issuer(listUrl),
      setAway: (away: boolean) => {
        isAway = away
      },
    }
  }

  test('deposits the history of each change, once', async () => {
    const { state, publisher, issuer, id, deposited, historyNow } = await depositing()
    const before = await historyNow()
    state.now += 1
    await issuer.suspend(id)
    const after = await historyNow()
    expect(after).not.toBe(before)
    await publisher.refresh()
    await publisher.current(listUrl)
    expect(deposited).toEqual([before, after])
  })

  test('publishes a change that it cannot deposit, and deposits it with the next', async () => {
    const { state, publisher, issuer, id, deposited, historyNow, setAway } = await depositing()
    const before = await historyNow()
    state.now += 1
    setAway(true)
    await expect(issuer.suspend(id)).rejects.toMatchObject(failed)
    const after = await historyNow()
    expect(after).not.toBe(before)
    // Whoever reads does not wait for it.
    expect((await publisher.current(listUrl)).history).toBe(after)
    setAway(false)
    await publisher.refresh()
    expect(deposited).toEqual([before, after])
  })
})
