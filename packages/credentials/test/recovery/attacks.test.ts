import { credentialTypes } from '@fidecura/credentials'
import { approveRecovery, type RecoverySubmission } from '@fidecura/credentials/recovery'
import {
  didJwkOf,
  generateSigner,
  keyIdOf,
  parseDid,
  type Signer,
  thumbprintOf,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { alterPayload, resign } from './forge.ts'
import {
  after,
  type Clerk,
  createWorld,
  day,
  hour,
  identityId,
  newId,
  otherRecord,
  record,
  type World,
} from './world.ts'

let world: World
beforeEach(async () => {
  world = await createWorld()
})

async function refused(submission: Promise<RecoverySubmission>, code: string, place?: string) {
  const attempt = world.desk.open(await submission)
  const expected = place === undefined ? { code } : { code, place }
  await expect(attempt).rejects.toMatchObject(expected)
  // Nobody is told of what nobody may want, and no retry of it meets anything half done.
  expect(world.notices).toEqual([])
}

async function byDesk(clerks: readonly Clerk[], to?: Signer): Promise<RecoverySubmission> {
  const request = await world.request('desk', {}, to)
  const approvals = clerks.map(({ signer, evidence }) => world.approve(request, signer, evidence))
  return { request, approvals: await Promise.all(approvals) }
}

describe('a desk', () => {
  test('does not act on the word of one person', async () => {
    await refused(byDesk([world.clerks[0]]), 'recovery_approval_missing')
  })

  test('does not count one person twice', async () => {
    await refused(byDesk([world.clerks[0], world.clerks[0]]), 'recovery_approver_twice')
  })

  test('does not count a person twice who has two keys, each with role and licence', async () => {
    const one = await world.employ({ registration: 'REG-A' })
    const two = await world.employ({ registration: 'REG-A' })
    expect(one.signer.did).not.toBe(two.signer.did)
    await refused(byDesk([one, two]), 'recovery_approver_twice')
  })

  test('does not count somebody who does not say who they are', async () => {
    const [first, { signer, evidence }] = world.clerks
    const hidden = { ...evidence, licence: `${evidence.licence.split('~', 1)[0]}~` }
    await refused(
      byDesk([first, { signer, evidence: hidden }]),
      'recovery_approver_refused',
      '/licence/registration',
    )
  })

  test('does not count the people of another hospital', async () => {
    const elsewhere = await world.employ({ organisation: parseDid('did:web:other.example') })
    await refused(
      byDesk([world.clerks[0], elsewhere]),
      'recovery_approver_refused',
      '/role/organisation',
    )
  })

  test('does count those of an organisation that acts for it', async () => {
    const organisation = parseDid('did:web:other.example')
    const elsewhere = await world.employ({ organisation })
    const desk = world.newDesk({ organisations: [organisation] })
    const submission = await byDesk([world.clerks[0], elsewhere])
    await expect(desk.open(submission)).resolves.toMatchObject({ state: 'open' })
  })

  test('does not count a doctor whose role is to treat', async () => {
    const doctor = await world.employ({ purposes: ['TREAT'] })
    await refused(byDesk([world.clerks[0], doctor]), 'recovery_approver_refused', '/role/purposes')
  })

  test('does not count a signature with the role of somebody else', async () => {
    const [first, second] = world.clerks
    const thief = { signer: world.stranger, evidence: second.evidence }
    await refused(byDesk([first, thief]), 'recovery_approver_refused', '/role')
  })

  test('does not count a signature with another key, or of another DID, than the role names', async () => {
    const [first, { signer, evidence }] = world.clerks
    const bound = await world.employ({ holder: world.stranger })
    await refused(byDesk([first, bound]), 'recovery_approver_refused', '/role')
    const did = didJwkOf(signer.publicKey)
    const renamed = { ...signer, did, keyId: keyIdOf(did) }
    await refused(
      byDesk([first, { signer: renamed, evidence }]),
      'recovery_approver_refused',
      '/role',
    )
  })

  test('does not count a key twice, though it is in two roles of two numbers', async () => {
    const signer = await generateSigner()
    const clerks = [await world.employ({ signer }), await world.employ({ signer })]
    await refused(byDesk(clerks), 'recovery_approver_twice')
  })

  test('does not hand the identity to one of those who approve it', async () => {
    await refused(byDesk(world.clerks, world.clerks[1].signer), 'recovery_key_not_new', '/key')
  })

  test('does not act for somebody whose role has ended since, when the delay is over', async () => {
    const { id } = await world.desk.open(await byDesk(world.clerks))
    const role = await roleIdOf(world.clerks[1])
    world.now = after(day)
    await world.issuer.suspend(role)
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'status_suspended' })
  })
})

async function roleIdOf({ evidence }: Clerk): Promise<string> {
  const { id } = await world.verifier.verifyCredential(evidence.role, { licence: evidence.licence })
  world.now = after(2)
  return id ?? ''
}

describe('a recovery key', () => {
  const by = async (signer: Signer): Promise<RecoverySubmission> => {
    const request = await world.request('recovery_key')
    return { request, approvals: [await world.approve(request, signer)] }
  }

  test('is the one that was named beforehand, and no other', async () => {
    await refused(by(world.stranger), 'recovery_approver_refused')
  })

  test('is a key: nobody has us look a DID up with it', async () => {
    const did = parseDid('did:web:pat.example')
    await refused(by(await generateSigner({ did, fragment: 'k' })), 'recovery_approver_refused')
  })

  test('is nobody’s where none was named', async () => {
    const { recovery } = world
    const bare = { recoveryKey: await thumbprintOf(world.stranger.publicKey) }
    world = await createWorld(bare)
    await refused(by(recovery), 'recovery_approver_refused')
  })

  test('cannot be used by whoever knows its thumbprint and signs in its name', async () => {
    const request = await world.request('recovery_key')
    const token = await resign((await world.approve(request, world.recovery)).token, world.stranger)
    await refused(Promise.resolve({ request, approvals: [{ token }] }), 'jws_signature_invalid')
  })

  test('is good once: not for the identity that it recovered', async () => {
    const { id } = await world.desk.open(await world.submission('recovery_key'))
    world.now = after(3 * day)
    const attempt = await world.desk.complete(id)
    world.notices.length = 0
    const successor = await world.verifier.verifyCredential(attempt.identity)
    const request = await world.request(
      'recovery_key',
      { from: world.fresh.did, identity: { issuer: world.hospital.did, id: successor.id ?? '' } },
      world.stranger,
    )
    const approvals = [await world.approve(request, world.recovery)]
    await refused(Promise.resolve({ request, approvals }), 'recovery_approver_refused')
  })

  test('is not to be named anew as itself, nor as a key that is known', async () => {
    for (const { publicKey } of [world.recovery, world.patient, world.fresh]) {
      const recoveryKey = await thumbprintOf(publicKey)
      await refused(world.submission('recovery_key', { recoveryKey }), 'recovery_key_not_new')
    }
    // Who sits at the desk would recover the identity themselves the next time.
    const recoveryKey = await thumbprintOf(world.clerks[0].signer.publicKey)
    await refused(world.submission('desk', { recoveryKey }), 'recovery_key_not_new', '/recoveryKey')
  })

  test.each(['old_key', 'guardian'] as const)(
    'cannot be replaced by %s, nor can passkeys',
    async (path) => {
      const recoveryKey = await thumbprintOf(world.stranger.publicKey)
      await refused(world.submission(path, { recoveryKey }), 'recovery_key_fixed', '/recoveryKey')
      const coSigners = [recoveryKey]
      await refused(world.submission(path, { coSigners }), 'recovery_key_fixed', '/coSigners')
    },
  )

  test('does not become the new key', async () => {
    await refused(world.submission('desk', {}, world.recovery), 'recovery_key_not_new', '/key')
  })
})

describe('a guardian', () => {
  const by = async (evidence: object, signer = world.guardian): Promise<RecoverySubmission> => {
    const request = await world.request('guardian')
    return { request, approvals: [await world.approve(request, signer, evidence as never)] }
  }

  test('of another ward is none', async () => {
    await refused(by(await world.appoint({ ward: otherRecord })), 'guardian_mismatch')
    const ward = { ...record, system: 'https://other.example/records' }
    await refused(by(await world.appoint({ ward })), 'guardian_mismatch')
  })

  test('without the power to recover does not', async () => {
    await refused(by(await world.appoint({ powers: ['withdraw'] })), 'guardian_mismatch')
  })

  test('is who the guardianship names, not who holds a copy of it', async () => {
    await refused(by(world.guardianship, world.stranger), 'guardian_mismatch')
    await refused(by(await world.appoint({}, { key: world.stranger })), 'guardian_mismatch')
    const did = didJwkOf(world.guardian.publicKey)
    const renamed = { ...world.guardian, did, keyId: keyIdOf(did) }
    await refused(by(world.guardianship, renamed), 'guardian_mismatch')
  })

  test('shows a guardianship', async () => {
    await refused(by({ role: '', licence: '' }), 'recovery_approver_refused', '/evidence')
    await refused(by({ guardianship: world.identity }), 'credential_type_unexpected')
  })

  test('is appointed by whom the verifier trusts for that, and not by the hospital', async () => {
    const { token } = await world.issuer.issue(
      {
        type: credentialTypes.guardianship,
        subject: world.guardian.did,
        claims: { ward: { ...record }, basis: 'agreed', powers: ['recover'] },
        validFrom: after(-day),
        validUntil: after(day),
      },
      { format: 'vc+jwt' },
    )
    await refused(by({ guardianship: token }), 'authority_type_not_granted')
  })

  test('is none after the end of the guardianship', async () => {
    const evidence = await world.appoint({}, { validUntil: after(10) })
    world.now = after(10)
    await refused(by(evidence), 'credential_expired')
  })

  test('is none once the guardianship was revoked', async () => {
    await world.courtIssuer.revoke(world.guardianship.id)
    await refused(by(world.guardianship), 'status_revoked')
  })

  test('whose guardianship ends within the delay recovers nothing', async () => {
    const evidence = await world.appoint({}, { validUntil: after(2 * day) })
    const { id } = await world.desk.open(await by(evidence))
    world.now = after(3 * day)
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'credential_expired' })
  })

  test('does not become the ward', async () => {
    await refused(world.submission('guardian', {}, world.guardian), 'recovery_key_not_new', '/key')
  })
})

describe('an old key', () => {
  test('hands on its own identity alone', async () => {
    const request = await world.request('old_key')
    const approvals = [await world.approve(request, world.stranger)]
    await refused(Promise.resolve({ request, approvals }), 'recovery_approver_refused')
  })

  test('is not signed for by somebody else in its name', async () => {
    const request = await world.request('old_key')
    const token = await resign((await world.approve(request, world.patient)).token, world.stranger)
    await refused(Promise.resolve({ request, approvals: [{ token }] }), 'jws_signature_invalid')
  })

  test('hands nothing on once the desk has stopped it: a thief may have it', async () => {
    await world.issuer.suspend(identityId)
    await refused(world.submission('old_key'), 'recovery_identity_suspended')
    await expect(world.desk.open(await world.submission('desk'))).resolves.toBeDefined()
  })

  test('is the one that the identity names, not another of the same DID', async () => {
    const { id } = await world.issuer.issue(
      {
        type: credentialTypes.patientIdentity,
        subject: world.patient.did,
        holderKey: world.stranger.publicKey,
        claims: { record: { ...record }, method: 'in_person' },
        validFrom: after(-day),
        validUntil: after(day),
      },
      { format: 'dc+sd-jwt' },
    )
    const identity = { issuer: world.hospital.did, id }
    await refused(world.submission('old_key', { identity }), 'key_not_pinned')
  })

  test.each(['recovery_key', 'guardian'] as const)(
    'that was stopped is replaced by %s, unless it is more than the key that was stopped',
    async (by) => {
      await world.issuer.suspend(identityId, { reason: 'key_stolen' })
      await expect(world.desk.open(await world.submission(by))).resolves.toBeDefined()
      await world.issuer.reinstate(identityId)
      await world.issuer.suspend(identityId, { reason: 'wrong_person' })
      world.notices.length = 0
      await refused(world.submission(by), 'recovery_identity_suspended')
      await expect(world.desk.open(await world.submission('desk'))).resolves.toBeDefined()
    },
  )

  test('is followed by none that would sign beside itself', async () => {
    const coSigners = [await thumbprintOf(world.fresh.publicKey)]
    await refused(world.submission('desk', { coSigners }), 'recovery_key_not_new', '/key')
  })

  test('does not follow itself, under another name either', async () => {
    await refused(world.submission('desk', {}, world.patient), 'recovery_key_not_new', '/key')
    const keyId = keyIdOf(didJwkOf(world.patient.publicKey))
    const did = didJwkOf(world.patient.publicKey)
    const renamed = { ...world.patient, did, keyId }
    await refused(world.submission('desk', {}, renamed), 'recovery_key_not_new', '/key')
  })

  test('that was retired comes back to no identity', async () => {
    const { id } = await world.desk.open(await world.submission('old_key'))
    const { identity } = await world.desk.complete(id)
    const successor = (await world.verifier.verifyCredential(identity)).id ?? ''
    const about = { from: world.fresh.did, identity: { issuer: world.hospital.did, id: successor } }
    const request = await world.request('desk', about, world.patient)
    const approvals = await Promise.all(
      world.clerks.map(({ signer, evidence }) => world.approve(request, signer, evidence)),
    )
    await expect(world.desk.open({ request, approvals })).rejects.toMatchObject({
      code: 'recovery_key_not_new',
    })
  })
})

describe('a request', () => {
  test('is signed by the new key that it names', async () => {
    const { request } = await world.submission('old_key')
    const forged = await resign(request, world.stranger)
    const token = await approveRecovery(forged, { signer: world.patient, issuedAt: world.now })
    await refused(
      Promise.resolve({ request: forged, approvals: [{ token }] }),
      'jws_signature_invalid',
    )
    const other = { ...(await generateSigner()).publicKey }
    const altered = await resign(request, world.fresh, (payload) => ({ ...payload, key: other }))
    const again = await approveRecovery(altered, { signer: world.patient, issuedAt: world.now })
    await refused(
      Promise.resolve({ request: altered, approvals: [{ token: again }] }),
      'key_not_pinned',
    )
  })

  test('does not change after it was approved', async () => {
    const { request, approvals } = await world.submission('recovery_key')
    const altered = alterPayload(request, (payload) => ({ ...payload, reason: 'stolen' }))
    await refused(Promise.resolve({ request: altered, approvals }), 'jws_signature_invalid')
  })

  test('is the very one that was approved, not another of the same key', async () => {
    const { approvals } = await world.submission('recovery_key')
    const request = await world.request('recovery_key', { reason: 'stolen' })
    await refused(Promise.resolve({ request, approvals }), 'recovery_malformed', '/request')
  })

  test('cannot have its path changed: an approval says as what it was given', async () => {
    const request = await world.request('old_key')
    const { token } = await world.approve(request, world.recovery)
    await refused(Promise.resolve({ request, approvals: [{ token }] }), 'recovery_approver_refused')
    const as = await resign(token, world.recovery, (payload) => ({
      ...payload,
      as: 'recovery_key',
    }))
    await refused(
      Promise.resolve({ request, approvals: [{ token: as }] }),
      'recovery_malformed',
      '/as',
    )
  })

  test.each([
    ['another record', { record: otherRecord }],
    ['a record of another system', { record: { ...record, system: 'urn:x:records' } }],
    ['another DID', { from: parseDid('did:web:pat.example') }],
    [
      'an id that was not issued',
      { identity: { issuer: parseDid('did:web:x.example'), id: identityId } },
    ],
  ])('about %s is refused', async (_, more) => {
    await refused(world.submission('desk', more), 'recovery_identity_mismatch')
  })

  test('about another type than an identity is refused', async () => {
    const id = await roleIdOf(world.clerks[0])
    const identity = { issuer: world.hospital.did, id }
    await refused(world.submission('desk', { identity }), 'recovery_identity_mismatch')
  })

  test('about an identity that has ended is refused', async () => {
    world.now = after(300 * day)
    const issuedAt = world.now
    await refused(world.submission('old_key', { issuedAt } as never), 'recovery_identity_ended')
    world = await createWorld()
    await world.issuer.revoke(identityId)
    await refused(world.submission('desk'), 'recovery_identity_ended')
  })

  test.each([
    ['in the future', after(1)],
    ['before the enrolment', after(-30 * day - 1)],
  ])('that says the key was compromised %s is refused', async (_, compromisedSince) => {
    await refused(
      world.submission('desk', { compromisedSince }),
      'recovery_time_wrong',
      '/compromisedSince',
    )
  })

  test.each([
    ['after it was signed', -10, -5],
    ['after now, though it is dated a little later', 30, 20],
  ])('that says the key was compromised %s is refused', async (_, issued, compromised) => {
    const more = { issuedAt: after(issued), compromisedSince: after(compromised) }
    await refused(world.submission('desk', more), 'recovery_time_wrong', '/compromisedSince')
  })

  test('is refused if it is old, and so is an approval that is old, whatever the other is', async () => {
    const old = await world.request('recovery_key', { issuedAt: after(-day - 1) } as never)
    const fresh = [await world.approve(old, world.recovery)]
    const late = { request: old, approvals: fresh }
    await refused(Promise.resolve(late), 'recovery_time_wrong', '/iat')
    const request = await world.request('recovery_key')
    const { recovery: signer } = world
    const token = await approveRecovery(request, { signer, issuedAt: after(-day - 1) })
    const stale = { request, approvals: [{ token }] }
    await refused(Promise.resolve(stale), 'recovery_time_wrong', '/iat')
  })

  test('is opened within a day, or signed anew', async () => {
    const submission = await world.submission('recovery_key')
    world.now = after(day + 1)
    await refused(Promise.resolve(submission), 'recovery_time_wrong', '/iat')
    world.now = after(-61)
    await refused(Promise.resolve(submission), 'recovery_time_wrong', '/iat')
  })

  test('replayed opens nothing, and brings nothing back that was objected to', async () => {
    const submission = await world.submission('recovery_key')
    const { id } = await world.desk.open(submission)
    await world.desk.object(id, [
      await world.objection(submission.request, 'old_key', world.patient),
    ])
    world.now = after(hour)
    expect(await world.desk.open(submission)).toMatchObject({ state: 'objected' })
    expect(world.notices).toHaveLength(1)
    world.now = after(4 * day)
    await expect(world.desk.complete(id)).rejects.toMatchObject({ code: 'recovery_closed' })
  })

  test('does not take the id of another', async () => {
    const id = newId()
    await world.desk.open(await world.submission('desk', { id }))
    await expect(
      world.desk.open(await world.submission('recovery_key', { id })),
    ).rejects.toMatchObject({ code: 'recovery_id_reused' })
  })
})
