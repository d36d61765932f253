import { beforeEach, describe, expect, test } from '@jest/globals'
import {
  createMemorySignInAccounts,
  createSignInChallenge,
  type EnterAccountOptions,
  enterAccount,
  generateSigner,
  proveSignIn,
  proveSuccession,
  type ResolveDid,
  resolveDidKey,
  type Signer,
  type SignInAccounts,
  type SignInChallenge,
  type SucceedAccountOptions,
  signInType,
  succeedAccount,
  successionType,
  type VerifiedSignIn,
} from '../../src/index.ts'
import {
  after,
  elsewhere,
  forge,
  hosted,
  hostOf,
  newChallenge,
  noon,
  place,
  verify,
} from './support.ts'

let accounts: SignInAccounts
let holder: Signer
beforeEach(async () => {
  accounts = createMemorySignInAccounts()
  holder = await generateSigner()
})

async function signIn(
  signer: Signer,
  challenge: SignInChallenge = newChallenge(),
  resolve: ResolveDid = resolveDidKey,
): Promise<VerifiedSignIn> {
  const proof = await proveSignIn(challenge, { ...place, signer, now: noon })
  return verify(proof, challenge, { resolve })
}

function enter(who: VerifiedSignIn, more: Partial<EnterAccountOptions> = {}) {
  return enterAccount(who, { ...place, accounts, now: after(20), ...more })
}

describe('enterAccount', () => {
  test('opens an account once, and finds it ever after', async () => {
    const first = await enter(await signIn(holder))
    expect(first).toEqual({ subject: expect.stringMatching(/^[\w-]{43}$/), isNew: true })
    expect(Object.isFrozen(first)).toBe(true)
    expect(await enter(await signIn(holder))).toEqual({ subject: first.subject, isNew: false })
  })

  test('knows one DID by subjects that have nothing in common elsewhere', async () => {
    const there = { ...place, audience: elsewhere.audience }
    const challenge = createSignInChallenge({ ...there, now: noon })
    const proof = await proveSignIn(challenge, { ...there, signer: holder, now: noon })
    const other = await verify(proof, challenge, there)
    const subjects = [
      (await enter(await signIn(holder))).subject,
      (await enter(other, there)).subject,
      (await enter(await signIn(holder), { accounts: createMemorySignInAccounts() })).subject,
      (await enter(await signIn(await generateSigner()))).subject,
    ]
    expect(new Set(subjects).size).toBe(4)
  })

  test('keeps tenants apart', async () => {
    const challenge = newChallenge()
    const proof = await proveSignIn(challenge, { ...place, signer: holder, now: noon })
    const ward = await verify(proof, challenge, { tenant: 'ward-4' })
    const { subject } = await enter(await signIn(holder))
    const entered = await enter(ward, { tenant: 'ward-4' })
    expect(entered.isNew).toBe(true)
    expect(entered.subject).not.toBe(subject)
  })

  test('keeps the subject when a DID rotates its key, and the old key opens nothing', async () => {
    const old = await generateSigner({ did: hosted, fragment: 'key-1' })
    const fresh = await generateSigner({ did: hosted, fragment: 'key-1' })
    const state: { signers: readonly Signer[] } = { signers: [old] }
    const resolve = hostOf(state)
    const { subject } = await enter(await signIn(old, newChallenge(), resolve))
    state.signers = [fresh]
    expect(await enter(await signIn(fresh, newChallenge(), resolve))).toEqual({
      subject,
      isNew: false,
    })
    await expect(signIn(old, newChallenge(), resolve)).rejects.toMatchObject({
      code: 'jws_signature_invalid',
    })
  })

  test.each([
    ['another origin', { origin: elsewhere.origin }, 'sign_in_origin_wrong'],
    ['another audience', { audience: elsewhere.audience }, 'sign_in_audience_wrong'],
    ['another tenant', { tenant: 'ward-4' }, 'sign_in_audience_wrong'],
    ['what is over by now', { now: after(300) }, 'sign_in_expired'],
    ['no instant', { now: Number.NaN as typeof noon }, 'instant_malformed'],
  ])('refuses a sign-in for %s', async (_, more, code) => {
    await expect(enter(await signIn(holder), more)).rejects.toMatchObject({ code })
  })

  test('refuses what only looks like a sign-in', async () => {
    const copy = { ...(await signIn(holder)) } as VerifiedSignIn
    await expect(enter(copy)).rejects.toMatchObject({ code: 'sign_in_not_verified' })
  })

  test.each<[string, () => Promise<unknown>]>([
    ['throws', async () => Promise.reject(new Error('no such table: patients'))],
    ['finds nothing', async () => undefined],
    ['gives no subject', async () => ({ subject: '', retired: false })],
    ['does not say whether it is retired', async () => ({ subject: 's' })],
  ])('refuses, as unknown, where a store %s', async (_, answer) => {
    const broken = { ...accounts, enter: answer as SignInAccounts['enter'] }
    await expect(enter(await signIn(holder), { accounts: broken })).rejects.toMatchObject({
      code: 'sign_in_store_failed',
      outcome: 'unknown',
    })
  })
})

describe('succeedAccount', () => {
  let fresh: Signer
  let challenge: SignInChallenge
  let newcomer: VerifiedSignIn
  let succession: string
  let subject: string
  beforeEach(async () => {
    fresh = await generateSigner({ algorithm: 'EdDSA' })
    subject = (await enter(await signIn(holder))).subject
    challenge = newChallenge()
    newcomer = await signIn(fresh, challenge)
    const options = { ...place, signer: holder, successor: fresh.did, now: noon }
    succession = await proveSuccession(challenge, options)
  })

  function succeed(token: unknown, more: Partial<SucceedAccountOptions> = {}, who = newcomer) {
    const known = { accounts, resolve: resolveDidKey, now: after(20) }
    return succeedAccount(who, { ...place, ...known, succession: token, ...more })
  }

  test('hands the account on: the subject stays, and the old DID opens it no more', async () => {
    expect(await succeed(succession)).toEqual({ subject, isNew: false })
    expect(await enter(await signIn(fresh))).toEqual({ subject, isNew: false })
    await expect(enter(await signIn(holder))).rejects.toMatchObject({
      code: 'sign_in_did_retired',
    })
  })

  test('goes on from key to key, and never back to one that is retired', async () => {
    await succeed(succession)
    const third = await generateSigner()
    const next = newChallenge()
    const token = await proveSuccession(next, {
      ...place,
      signer: fresh,
      successor: third.did,
      now: noon,
    })
    expect(await succeed(token, {}, await signIn(third, next))).toEqual({ subject, isNew: false })
    const back = newChallenge()
    const returning = await proveSuccession(back, {
      ...place,
      signer: third,
      successor: holder.did,
      now: noon,
    })
    await expect(succeed(returning, {}, await signIn(holder, back))).rejects.toMatchObject({
      code: 'succession_refused',
    })
  })

  test('is done once: the old key hands on nothing that it has no more', async () => {
    await succeed(succession)
    await expect(succeed(succession)).rejects.toMatchObject({ code: 'succession_refused' })
    const thief = await generateSigner()
    const later = newChallenge()
    const options = { ...place, signer: holder, successor: thief.did, now: noon }
    const second = await proveSuccession(later, options)
    await expect(succeed(second, {}, await signIn(thief, later))).rejects.toMatchObject({
      code: 'succession_refused',
    })
  })

  test('refuses to overwrite the account of a DID that has one', async () => {
    const own = await enter(await signIn(fresh))
    await expect(succeed(succession)).rejects.toMatchObject({ code: 'succession_refused' })
    expect(await enter(await signIn(fresh))).toEqual({ ...own, isNew: false })
    expect(await enter(await signIn(holder))).toEqual({ subject, isNew: false })
  })

  test('refuses an old DID without an account here', async () => {
    const stranger = await generateSigner()
    const options = { ...place, signer: stranger, successor: fresh.did, now: noon }
    const token = await proveSuccession(challenge, options)
    await expect(succeed(token)).rejects.toMatchObject({ code: 'succession_refused' })
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['that names another successor', { successor: 'did:web:evil.example' }, 'succession_mismatch'],
    ['for another challenge', { nonce: 'n'.repeat(43) }, 'sign_in_nonce_wrong'],
    ['on another origin', { origin: elsewhere.origin }, 'sign_in_origin_wrong'],
    ['at another audience', { aud: elsewhere.audience }, 'sign_in_audience_wrong'],
    ['that claims another end', { exp: after(301) }, 'sign_in_time_wrong'],
    ['from the future', { iat: after(81) }, 'sign_in_time_wrong'],
    ['from before the challenge', { iat: after(-61) }, 'sign_in_time_wrong'],
    ['of another version', { version: 'urn:fidecura:sign-in:1' }, 'sign_in_malformed'],
    ['without a successor', { successor: undefined }, 'sign_in_malformed'],
    ['with no DID for a successor', { successor: 'nobody' }, 'sign_in_malformed'],
    ['that says more', { scope: 'all' }, 'sign_in_malformed'],
  ])('refuses a succession %s', async (_, members, code) => {
    const forged = await forge(succession, holder, members)
    await expect(succeed(forged)).rejects.toMatchObject({ code })
    expect(await enter(await signIn(holder))).toEqual({ subject, isNew: false })
  })

  test('refuses one that the old key did not sign', async () => {
    const forged = await forge(succession, { ...(await generateSigner()), keyId: holder.keyId })
    await expect(succeed(forged)).rejects.toMatchObject({ code: 'jws_signature_invalid' })
    const foreign = await forge(succession, fresh, { iss: holder.did })
    await expect(succeed(foreign)).rejects.toMatchObject({ code: 'jws_issuer_mismatch' })
  })

  test('refuses a DID that succeeds itself', async () => {
    const forged = await forge(succession, fresh, { iss: fresh.did })
    await expect(succeed(forged)).rejects.toMatchObject({ code: 'succession_mismatch' })
  })

  test('refuses an old key that is not for authentication', async () => {
    const old = await generateSigner({ did: hosted, fragment: 'key-1' })
    const options = { ...place, signer: old, successor: fresh.did, now: noon }
    const token = await proveSuccession(challenge, options)
    const resolve = hostOf({ signers: [old], uses: ['assertionMethod'] })
    await expect(succeed(token, { resolve })).rejects.toMatchObject({
      code: 'key_relationship_wrong',
    })
  })

  test('refuses what is signed as a proof to sign in, as it is and with the words of a succession', async () => {
    const proof = await proveSignIn(challenge, { ...place, signer: holder, now: noon })
    await expect(succeed(proof)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    const disguised = await forge(proof, holder, {}, successionType)
    await expect(succeed(disguised)).rejects.toMatchObject({ code: 'sign_in_malformed' })
    const relabelled = await forge(succession, holder, {}, signInType)
    await expect(succeed(relabelled)).rejects.toMatchObject({ code: 'jws_type_wrong' })
  })

  test.each([
    ['on another origin', { origin: elsewhere.origin }, 'sign_in_origin_wrong'],
    ['at another audience', { audience: elsewhere.audience }, 'sign_in_audience_wrong'],
    ['for another tenant', { tenant: 'ward-4' }, 'sign_in_audience_wrong'],
    ['after the end of the challenge', { now: after(300) }, 'sign_in_expired'],
  ])('refuses to act %s', async (_, more, code) => {
    await expect(succeed(succession, more)).rejects.toMatchObject({ code })
  })

  test('refuses a newcomer that only looks as if it had signed in', async () => {
    const copy = { ...newcomer } as VerifiedSignIn
    await expect(succeed(succession, {}, copy)).rejects.toMatchObject({
      code: 'sign_in_not_verified',
    })
  })

  test.each<[string, () => Promise<unknown>]>([
    ['throws', async () => Promise.reject(new Error('locked'))],
    ['gives a retired account', async () => ({ subject: 's', retired: true })],
    ['gives no subject', async () => ({ retired: false })],
  ])('refuses, as unknown, where a store %s', async (_, answer) => {
    const broken = { ...accounts, succeed: answer as SignInAccounts['succeed'] }
    await expect(succeed(succession, { accounts: broken })).rejects.toMatchObject({
      code: 'sign_in_store_failed',
      outcome: 'unknown',
    })
  })
})

test('proveSuccession signs for nothing but a DID, and only where the holder is', async () => {
  const options = { ...place, signer: holder, now: noon }
  const successor = 'nobody' as typeof holder.did
  await expect(proveSuccession(newChallenge(), { ...options, successor })).rejects.toMatchObject({
    code: 'did_malformed',
  })
  const misled = { ...options, successor: hosted, origin: elsewhere.origin }
  await expect(proveSuccession(newChallenge(), misled)).rejects.toMatchObject({
    code: 'sign_in_origin_wrong',
  })
})

test('createMemorySignInAccounts refuses rather than forget', async () => {
  accounts = createMemorySignInAccounts({ maxEntries: 1 })
  const first = await enter(await signIn(holder))
  await expect(enter(await signIn(await generateSigner()))).rejects.toMatchObject({
    code: 'sign_in_store_failed',
  })
  expect(await enter(await signIn(holder))).toEqual({ ...first, isNew: false })
})
