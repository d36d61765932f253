import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { epochSeconds } from '@fidecura/base'
import { createMemoryReplayStore } from '@fidecura/credentials'
import {
  createMemorySignInAccounts,
  createSignInChallenge,
  enterAccount,
  generateSigner,
  parseDid,
  proveSignIn,
  proveSuccession,
  resolveDidKey,
  type Signer,
  type SignInAccounts,
  type SignInChallenge,
  type SingleUseStore,
  succeedAccount,
  type VerifiedSignIn,
  verifySignIn,
} from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { migrations } from '../src/schema-steps.ts'
import { newPlace, noon, onFiles, openForTest } from './support.ts'

const place = Object.freeze({
  origin: 'https://clinic.example',
  audience: 'https://clinic.example',
  now: epochSeconds(noon),
})

async function signIn(
  signer: Signer,
  uses: SingleUseStore,
  challenge: SignInChallenge = createSignInChallenge(place),
): Promise<VerifiedSignIn> {
  const proof = await proveSignIn(challenge, { ...place, signer })
  return verifySignIn(proof, { ...place, challenge, uses, resolve: resolveDidKey })
}

describe('verifySignIn with the replay store of presentations', () => {
  test('takes a proof once, also after the store was opened anew', async () => {
    const path = await newPlace()
    const signer = await generateSigner()
    const challenge = createSignInChallenge(place)
    const first = await openForTest(path)
    await expect(signIn(signer, first.replay, challenge)).resolves.toMatchObject({
      did: signer.did,
    })
    await first.close()
    const { replay } = await openForTest(path)
    await expect(signIn(signer, replay, challenge)).rejects.toMatchObject({
      code: 'sign_in_replayed',
    })
  })

  test('lets one of many in at once through two stores on one file', async () => {
    const path = await newPlace()
    const stores = [(await openForTest(path)).replay, (await openForTest(path)).replay] as const
    const signer = await generateSigner()
    const challenge = createSignInChallenge(place)
    const all = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => signIn(signer, stores[n % 2 ? 1 : 0], challenge)),
    )
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('refuses, as unknown, when the store is closed', async () => {
    const store = await openForTest()
    await store.close()
    await expect(signIn(await generateSigner(), store.replay)).rejects.toMatchObject({
      code: 'sign_in_store_failed',
      outcome: 'unknown',
      cause: { code: 'store_closed' },
    })
  })

  test('works as well with the one in memory', async () => {
    const uses: SingleUseStore = createMemoryReplayStore()
    const signer = await generateSigner()
    const challenge = createSignInChallenge(place)
    await signIn(signer, uses, challenge)
    await expect(signIn(signer, uses, challenge)).rejects.toMatchObject({
      code: 'sign_in_replayed',
    })
  })
})

test('an account outlives its key and the process', async () => {
  const path = await newPlace()
  const [old, fresh] = [await generateSigner(), await generateSigner()]
  const first = await openForTest(path)
  const here = { ...place, accounts: first.accounts }
  const { subject } = await enterAccount(await signIn(old, first.replay), here)
  const challenge = createSignInChallenge(place)
  const newcomer = await signIn(fresh, first.replay, challenge)
  const succession = await proveSuccession(challenge, {
    ...place,
    signer: old,
    successor: fresh.did,
  })
  await succeedAccount(newcomer, { ...here, succession, resolve: resolveDidKey })
  await first.close()
  const { accounts, replay } = await openForTest(path)
  const again = await enterAccount(await signIn(fresh, replay), { ...place, accounts })
  expect(again).toEqual({ subject, isNew: false })
  await expect(
    enterAccount(await signIn(old, replay), { ...place, accounts }),
  ).rejects.toMatchObject({ code: 'sign_in_did_retired' })
})

describe.each<[string, () => Promise<SignInAccounts>]>([
  ['in memory', async () => createMemorySignInAccounts()],
  ['on disk', async () => (await openForTest()).accounts],
])('SignInAccounts %s', (_, open) => {
  const a = parseDid('did:web:a.example')
  const b = parseDid('did:web:b.example')
  const c = parseDid('did:web:c.example')
  const now = epochSeconds(noon + 0.5)
  const at = { tenant: '', audience: 'clinic', now }

  test('enter keeps the subject that was first', async () => {
    const accounts = await open()
    const first = { subject: 's1', retired: false }
    expect(await accounts.enter({ ...at, did: a, subject: 's1' })).toEqual(first)
    expect(await accounts.enter({ ...at, did: a, subject: 's2' })).toEqual(first)
  })

  test.each([
    ['tenant', { tenant: 'lab' }],
    ['audience', { audience: 'lab' }],
    ['DID', { did: b }],
  ])('enter keeps accounts apart by %s', async (__, difference) => {
    const accounts = await open()
    await accounts.enter({ ...at, did: a, subject: 's1' })
    const other = { ...at, did: a, subject: 's2', ...difference }
    expect(await accounts.enter(other)).toEqual({ subject: 's2', retired: false })
  })

  test('succeed moves the account here and nowhere else', async () => {
    const accounts = await open()
    await accounts.enter({ ...at, did: a, subject: 's1' })
    await accounts.enter({ ...at, audience: 'lab', did: a, subject: 's2' })
    const moved = await accounts.succeed({ ...at, did: a, successor: b })
    expect(moved).toEqual({ subject: 's1', retired: false })
    const asked = { ...at, subject: 's3' }
    expect(await accounts.enter({ ...asked, did: b })).toEqual(moved)
    expect(await accounts.enter({ ...asked, did: a })).toEqual({ subject: 's1', retired: true })
    expect(await accounts.enter({ ...asked, audience: 'lab', did: a })).toEqual({
      subject: 's2',
      retired: false,
    })
  })

  test('succeed takes back what was handed on at an instant or later, and nothing that went before', async () => {
    const accounts = await open()
    const d = parseDid('did:web:d.example')
    await accounts.enter({ ...at, did: a, subject: 's1' })
    await accounts.succeed({ ...at, now: epochSeconds(noon + 100), did: a, successor: b })
    await accounts.succeed({ ...at, now: epochSeconds(noon + 200), did: b, successor: c })
    const back = { ...at, now: epochSeconds(noon + 300), did: a, successor: d }
    const late = epochSeconds(noon + 101)
    expect(await accounts.succeed({ ...back, since: late })).toBeUndefined()
    expect(await accounts.succeed({ ...back, successor: b, since: now })).toBeUndefined()
    const asked = { ...at, subject: 's2' }
    expect(await accounts.enter({ ...asked, did: c })).toEqual({ subject: 's1', retired: false })
    const since = epochSeconds(noon + 100)
    expect(await accounts.succeed({ ...back, since })).toEqual({ subject: 's1', retired: false })
    for (const did of [a, b, c]) {
      expect(await accounts.enter({ ...asked, did })).toEqual({ subject: 's1', retired: true })
    }
    expect(await accounts.enter({ ...asked, did: d })).toEqual({ subject: 's1', retired: false })
  })

  test('succeed changes nothing without an account, for one that is retired, and for one that is taken', async () => {
    const accounts = await open()
    expect(await accounts.succeed({ ...at, did: a, successor: b })).toBeUndefined()
    await accounts.enter({ ...at, did: a, subject: 's1' })
    await accounts.enter({ ...at, did: c, subject: 's3' })
    expect(await accounts.succeed({ ...at, did: a, successor: c })).toBeUndefined()
    await accounts.succeed({ ...at, did: a, successor: b })
    const d = parseDid('did:web:d.example')
    expect(await accounts.succeed({ ...at, did: a, successor: d })).toBeUndefined()
    expect(await accounts.succeed({ ...at, did: b, successor: a })).toBeUndefined()
    expect(await accounts.enter({ ...at, did: b, subject: 's4' })).toEqual({
      subject: 's1',
      retired: false,
    })
  })
})

onFiles(() =>
  test('a file of the version before gets the accounts, and keeps what it had', async () => {
    const path = await newPlace()
    const use = { tenant: '', audience: 'clinic', nonce: 'n', now: place.now, expiresAt: place.now }
    // As the first version of this package left it.
    const database = new DatabaseSync(path)
    database.exec('PRAGMA application_id = 1179206725')
    database.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY) STRICT')
    database.exec(migrations[0] as string)
    database.exec('INSERT INTO migration (version) VALUES (1)')
    const row = [use.tenant, use.audience, use.nonce, use.expiresAt]
    database.prepare('INSERT INTO replay VALUES (?, ?, ?, ?)').run(...row)
    database.close()
    chmodSync(path, 0o600)
    const { accounts, replay } = await openForTest(path)
    expect(await replay.insert(use)).toBe(false)
    const did = parseDid('did:web:a.example')
    const account = { tenant: '', audience: 'clinic', did, subject: 's1', now: place.now }
    expect(await accounts.enter(account)).toEqual({ subject: 's1', retired: false })
  }),
)
