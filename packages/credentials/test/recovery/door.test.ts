import { credentialTypes } from '@fidecura/credentials'
import type { RecoverySubmission } from '@fidecura/credentials/recovery'
import { thumbprintOf } from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { after, createWorld, day, identityId, type World } from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

describe('a stop for another reason', () => {
  test.each([
    ['after', ['key_lost', 'fraud_suspected']],
    ['before', ['fraud_suspected', 'key_lost']],
  ])('%s the key was reported lost stops the recovery key', async (_, reasons) => {
    for (const reason of reasons) {
      await world.issuer.suspend(identityId, { reason })
      world.now = after(world.now - after(0) + 2)
    }
    const attempt = world.desk.open(await world.submission('recovery_key'))
    await expect(attempt).rejects.toMatchObject({ code: 'recovery_identity_suspended' })
    await world.issuer.reinstate(identityId)
    await world.issuer.suspend(identityId, { reason: 'key_lost' })
    await expect(world.desk.open(await world.submission('recovery_key'))).resolves.toBeDefined()
  })
})

test('a key that was retired while an attempt was open does not come back by it', async () => {
  const { id: waiting } = await world.desk.open(await world.submission('desk'))
  const id = 'urn:uuid:3b0f1b6e-0000-4000-8000-00000000000c'
  // Another hospital: its own records, and the same store of attempts.
  const contents = {
    type: credentialTypes.patientIdentity,
    subject: world.fresh.did,
    holderKey: world.fresh.publicKey,
    claims: {
      record: { system: 'https://hospital.example/records', value: 'R-0001' },
      method: 'in_person',
    },
    validFrom: after(-day),
    validUntil: after(90 * day),
  } as const
  await world.issuer.issue({ ...contents, id }, { format: 'dc+sd-jwt' })
  const about = { identity: { issuer: world.hospital.did, id }, from: world.fresh.did }
  const request = await world.request('old_key', about, world.stranger)
  const approvals = [await world.approve(request, world.fresh)]
  const { id: other } = await world.desk.open({ request, approvals })
  await world.desk.complete(other)
  world.now = after(day)
  await expect(world.desk.complete(waiting)).rejects.toMatchObject({ code: 'recovery_closed' })
  await expect(world.verifier.verifyCredential(world.identity)).resolves.toBeDefined()
})

test('a person of the desk does not count twice by a number in each of two registers', async () => {
  const clerks = [
    await world.employ({ registration: 'REG-A', system: 'https://doctors.example' }),
    await world.employ({ registration: 'REG-B', system: 'https://nurses.example' }),
  ]
  const request = await world.request('desk')
  const approvals = await Promise.all(
    clerks.map(({ signer, evidence }) => world.approve(request, signer, evidence)),
  )
  await expect(world.desk.open({ request, approvals })).rejects.toMatchObject({
    code: 'recovery_approver_twice',
  })
})

test.each([
  ['a space', 'REG-A '],
  ['its case', 'reg-a'],
  ['what nobody sees', '\u200bREG\u00ad-A'],
  ['its width', 'ＲＥＧ－Ａ'],
  ['another hyphen', 'REG\u2011A'],
])('a person of the desk does not count twice by %s in the number', async (_, registration) => {
  const clerks = [
    await world.employ({ registration: 'REG-A' }),
    await world.employ({ registration }),
  ]
  const request = await world.request('desk')
  const approvals = await Promise.all(
    clerks.map(({ signer, evidence }) => world.approve(request, signer, evidence)),
  )
  await expect(world.desk.open({ request, approvals })).rejects.toMatchObject({
    code: 'recovery_approver_twice',
  })
})

test('the passkeys from now on are no key that somebody has or had', async () => {
  for (const { publicKey } of [world.patient, world.recovery, world.clerks[0].signer]) {
    const coSigners = [await thumbprintOf(publicKey)]
    const attempt = world.desk.open(await world.submission('desk', { coSigners }))
    await expect(attempt).rejects.toMatchObject({
      code: 'recovery_key_not_new',
      place: '/coSigners',
    })
  }
})

test('eight attempts on one way in a day are enough, and the other ways stay open', async () => {
  for (let n = 0; n < 8; n++) await world.desk.open(await world.submission('guardian'))
  const ninth = await world.submission('guardian')
  await expect(world.desk.open(ninth)).rejects.toMatchObject({ code: 'recovery_too_many' })
  expect(world.notices).toHaveLength(8)
  await expect(world.desk.open(await world.submission('desk'))).resolves.toBeDefined()
  world.now = after(day + 1)
  await expect(world.desk.open(await world.submission('guardian'))).resolves.toBeDefined()
})

describe('a desk looks at what comes in before it does anything:', () => {
  const shown = (evidence: unknown) => (token: string) => [{ token, evidence }]

  test.each<[string, (token: string) => unknown]>([
    ['no evidence', shown(null)],
    ['text for evidence', shown('eyJ.secret.token')],
    ['a guardianship that is no text', shown({ guardianship: 5 })],
    ['a role without licence', shown({ role: 'secret' })],
    ['a chain that is no list', shown({ guardianship: 'secret', chain: 5 })],
    ['a chain of something else', shown({ guardianship: 'secret', chain: [null] })],
    ['a chain without end', shown({ guardianship: 'secret', chain: Array(33).fill('') })],
    ['more than it keeps', shown({ guardianship: 'x'.repeat(524_289) })],
    ['an approval that is none', () => [null]],
    ['an approval without token', () => [{}]],
  ])('%s', async (_, approvals) => {
    const request = await world.request('guardian')
    const { token } = await world.approve(request, world.guardian)
    const submission = { request, approvals: approvals(token) } as RecoverySubmission
    await expect(world.desk.open(submission)).rejects.toMatchObject({
      code: 'recovery_malformed',
      message: expect.not.stringContaining('secret'),
    })
    expect(world.notices).toEqual([])
  })

  test.each([null, undefined, 5, {}, { request: 5, approvals: [] }])('%j', async (submission) => {
    await expect(world.desk.open(submission as never)).rejects.toMatchObject({
      code: 'recovery_malformed',
    })
  })

  test('no list of approvals or of objections', async () => {
    const submission = await world.submission('guardian')
    const { request } = submission
    const { id } = await world.desk.open(submission)
    for (const list of [undefined, null, 5, Array(3).fill({ token: '' })]) {
      const code = 'recovery_approval_missing'
      const open = world.desk.open({ request, approvals: list } as never)
      await expect(open).rejects.toMatchObject({ code })
      await expect(world.desk.object(id, list as never)).rejects.toMatchObject({ code })
    }
    await expect(world.desk.object(id, [null] as never)).rejects.toMatchObject({
      code: 'recovery_malformed',
    })
  })

  test('what the way does not ask for is not written down', async () => {
    const { request, approvals } = await world.submission('old_key')
    for (const evidence of [null, { role: 'x'.repeat(1_000_000), licence: 'y' }]) {
      const more = approvals.map((approval) => ({ ...approval, evidence }))
      const opened = await world.desk.open({ request, approvals: more } as never)
      expect(opened.submission).toBe(JSON.stringify({ request, approvals }))
    }
  })
})
