import { epochSeconds } from '@fidecura/base'
import { createMemoryReplayStore, credentialTypes } from '@fidecura/credentials'
import {
  createRecoveryVerifier,
  type RecoveryProof,
  type RecoveryVerifierOptions,
  verifyRecoveryReceipt,
} from '@fidecura/credentials/recovery'
import {
  createMemorySignInAccounts,
  createSignInChallenge,
  type EnteredAccount,
  enterAccount,
  proveSignIn,
  proveSuccession,
  resolveDidKey,
  type Signer,
  type SignInAccounts,
  succeedAccount,
  succeedAccountByRecovery,
  type VerifiedSignIn,
  verifySignIn,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { resign } from './forge.ts'
import { after, createWorld, day, otherRecord, type World } from './world.ts'

const place = { origin: 'https://clinic.example', audience: 'https://clinic.example' }
const resolve = resolveDidKey
const childId = 'urn:uuid:3b0f1b6e-0000-4000-8000-00000000000b'

let world: World
let accounts: SignInAccounts
beforeEach(async () => {
  world = await createWorld()
  accounts = createMemorySignInAccounts()
})

/** The DID of somebody is also that of a child's record. */
async function bindChildTo({ did: subject, publicKey: holderKey }: Signer): Promise<void> {
  const claims = { record: { ...otherRecord }, method: 'in_person' } as const
  const type = credentialTypes.patientIdentity
  const period = { validFrom: after(-day), validUntil: after(90 * day) }
  const contents = { ...period, type, id: childId, subject, holderKey, claims }
  await world.issuer.issue(contents, { format: 'dc+sd-jwt' })
}

async function signIn(signer: Signer): Promise<VerifiedSignIn> {
  const { now } = world
  const challenge = createSignInChallenge({ ...place, now })
  const answer = await proveSignIn(challenge, { ...place, signer, now })
  const uses = createMemoryReplayStore()
  return verifySignIn(answer, { ...place, challenge, resolve, uses, now })
}

async function enter(signer: Signer): Promise<EnteredAccount> {
  return enterAccount(await signIn(signer), { ...place, accounts, now: world.now })
}

async function takeOver(
  signer: Signer,
  recovery: RecoveryProof,
  more: Partial<RecoveryVerifierOptions> = {},
): Promise<EnteredAccount> {
  const trust = { verifier: world.verifier, issuers: [world.hospital.did], ...more }
  const options = { ...place, accounts, now: world.now, recovery }
  const verify = createRecoveryVerifier(trust)
  return succeedAccountByRecovery(await signIn(signer), { ...options, verify })
}

/** By the desk, for the patient, a day later. */
async function recover(): Promise<RecoveryProof & { id: string }> {
  const theft = { reason: 'stolen', compromisedSince: after(0) } as const
  const { id } = await world.desk.open(await world.submission('desk', theft))
  world.now = epochSeconds(world.now + day)
  const { identity, receipt } = await world.desk.complete(id)
  world.now = epochSeconds(world.now + 2)
  return { id, identity, receipts: [receipt] }
}

const proofOf = ({ receipts, identity }: RecoveryProof): RecoveryProof => ({ receipts, identity })

describe('a DID of two records', () => {
  test('hands no account on by the recovery of one of them', async () => {
    await bindChildTo(world.patient)
    const { subject } = await enter(world.patient)
    // The father is the guardian of the child, and not of the mother.
    const evidence = await world.appoint({ ward: otherRecord })
    const identity = { issuer: world.hospital.did, id: childId }
    const request = await world.request('guardian', { identity, record: otherRecord })
    const approvals = [await world.approve(request, world.guardian, evidence)]
    const { id } = await world.desk.open({ request, approvals })
    world.now = after(3 * day)
    const done = await world.desk.complete(id)
    world.now = after(3 * day + 2)
    const proof = { receipts: [done.receipt], identity: done.identity }
    await expect(takeOver(world.fresh, proof)).rejects.toMatchObject({
      code: 'recovery_did_shared',
    })
    expect(await enter(world.patient)).toEqual({ subject, isNew: false })
  })

  test('is still of two, once the identity in the other is revoked', async () => {
    await bindChildTo(world.patient)
    await world.issuer.revoke(childId)
    await enter(world.patient)
    const proof = proofOf(await recover())
    await expect(takeOver(world.fresh, proof)).rejects.toMatchObject({
      code: 'recovery_did_shared',
    })
  })

  test('does not come about by a recovery', async () => {
    await bindChildTo(world.fresh)
    const attempt = world.desk.open(await world.submission('desk'))
    await expect(attempt).rejects.toMatchObject({ code: 'recovery_did_shared', place: '/iss' })
    expect(world.notices).toEqual([])
  })
})

describe('createRecoveryVerifier', () => {
  test('takes receipts of the desks that the platform names, for the DIDs that it names them for', async () => {
    const { subject } = await enter(world.patient)
    const proof = proofOf(await recover())
    const elsewhere = [world.court.did]
    const nobody = async (retired: string) => (retired === world.patient.did ? elsewhere : [])
    for (const issuers of [elsewhere, nobody]) {
      await expect(takeOver(world.fresh, proof, { issuers })).rejects.toMatchObject({
        code: 'recovery_receipt_mismatch',
      })
    }
    const own = async (retired: string) =>
      retired === world.patient.did ? [world.hospital.did] : []
    await expect(takeOver(world.fresh, proof, { issuers: own })).resolves.toMatchObject({ subject })
  })
})

describe('an account that a thief has moved', () => {
  async function steal(): Promise<void> {
    const thief = await signIn(world.stranger)
    const { challenge } = thief
    const key = { signer: world.patient, successor: world.stranger.did }
    const succession = await proveSuccession(challenge, { ...place, ...key, now: world.now })
    const options = { ...place, accounts, now: world.now, succession, resolve }
    await succeedAccount(thief, options)
  }

  test('comes back by the recovery, if it went after the key was stolen', async () => {
    const { subject } = await enter(world.patient)
    world.now = after(2)
    await steal()
    const proof = proofOf(await recover())
    await expect(takeOver(world.fresh, proof)).resolves.toEqual({ subject, isNew: false })
    await expect(enter(world.stranger)).rejects.toMatchObject({ code: 'sign_in_did_retired' })
    expect(await enter(world.fresh)).toEqual({ subject, isNew: false })
  })

  test('comes back, too, if it went after the recovery', async () => {
    const { subject } = await enter(world.patient)
    const proof = proofOf(await recover())
    await steal()
    await expect(takeOver(world.fresh, proof)).resolves.toMatchObject({ subject })
  })

  test('stays where it is, if it went before', async () => {
    world.now = after(-10)
    const { subject } = await enter(world.patient)
    world.now = after(-5)
    await steal()
    world.now = after(0)
    const proof = proofOf(await recover())
    await expect(takeOver(world.fresh, proof)).rejects.toMatchObject({ code: 'succession_refused' })
    expect(await enter(world.stranger)).toMatchObject({ subject })
  })
})

describe('RecoveryDesk.receipt', () => {
  test('signs anew what was done, and nothing that was not', async () => {
    const { id, receipts, identity } = await recover()
    const again = await world.desk.receipt(id)
    const terms = { issuer: world.hospital.did, resolve, now: world.now }
    const [first, second] = [
      await verifyRecoveryReceipt(receipts[0] ?? '', terms),
      await verifyRecoveryReceipt(again, terms),
    ]
    expect(second).toEqual({ ...first, issuedAt: world.now })
    await enter(world.patient)
    await expect(takeOver(world.fresh, { receipts: [again], identity })).resolves.toBeDefined()
    await expect(world.desk.receipt('urn:uuid:none')).rejects.toMatchObject({
      code: 'recovery_not_found',
    })
  })

  test('says nothing of one that is open or was stopped', async () => {
    const submission = await world.submission('desk')
    const { id } = await world.desk.open(submission)
    await expect(world.desk.receipt(id)).rejects.toMatchObject({ code: 'recovery_too_early' })
    const objection = await world.objection(submission.request, 'old_key', world.patient)
    await world.desk.object(id, [objection])
    await expect(world.desk.receipt(id)).rejects.toMatchObject({ code: 'recovery_closed' })
  })
})

test('verifyRecoveryReceipt takes no word for the DID’s being of one record but true', async () => {
  const { receipts } = await recover()
  const forged = await resign(receipts[0] ?? '', world.hospital, (payload) => ({
    ...payload,
    retired: { ...(payload['retired'] as object), sole: 'yes' },
  }))
  const terms = { issuer: world.hospital.did, resolve, now: world.now }
  await expect(verifyRecoveryReceipt(forged, terms)).rejects.toMatchObject({
    code: 'recovery_malformed',
  })
})
