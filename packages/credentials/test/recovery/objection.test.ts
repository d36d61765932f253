import { decodeUtf8 } from '@fidecura/base'
import { decodeCredential } from '@fidecura/credentials'
import { type RecoveryPath, recoveryApprovalType } from '@fidecura/credentials/recovery'
import { decodeJws, type Signer, signJws } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { resign } from './forge.ts'
import { after, createWorld, day, hour, identityId, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

async function opened(by: RecoveryPath): Promise<{ id: string; request: string }> {
  const submission = await world.submission(by)
  const { id } = await world.desk.open(submission)
  return { id, request: submission.request }
}

/** As each of those who might want to. */
function objection(request: string, as: 'old_key' | 'recovery_key' | 'desk') {
  const signers = { old_key: world.patient, recovery_key: world.recovery }
  if (as !== 'desk') return Promise.all([world.objection(request, as, signers[as])])
  return Promise.all(
    world.clerks.map(({ signer, evidence }) => world.objection(request, as, signer, evidence)),
  )
}

describe('RecoveryDesk.object', () => {
  test.each([
    ['recovery_key', 'old_key'],
    ['recovery_key', 'desk'],
    ['guardian', 'old_key'],
    ['guardian', 'recovery_key'],
    ['guardian', 'desk'],
    ['desk', 'old_key'],
    ['desk', 'recovery_key'],
    ['desk', 'desk'],
  ] as const)('ends what %s wants, for good, by %s', async (by, as) => {
    const { id, request } = await opened(by)
    const ended = await world.desk.object(id, await objection(request, as))
    expect(ended).toMatchObject({ id, state: 'objected' })
    world.now = after(4 * day)
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'recovery_closed' })
    await expect(world.desk.remind(id)).rejects.toMatchObject({ code: 'recovery_closed' })
    await expect(world.verifier.verifyCredential(world.identity)).resolves.toBeDefined()
  })

  test.each([
    ['recovery_key', 'recovery_key'],
    ['old_key', 'old_key'],
    ['old_key', 'recovery_key'],
  ] as const)('does not end what %s wants by %s', async (by, as) => {
    const { id, request } = await opened(by)
    const signed = await objection(request, as)
    await expect(world.desk.object(id, signed)).rejects.toMatchObject({
      code: 'recovery_approver_refused',
      place: '/as',
    })
  })

  async function stays(id: string, signatures: unknown, code: string): Promise<void> {
    await expect(world.desk.object(id, signatures as never)).rejects.toMatchObject({ code })
    expect(await world.store.find(id)).toMatchObject({ state: 'open' })
  }

  test('is not for others: a stranger, or a forger, ends nothing', async () => {
    const { id, request } = await opened('desk')
    const strange = await world.objection(request, 'old_key', world.stranger)
    await stays(id, [strange], 'recovery_approver_refused')
    const [own] = await objection(request, 'old_key')
    const forged = await resign(own?.token ?? '', world.stranger)
    await stays(id, [{ token: forged }], 'jws_signature_invalid')
    await stays(id, [], 'recovery_approval_missing')
    const [one] = await objection(request, 'desk')
    await stays(id, [one], 'recovery_approval_missing')
    await stays(id, [one, one], 'recovery_approver_twice')
  })

  test('is not for the old key once the desk has stopped it', async () => {
    await world.issuer.suspend(identityId)
    const { id, request } = await opened('desk')
    await stays(id, await objection(request, 'old_key'), 'recovery_identity_suspended')
  })

  test('is about one attempt: replayed against the next it ends nothing', async () => {
    const first = await opened('desk')
    const signed = await objection(first.request, 'old_key')
    await world.desk.object(first.id, signed)
    const second = await opened('desk')
    await stays(second.id, signed, 'recovery_malformed')
  })

  test('is no approval, and an approval is no objection', async () => {
    const { request, approvals } = await world.submission('desk')
    const { id } = await world.desk.open({ request, approvals })
    await stays(id, approvals, 'recovery_malformed')
    const renamed = async (token: string, signer: Signer) => {
      const payload = JSON.parse(decodeUtf8(decodeJws(token).payload))
      return { token: await signJws(payload, { signer, typ: recoveryApprovalType }) }
    }
    const [own] = await objection(request, 'old_key')
    await stays(id, [await renamed(own?.token ?? '', world.patient)], 'jws_type_wrong')
  })

  test('comes too late once the old key is retired', async () => {
    const { id, request } = await opened('desk')
    world.now = after(day)
    await world.desk.complete(id)
    const signed = await objection(request, 'old_key')
    await expect(world.desk.object(id, signed)).rejects.toMatchObject({ code: 'recovery_closed' })
    const other = await objection(request, 'recovery_key')
    await expect(world.desk.object('urn:uuid:none', other)).rejects.toMatchObject({
      code: 'recovery_not_found',
    })
  })
})

describe('several attempts at one identity', () => {
  test('run side by side: who opened first keeps nobody waiting', async () => {
    const guardian = await opened('guardian')
    world.now = after(hour)
    const desk = await opened('desk')
    world.now = after(day + hour)
    const { identity } = await world.desk.complete(desk.id)
    expect((await decodeCredential(identity)).credential.subject).toBe(world.fresh.did)
    expect(await world.store.find(guardian.id)).toMatchObject({ state: 'overtaken' })
    world.now = after(4 * day)
    await expect(world.desk.complete(guardian.id)).rejects.toMatchObject({
      code: 'recovery_closed',
    })
  })

  test('on one path there is one: the newer takes its place, with a delay of its own', async () => {
    const first = await opened('recovery_key')
    world.now = after(day)
    const second = await opened('recovery_key')
    expect(await world.store.find(first.id)).toMatchObject({ state: 'replaced' })
    world.now = after(3 * day)
    await expect(world.desk.complete(first.id)).rejects.toMatchObject({ code: 'recovery_closed' })
    await expect(world.desk.complete(second.id)).rejects.toMatchObject({
      code: 'recovery_too_early',
    })
    world.now = after(4 * day)
    await expect(world.desk.complete(second.id)).resolves.toBeDefined()
  })

  test('end when the identity was revoked for another reason', async () => {
    const { id } = await opened('desk')
    world.now = after(day)
    await world.issuer.revoke(identityId, { reason: 'wrong_person' })
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'recovery_identity_ended' })
  })

  test('do not revoke for it twice: a revocation in the very moment is left as it is', async () => {
    const { id } = await opened('desk')
    world.now = after(day)
    const issuer = {
      ...world.issuer,
      revoke: async (of: string) => world.issuer.revoke(of, { reason: 'wrong_person' }),
    }
    await expect(world.newDesk({ issuer }).complete(id)).rejects.toMatchObject({
      code: 'recovery_identity_ended',
    })
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'recovery_identity_ended' })
  })
})

describe('a clock that was set back', () => {
  test('neither opens nor completes anything', async () => {
    const { id, request } = await opened('desk')
    world.now = after(-61)
    const rolled = { code: 'recovery_clock_rolled_back', outcome: 'unknown' }
    const next = await world.submission('desk')
    await expect(world.desk.open(next)).rejects.toMatchObject(rolled)
    await expect(world.desk.complete(id)).rejects.toMatchObject(rolled)
    await expect(world.desk.remind(id)).rejects.toMatchObject(rolled)
    const signed = await objection(request, 'old_key')
    await expect(world.desk.object(id, signed)).rejects.toMatchObject(rolled)
  })
})

describe('a crash', () => {
  const broken = () => Promise.reject(new Error('power cut'))

  test.each([
    ['before the old key is revoked', { issuer: { revoke: broken } }],
    ['before the new identity is issued', { issuer: { issue: broken } }],
    ['before the receipt is written down', { store: { finish: broken } }],
  ])('%s is made good by completing again', async (_, { issuer = {}, store = {} }: Broken) => {
    const { id, request } = await opened('desk')
    world.now = after(day)
    const parts = {
      issuer: { ...world.issuer, ...issuer },
      store: { ...world.store, ...store },
    } as object
    await expect(world.newDesk(parts).complete(id)).rejects.toThrow('power cut')
    const next = await world.submission('recovery_key')
    await expect(world.desk.open(next)).rejects.toMatchObject({ code: 'recovery_identity_ended' })
    // It is too late to object: the old key is retired, whatever was done of it.
    await expect(
      world.desk.object(id, await objection(request, 'recovery_key')),
    ).rejects.toMatchObject({ code: 'recovery_closed' })
    world.now = after(day + hour)
    const { identity } = await world.desk.complete(id)
    const changes = await world.issued.changesOf(world.issuer.listUrl)
    // It counts from the instant that was written down first.
    expect(changes).toMatchObject([{ value: 'revoked', invalidFrom: after(day) }])
    const { credential } = await decodeCredential(identity)
    expect(credential).toMatchObject({ validFrom: after(day), subject: world.fresh.did })
  })
})

interface Broken {
  readonly issuer?: object
  readonly store?: object
}
