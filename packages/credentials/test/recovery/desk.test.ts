import { decodeCredential } from '@fidecura/credentials'
import { type RecoveryPath, verifyRecoveryReceipt } from '@fidecura/credentials/recovery'
import { generateSigner, thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, createWorld, day, hour, identityId, record, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

const delays: readonly [RecoveryPath, number][] = [
  ['old_key', 0],
  ['recovery_key', 72 * hour],
  ['guardian', 72 * hour],
  ['desk', 24 * hour],
]

const verifyNow = (token: string) => world.verifier.verifyCredential(token)

describe.each(delays)('createRecoveryDesk, by %s', (by, delay) => {
  test('replaces the key in an identity after its delay, and not a second before', async () => {
    const submission = await world.submission(by, { reason: 'stolen' })
    const opened = await world.desk.open(submission)
    expect(opened).toMatchObject({ state: 'open', openedAt: after(0), completesAt: after(delay) })
    if (delay > 0) {
      world.now = after(delay - 1)
      await expect(world.desk.complete(opened.id)).rejects.toMatchObject({
        code: 'recovery_too_early',
      })
      await expect(verifyNow(world.identity)).resolves.toBeDefined()
    }
    world.now = after(delay)
    const { identity, receipt } = await world.desk.complete(opened.id)
    world.now = after(delay + 2)
    await expect(verifyNow(world.identity)).rejects.toMatchObject({ code: 'status_revoked' })
    const { credential: old } = await decodeCredential(world.identity)
    const verified = await verifyNow(identity)
    expect(verified).toMatchObject({
      subject: world.fresh.did,
      holderKey: world.fresh.publicKey,
      validFrom: after(delay),
      validUntil: old.validUntil,
      claims: { record, name: 'Pat Example', method: 'in_person' },
    })
    const issuer = world.hospital.did
    const { resolve } = world.verifier
    expect(await verifyRecoveryReceipt(receipt, { issuer, resolve, now: world.now })).toMatchObject(
      {
        id: opened.id,
        by,
        reason: 'stolen',
        retired: { did: world.patient.did, identity: identityId, at: after(delay) },
        successor: { did: world.fresh.did, identity: verified.id },
      },
    )
  })

  test('tells the patient before anything is opened, and opens nothing if that fails', async () => {
    const submission = await world.submission(by)
    const notify = () => Promise.reject(new Error('the postman is ill: R-0001'))
    const attempt = world.newDesk({ notify }).open(submission)
    const failed = { code: 'recovery_notice_failed', outcome: 'unknown' }
    await expect(attempt).rejects.toMatchObject(failed)
    await expect(attempt).rejects.not.toHaveProperty('cause')
    const { id } = await world.desk.open(submission)
    expect(world.notices).toMatchObject([
      { kind: 'opened', content: { id, record, by }, completesNotBefore: after(delay) },
    ])
  })

  test('completes once: whoever asks again gets the same', async () => {
    const { id } = await world.desk.open(await world.submission(by))
    world.now = after(delay)
    const [first, second] = await Promise.all([world.desk.complete(id), world.desk.complete(id)])
    expect(second).toEqual(first)
    world.now = after(delay + day)
    expect(await world.desk.complete(id)).toEqual(first)
    const changes = await world.issued.changesOf(world.issuer.listUrl)
    expect(changes).toMatchObject([{ value: 'revoked', reason: 'key_lost' }])
  })
})

describe('createRecoveryDesk', () => {
  test.each<[RecoveryPath, 'named' | 'not named', 'stays' | 'goes' | 'changes']>([
    ['old_key', 'not named', 'stays'],
    ['guardian', 'not named', 'stays'],
    ['desk', 'not named', 'stays'],
    ['desk', 'named', 'changes'],
    ['recovery_key', 'not named', 'goes'],
    ['recovery_key', 'named', 'changes'],
  ])('by %s, with another recovery key %s: the recovery key %s', async (by, named, what) => {
    const next = await thumbprintOf((await generateSigner()).publicKey)
    const more = named === 'named' ? { recoveryKey: next } : {}
    const { id } = await world.desk.open(await world.submission(by, more))
    world.now = after(3 * day)
    const { identity } = await world.desk.complete(id)
    const { credential } = await decodeCredential(identity)
    const kept = await thumbprintOf(world.recovery.publicKey)
    const expected = { stays: kept, goes: undefined, changes: next }[what]
    expect(credential.claims['recoveryKey']).toBe(expected)
  })

  test.each<[RecoveryPath, 'named' | 'not named']>([
    ['old_key', 'not named'],
    ['desk', 'not named'],
    ['desk', 'named'],
    ['recovery_key', 'named'],
  ])('by %s, with other passkeys %s: the second keys are those', async (by, named) => {
    const passkey = async () => thumbprintOf((await generateSigner()).publicKey)
    const [before, next] = [[await passkey()], [await passkey()]]
    world = await createWorld({ coSigners: before })
    const more = named === 'named' ? { coSigners: next } : {}
    const { id } = await world.desk.open(await world.submission(by, more))
    world.now = after(3 * day)
    const { identity } = await world.desk.complete(id)
    const { credential } = await decodeCredential(identity)
    expect(credential.claims['coSigners']).toEqual(named === 'named' ? next : before)
  })

  test('reminds the patient, and writes down when', async () => {
    const { id, completesAt } = await world.desk.open(await world.submission('desk'))
    world.now = after(hour)
    expect(await world.desk.remind(id)).toMatchObject({ state: 'open', noticedAt: after(hour) })
    expect(world.notices).toMatchObject([
      { kind: 'opened' },
      { kind: 'reminder', content: { id }, completesNotBefore: completesAt },
    ])
  })

  test.each(['recovery_key', 'guardian', 'desk'])(
    'takes no delay for %s that leaves nobody time',
    (path) => {
      for (const seconds of [0, 3599, 3600.5, Number.NaN]) {
        expect(() => world.newDesk({ delaySeconds: { [path]: seconds } })).toThrow(
          expect.objectContaining({ code: 'recovery_delay_refused', place: path }),
        )
      }
      expect(world.newDesk({ delaySeconds: { [path]: 3600 } })).toBeDefined()
    },
  )
})
