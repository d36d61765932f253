import { createMemoryReplayStore } from '@fidecura/credentials'
import { createRecoveryVerifier, type RecoveryProof } from '@fidecura/credentials/recovery'
import {
  createMemorySignInAccounts,
  createSignInChallenge,
  enterAccount,
  proveSignIn,
  resolveDidKey,
  type Signer,
  succeedAccountByRecovery,
  thumbprintOf,
  type VerifiedSignIn,
  verifySignIn,
} from '@fidecura/identity'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { resign } from './forge.ts'
import { after, createWorld, identityId, type World } from './world.ts'

const place = { origin: 'https://clinic.example', audience: 'https://clinic.example' }
const resolve = resolveDidKey

let world: World
let proof: RecoveryProof
beforeEach(async () => {
  world = await createWorld()
  proof = await replace(world.patient, world.fresh, identityId)
})

const trust = () => ({ verifier: world.verifier, issuers: [world.hospital.did] })

/** The old key hands its identity on. */
async function replace(from: Signer, to: Signer, id: string): Promise<RecoveryProof> {
  const about = { from: from.did, identity: { issuer: world.hospital.did, id } }
  const request = await world.request('old_key', about, to)
  const approvals = [await world.approve(request, from)]
  const { id: attempt } = await world.desk.open({ request, approvals })
  const { identity, receipt } = await world.desk.complete(attempt)
  world.now = after(world.now - after(0) + 2)
  return { receipts: [receipt], identity }
}

async function signIn(signer: Signer): Promise<VerifiedSignIn> {
  const { now } = world
  const challenge = createSignInChallenge({ ...place, now })
  const answer = await proveSignIn(challenge, { ...place, signer, now })
  const uses = createMemoryReplayStore()
  return verifySignIn(answer, { ...place, challenge, resolve, uses, now })
}

const accountsOf = async (...signers: readonly Signer[]) => {
  const accounts = createMemorySignInAccounts()
  const here = { ...place, accounts, now: world.now }
  const subjects: string[] = []
  for (const signer of signers)
    subjects.push((await enterAccount(await signIn(signer), here)).subject)
  return { accounts, subjects }
}

describe('succeedAccountByRecovery', () => {
  test('hands the account on to the DID that came after: the subject stays', async () => {
    const { accounts, subjects } = await accountsOf(world.patient)
    const verify = createRecoveryVerifier(trust())
    const here = { ...place, accounts, now: world.now }
    const newcomer = await signIn(world.fresh)
    const moved = await succeedAccountByRecovery(newcomer, { ...here, recovery: proof, verify })
    expect(moved).toEqual({ subject: subjects[0], isNew: false })
    expect(await enterAccount(await signIn(world.fresh), here)).toEqual(moved)
    await expect(enterAccount(await signIn(world.patient), here)).rejects.toMatchObject({
      code: 'sign_in_did_retired',
    })
    await expect(
      succeedAccountByRecovery(newcomer, { ...here, recovery: proof, verify }),
    ).rejects.toMatchObject({ code: 'succession_refused' })
  })

  test('goes back over several recoveries, of which the platform saw none', async () => {
    const { accounts, subjects } = await accountsOf(world.patient)
    const { id } = await world.verifier.verifyCredential(proof.identity)
    const next = await replace(world.fresh, world.stranger, id ?? '')
    const recovery = { ...next, receipts: [...next.receipts, ...proof.receipts] }
    const verify = createRecoveryVerifier(trust())
    const here = { ...place, accounts, now: world.now, verify }
    // Whoever has the key in between comes too late, though the receipt is genuine.
    await expect(
      succeedAccountByRecovery(await signIn(world.fresh), { ...here, recovery: proof }),
    ).rejects.toMatchObject({ code: 'status_revoked' })
    const newcomer = await signIn(world.stranger)
    const backwards = { ...recovery, receipts: [...recovery.receipts].reverse() }
    await expect(
      succeedAccountByRecovery(newcomer, { ...here, recovery: backwards }),
    ).rejects.toMatchObject({ code: 'recovery_receipt_mismatch' })
    const moved = await succeedAccountByRecovery(newcomer, { ...here, recovery })
    expect(moved.subject).toBe(subjects[0])
  })

  test.each<[string, string, () => Promise<object>]>([
    ['no proof', 'recovery_malformed', async () => ({})],
    ['more than a proof', 'recovery_malformed', async () => ({ ...proof, did: '' })],
    ['no receipt', 'recovery_malformed', async () => ({ ...proof, receipts: [] })],
    [
      'a receipt of another',
      'recovery_receipt_mismatch',
      async () => ({
        ...proof,
        receipts: [
          await resign(proof.receipts[0] ?? '', world.stranger, (payload) => ({
            ...payload,
            iss: world.stranger.did,
          })),
        ],
      }),
    ],
    [
      'a receipt that the desk did not sign',
      'jws_signature_invalid',
      async () => ({ ...proof, receipts: [await resign(proof.receipts[0] ?? '', world.stranger)] }),
    ],
  ])('refuses %s', async (_, code, forge) => {
    const { accounts } = await accountsOf(world.patient)
    const verify = createRecoveryVerifier(trust())
    const options = { ...place, accounts, now: world.now, verify, recovery: await forge() }
    await expect(
      succeedAccountByRecovery(await signIn(world.fresh), options),
    ).rejects.toMatchObject({ code })
    expect(await enterAccount(await signIn(world.patient), options)).toMatchObject({ isNew: false })
  })

  test('refuses somebody else who has the papers, and a key that was not named', async () => {
    const { accounts } = await accountsOf(world.patient)
    const here = { ...place, accounts, now: world.now, recovery: proof }
    const verify = createRecoveryVerifier(trust())
    await expect(
      succeedAccountByRecovery(await signIn(world.stranger), { ...here, verify }),
    ).rejects.toMatchObject({ code: 'recovery_receipt_mismatch' })
    const issuerKeys = [await thumbprintOf(world.stranger.publicKey)]
    const pinned = createRecoveryVerifier({ ...trust(), issuerKeys })
    await expect(
      succeedAccountByRecovery(await signIn(world.fresh), { ...here, verify: pinned }),
    ).rejects.toMatchObject({ code: 'key_not_pinned' })
  })

  test('takes no sign-in of elsewhere', async () => {
    const { accounts } = await accountsOf(world.patient)
    const verify = createRecoveryVerifier(trust())
    const audience = 'https://laboratory.example'
    const options = { ...place, audience, accounts, now: world.now, verify, recovery: proof }
    await expect(
      succeedAccountByRecovery(await signIn(world.fresh), options),
    ).rejects.toMatchObject({ code: 'sign_in_audience_wrong' })
  })

  test('takes nothing over for a DID that has an account, nor from itself', async () => {
    const { accounts } = await accountsOf(world.patient, world.fresh)
    const here = { ...place, accounts, now: world.now, recovery: proof }
    const newcomer = await signIn(world.fresh)
    const verify = createRecoveryVerifier(trust())
    await expect(succeedAccountByRecovery(newcomer, { ...here, verify })).rejects.toMatchObject({
      code: 'succession_refused',
    })
    const itself = async () => [{ did: world.fresh.did, since: world.now }]
    await expect(
      succeedAccountByRecovery(newcomer, { ...here, verify: itself }),
    ).rejects.toMatchObject({ code: 'succession_mismatch' })
  })
})
