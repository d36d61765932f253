import { epochSeconds } from '@fidecura/base'
import type { NewRecoveryAttempt, RecoveryStore } from '@fidecura/credentials/recovery'
import { parseDid } from '@fidecura/identity'
import type { AuditAct } from '@fidecura/monitor'
import type { Store } from '@fidecura/store'
import { describe, expect, test } from '@jest/globals'
import { clockAt, failOn, newPlace, noon, openForTest, statement } from './support.ts'

const doctor = parseDid('did:web:hospital.example:people:1')
const patient = { system: 'urn:oid:2.999.1.1', value: 'R-1' }
const now = clockAt(noon)
const list = 'https://cardiology.example/status/1'

const act = (n: number, more: Partial<AuditAct> = {}): AuditAct =>
  Object.freeze({
    id: `6a1f6d6e-0000-4000-8000-${String(n).padStart(12, '0')}`,
    kind: 'create',
    recordedAt: epochSeconds(noon + n),
    outcome: 'done',
    source: { did: parseDid('did:web:hospital.example'), site: 'https://hospital.example' },
    client: '192.0.2.7',
    actor: { did: doctor },
    patient,
    objects: [{ type: 'Consent', id: `digest-${n}` }],
    ...more,
  })

const sequences = async (store: Store): Promise<readonly number[]> =>
  (await store.audit.all({ limit: 100 })).map(({ act: { recordedAt } }) => recordedAt - noon)

describe('AuditLog', () => {
  test('tells what was done, the newest first, page by page', async () => {
    const { audit } = await openForTest()
    for (const n of [1, 2, 3]) await audit.append(act(n))
    const [third, ...others] = await audit.all({ limit: 2 })
    expect(third).toEqual({ sequence: 3, act: expect.objectContaining(act(3)) })
    expect(others.map(({ sequence }) => sequence)).toEqual([2])
    expect(await audit.all({ limit: 2, before: 2 })).toHaveLength(1)
    expect(await audit.all({ limit: -1 })).toEqual([])
    expect(Object.isFrozen(third) && Object.isFrozen(third?.act)).toBe(true)
  })

  test('tells of one record, and of one actor', async () => {
    const { audit } = await openForTest()
    await audit.append(act(1))
    // Another patient, whose number and system run together in the same way.
    await audit.append(act(2, { patient: { system: 'urn:oid:2.999.1.1R', value: '-1' } }))
    await audit.append(act(3, { patient: undefined, actor: undefined }))
    const page = { limit: 9 }
    expect((await audit.about(patient, page)).map(({ sequence }) => sequence)).toEqual([1])
    expect((await audit.by(doctor, page)).map(({ sequence }) => sequence)).toEqual([2, 1])
  })

  test('keeps an act once, and refuses another under its id', async () => {
    const store = await openForTest()
    await store.audit.append(act(1))
    await store.audit.append(act(1))
    const other = store.audit.append(act(1, { outcome: 'refused' }))
    await expect(other).rejects.toMatchObject({ code: 'audit_id_reused' })
    expect(await sequences(store)).toEqual([1])
  })

  test('keeps nothing that is no act', async () => {
    const { audit } = await openForTest()
    const wrong = Promise.resolve().then(() => audit.append(act(1, { client: '' })))
    await expect(wrong).rejects.toMatchObject({ code: 'audit_event_malformed' })
  })

  test('is there when the file is opened again', async () => {
    const path = await newPlace()
    const store = await openForTest(path)
    await store.audit.append(act(1))
    await store.close()
    expect(await sequences(await openForTest(path))).toEqual([1])
  })
})

describe('Store.audited', () => {
  const credential = {
    issuer: 'did:web:cardiology.example',
    id: 'urn:uuid:1',
    type: 'urn:fidecura:credential:practitioner-role:1',
    token: 'token',
    issuedAt: epochSeconds(noon),
    status: { list, index: 0 },
  }
  const entry = { entry: 'a', record: 'r', token: 't', receivedAt: epochSeconds(noon) }
  const attempt = (id: string, identity = 'identity'): NewRecoveryAttempt => ({
    ...{ id, identity, path: 'desk', digest: id, submission: id, newKey: `new-${id}` },
    ...{ oldKeys: ['old'], successor: 'successor', delaySeconds: 99 },
  })
  const said = { verdict: 'confirmed', confirmation: 'c', answeredAt: epochSeconds(noon) } as const

  test.each<[string, (store: Store, audited: ReturnType<Store['audited']>) => Promise<unknown>]>([
    ['an entry of the register', (_, { register }) => register.append(statement('a'), now)],
    ['an entry that waits', (_, { inbox }) => inbox.add(entry, 9)],
    [
      'an answer to it',
      async (store, { inbox }) => {
        await store.inbox.add(entry, 9)
        return inbox.answer('a', said)
      },
    ],
    [
      'a credential',
      async (store, { issued }) => {
        const index = await store.issued.allocate(list, 64)
        return issued.insert({ ...credential, status: { list, index }, labels: [] })
      },
    ],
    [
      'a change of status',
      async (store, { issued }) => {
        const index = await store.issued.allocate(list, 64)
        return issued.change(list, { index, value: 'suspended' }, now)
      },
    ],
  ])('brings its event along with %s', async (_, write) => {
    const store = await openForTest()
    await write(store, store.audited(act(1)))
    expect(await sequences(store)).toEqual([1])
  })

  test('brings nothing along with what only looks, draws or marks', async () => {
    const store = await openForTest()
    const { register, issued, replay, inbox, audit } = store.audited(act(1))
    await register.snapshot('record-1', now)
    await register.find('statement', 'a')
    await issued.allocate(list, 64)
    await replay.insert({
      ...{ tenant: 't', audience: 'a', nonce: 'n' },
      ...{ now: epochSeconds(noon), expiresAt: epochSeconds(noon + 60) },
    })
    await inbox.waiting('r', 0, 9)
    expect(await audit.all({ limit: 9 })).toEqual([])
  })

  test('brings nothing along with what did not come to be', async () => {
    const store = await openForTest()
    await store.inbox.add(entry, 1)
    const { inbox, issued } = store.audited(act(1))
    expect(await inbox.add({ ...entry, entry: 'b' }, 1)).toBeUndefined()
    expect(await inbox.answer('b', said)).toBeUndefined()
    const change = issued.change(list, { index: 3, value: 'suspended' }, now)
    await expect(change).rejects.toMatchObject({ code: 'status_index_unknown' })
    expect(await sequences(store)).toEqual([])
  })

  test('brings nothing along with what another has decided before', async () => {
    const store = await openForTest()
    await store.register.append(statement('a'), now)
    await store.inbox.add(entry, 9)
    const disputed = { ...said, verdict: 'disputed', confirmation: 'd' } as const
    await store.inbox.answer('a', disputed)
    await store.recoveries.open(attempt('a'), now)
    const { register, inbox, recoveries } = store.audited(act(1))
    const other = { ...statement('a'), digest: 'other' }
    expect((await register.append(other, now)).digest).not.toBe('other')
    expect((await inbox.answer('a', said))?.answer).toEqual(disputed)
    expect(await recoveries.begin('a', now)).toMatchObject({ state: 'open' })
    await store.recoveries.object('a', 'no', now)
    expect(await recoveries.object('a', 'never', now)).toMatchObject({ objection: 'no' })
    expect(await recoveries.begin('a', clockAt(noon + 99))).toMatchObject({ state: 'objected' })
    expect(await recoveries.finish('a', 'result', now)).toMatchObject({ state: 'objected' })
    await store.recoveries.open(attempt('b'), clockAt(noon + 99))
    await store.recoveries.begin('b', clockAt(noon + 199))
    expect(await recoveries.open(attempt('c'), clockAt(noon + 199))).toBe('ended')
    expect(await sequences(store)).toEqual([])
  })

  test.each<[string, (recoveries: RecoveryStore) => Promise<unknown>]>([
    ['opened', (recoveries) => recoveries.open(attempt('b', 'other'), now)],
    ['objected to', (recoveries) => recoveries.object('a', 'no', now)],
    ['begun', (recoveries) => recoveries.begin('a', clockAt(noon + 99))],
  ])('brings its event along with a recovery that is %s', async (_, step) => {
    const store = await openForTest()
    await store.recoveries.open(attempt('a'), now)
    await step(store.audited(act(1)).recoveries)
    expect(await sequences(store)).toEqual([1])
  })

  test('leaves nothing written where the event cannot be', async () => {
    const store = await openForTest()
    await store.audit.append(act(1))
    const { register } = store.audited(act(1, { outcome: 'failed' }))
    const refused = register.append(statement('a'), now)
    await expect(refused).rejects.toMatchObject({ code: 'audit_id_reused' })
    expect(await store.register.find('statement', 'a')).toBeUndefined()
  })

  test('leaves no event where the file fails in the act', async () => {
    const path = await newPlace()
    const store = await openForTest(path)
    await failOn(path, 'audit_event')
    const failed = store.audited(act(1)).register.append(statement('a'), now)
    await expect(failed).rejects.toMatchObject({ code: 'store_failed', outcome: 'unknown' })
    await failOn(path, undefined)
    expect(await store.register.find('statement', 'a')).toBeUndefined()
    expect(await sequences(store)).toEqual([])
  })

  test('adds one event for an act of several steps', async () => {
    const store = await openForTest()
    const { register, inbox } = store.audited(act(1))
    await register.append(statement('a'), now)
    await inbox.add(entry, 9)
    expect(await sequences(store)).toEqual([1])
  })
})
