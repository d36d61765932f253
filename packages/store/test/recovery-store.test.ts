import { epochSeconds } from '@fidecura/base'
import {
  createMemoryRecoveryStore,
  type NewRecoveryAttempt,
  type RecoveryStore,
} from '@fidecura/credentials/recovery'
import type { Store } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { after, createWorld, day } from '../../credentials/test/recovery/world.ts'
import { clockAt, newPlace, noon, openForTest, whereKept } from './support.ts'

const now = clockAt(noon)

function attempt(id: string, more: Partial<NewRecoveryAttempt> = {}): NewRecoveryAttempt {
  return Object.freeze({
    id,
    identity: '["did:web:hospital.example","urn:uuid:1"]',
    path: 'desk',
    digest: `digest of ${id}`,
    submission: `submission of ${id}`,
    newKey: 'new',
    oldKeys: Object.freeze(['old']),
    successor: `successor of ${id}`,
    delaySeconds: day,
    ...more,
  })
}

/** Whoever keeps the port keeps the same promises. */
describe.each<[string, () => Promise<RecoveryStore>]>([
  ['in memory', async () => createMemoryRecoveryStore()],
  [whereKept(), async () => (await openForTest()).recoveries],
])('RecoveryStore %s', (_, open) => {
  test('open dates an attempt, and returns the one that is there when it is asked again', async () => {
    const store = await open()
    const opened = await store.open(attempt('a'), clockAt(noon + 0.5))
    expect(opened).toEqual({
      ...attempt('a'),
      openedAt: noon,
      completesAt: noon + day,
      noticedAt: noon,
      changedAt: noon,
      state: 'open',
    })
    const other = attempt('a', { digest: 'another', newKey: 'another' })
    expect(await store.open(other, clockAt(noon + 9))).toEqual(opened)
    expect(await store.find('a')).toEqual(opened)
    expect(await store.find('b')).toBeUndefined()
  })

  test('open replaces what is open on the same path at the same identity, and nothing else', async () => {
    const store = await open()
    await store.open(attempt('a'), now)
    await store.open(attempt('b', { path: 'guardian' }), now)
    await store.open(attempt('c', { identity: 'another' }), now)
    await store.open(attempt('d'), clockAt(noon + 9))
    expect(await store.find('a')).toMatchObject({ state: 'replaced', changedAt: noon + 9 })
    for (const id of ['b', 'c', 'd']) expect(await store.find(id)).toMatchObject({ state: 'open' })
  })

  test('object ends what is open, once', async () => {
    const store = await open()
    await store.open(attempt('a'), now)
    const ended = { state: 'objected', objection: 'no', changedAt: noon + 1 }
    expect(await store.object('a', 'no', clockAt(noon + 1))).toMatchObject(ended)
    expect(await store.object('a', 'never', clockAt(noon + 2))).toMatchObject(ended)
    expect(await store.begin('a', clockAt(noon + day))).toMatchObject(ended)
    expect(await store.object('b', 'no', now)).toBeUndefined()
  })

  test('begin waits for the delay, then retires the keys and overtakes the others', async () => {
    const store = await open()
    await store.open(attempt('a'), now)
    await store.open(attempt('b', { path: 'guardian' }), now)
    await store.open(attempt('c', { identity: 'another' }), now)
    expect(await store.begin('a', clockAt(noon + day - 1))).toMatchObject({ state: 'open' })
    const begun = { state: 'completing', changedAt: noon + day }
    expect(await store.begin('a', clockAt(noon + day))).toMatchObject(begun)
    expect(await store.begin('a', clockAt(noon + day + 1))).toMatchObject(begun)
    expect(await store.find('b')).toMatchObject({ state: 'overtaken', changedAt: noon + day })
    expect(await store.find('c')).toMatchObject({ state: 'open' })
    expect(await store.object('a', 'late', now)).toMatchObject(begun)
    expect(await store.open(attempt('d', { path: 'old_key' }), now)).toBe('ended')
    const back = attempt('e', { identity: 'a third', newKey: 'old' })
    expect(await store.open(back, now)).toBe('key_retired')
    expect(await store.begin('z', now)).toBeUndefined()
  })

  test('begin does not bring back a new key that was retired in the meantime', async () => {
    const store = await open()
    await store.open(attempt('a'), now)
    const other = { identity: 'another', newKey: 'third', oldKeys: ['new'], delaySeconds: 0 }
    await store.open(attempt('b', other), now)
    expect(await store.begin('b', now)).toMatchObject({ state: 'completing' })
    const overtaken = { state: 'overtaken', changedAt: noon + day }
    expect(await store.begin('a', clockAt(noon + day))).toMatchObject(overtaken)
    const back = attempt('c', { identity: 'a third', newKey: 'old' })
    expect(await store.open(back, now)).toMatchObject({ state: 'open' })
  })

  test('openedSince counts those at one identity, on one path, from an instant on', async () => {
    const store = await open()
    const { identity } = attempt('a')
    await store.open(attempt('a'), now)
    await store.open(attempt('b'), clockAt(noon + 10))
    await store.open(attempt('c', { path: 'guardian' }), clockAt(noon + 10))
    await store.open(attempt('d', { identity: 'another' }), clockAt(noon + 10))
    expect(await store.openedSince(identity, 'desk', epochSeconds(noon))).toBe(2)
    expect(await store.openedSince(identity, 'desk', epochSeconds(noon + 10))).toBe(1)
    expect(await store.openedSince(identity, 'desk', epochSeconds(noon + 11))).toBe(0)
  })

  test('finish keeps the first result, and the instant at which the keys were retired', async () => {
    const store = await open()
    await store.open(attempt('a', { delaySeconds: 0 }), now)
    expect(await store.finish('a', 'early', now)).toMatchObject({ state: 'open' })
    await store.begin('a', now)
    const finished = { state: 'completed', result: 'first', changedAt: noon }
    expect(await store.finish('a', 'first', clockAt(noon + 5))).toMatchObject(finished)
    expect(await store.finish('a', 'second', clockAt(noon + 6))).toMatchObject(finished)
    expect(await store.open(attempt('b'), now)).toBe('ended')
    expect(await store.finish('z', '', now)).toBeUndefined()
  })

  test('notice notes when, and changes nothing else', async () => {
    const store = await open()
    const opened = await store.open(attempt('a'), now)
    const noted = await store.notice('a', clockAt(noon + 7))
    expect(noted).toEqual({ ...(opened as object), noticedAt: noon + 7 })
    expect(await store.notice('z', now)).toBeUndefined()
  })

  test('latest is the latest instant given, and no later step is dated before it', async () => {
    const store = await open()
    expect(await store.latest()).toBeUndefined()
    await store.open(attempt('a'), now)
    await store.notice('a', clockAt(noon + 60))
    expect(await store.latest()).toBe(noon + 60)
    expect(await store.object('a', 'no', now)).toMatchObject({ changedAt: noon + 60 })
    expect(await store.latest()).toBe(noon + 60)
  })

  test('of many that begin at once at one identity, one does', async () => {
    const store = await open()
    const paths = ['old_key', 'recovery_key', 'guardian', 'desk'] as const
    for (const path of paths) await store.open(attempt(path, { path, delaySeconds: 0 }), now)
    const begun = await Promise.all(paths.map((path) => store.begin(path, now)))
    expect(begun.filter((each) => each?.state === 'completing')).toHaveLength(1)
  })
})

test('what a desk did survives its process', async () => {
  const path = await newPlace()
  const first = await openForTest(path)
  await first.recoveries.open(attempt('a', { delaySeconds: 0 }), now)
  const begun = await first.recoveries.begin('a', now)
  await first.close()
  const { recoveries } = await openForTest(path)
  expect(await recoveries.find('a')).toEqual(begun)
  expect(await recoveries.latest()).toBe(noon)
  const back = attempt('b', { identity: 'another', newKey: 'old' })
  expect(await recoveries.open(back, now)).toBe('key_retired')
})

/** Whatever stands behind it by now. */
function through<T extends object>(current: () => T): T {
  return new Proxy({} as T, { get: (_, name) => Reflect.get(current(), name) })
}

const broken = () => Promise.reject(new Error('power cut'))

test.each([
  ['before the old key is revoked', { issuer: { revoke: broken } }],
  ['before the new identity is issued', { issuer: { issue: broken } }],
  ['before the receipt is written down', { store: { finish: broken } }],
])('a recovery that broke off %s is made good by another process', async (_, parts: Parts) => {
  const path = await newPlace()
  let current: Store = await openForTest(path)
  const issued = through(() => current.issued)
  const store = through(() => current.recoveries)
  const world = await createWorld({}, { issued, store })
  const { id } = await world.desk.open(await world.submission('desk'))
  world.now = after(day)
  const breaking = world.newDesk({
    issuer: { ...world.issuer, ...parts.issuer },
    store: through(() => ({ ...current.recoveries, ...parts.store })),
  })
  await expect(breaking.complete(id)).rejects.toThrow('power cut')
  await current.close()
  current = await openForTest(path)
  world.now = after(day + 60)
  const { identity } = await world.desk.complete(id)
  world.now = after(day + 62)
  const verified = await world.verifier.verifyCredential(identity)
  expect(verified).toMatchObject({ subject: world.fresh.did, validFrom: after(day) })
  const [change, ...others] = await issued.changesOf(world.issuer.listUrl)
  expect(change).toMatchObject({ value: 'revoked', invalidFrom: after(day) })
  expect(others).toEqual([])
  expect((await world.desk.complete(id)).identity).toBe(identity)
})

interface Parts {
  readonly issuer?: object
  readonly store?: object
}
