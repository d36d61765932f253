import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import {
  addDidEthrKey,
  createDidEthrResolver,
  deactivateDidEthr,
  didEthrKeyId,
  didEthrOf,
  type ResolveDidEthr,
  revokeDidEthrKey,
  rotateDidEthrOwner,
} from '@fidecura/did-ethr'
import {
  type Algorithm,
  createResolver,
  type Did,
  decodeJws,
  generateSigner,
  type ResolveDid,
  type Signer,
  signJws,
  verifyDidJws,
} from '@fidecura/identity'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type HDNodeWallet, NonceManager } from 'ethers'
import { startChain, type TestChain } from './chain.ts'

let chain: TestChain
let resolve: ResolveDidEthr
let owner: HDNodeWallet
let did: Did
/** When the DID is first changed; each test has a day of its own. */
let day: EpochSeconds

beforeAll(async () => {
  chain = await startChain()
  resolve = createDidEthrResolver({ networks: [chain.network] })
})
afterAll(() => chain.stop())
beforeEach(async () => {
  owner = await chain.createAccount()
  did = didEthrOf(owner.address, chain.network)
  day = epochSeconds((await chain.now()) + 86_400)
})

const after = (seconds: number): EpochSeconds => epochSeconds(day + seconds)
const base = () => ({ network: chain.network, owner })

/** The document of an instant, as it is known at another. */
async function documentOf(at: EpochSeconds, now: EpochSeconds) {
  return (await resolve(did, { at, now })).document
}

async function addKey(at: EpochSeconds, key: Signer, validForSeconds = 10_000): Promise<void> {
  await chain.nextBlockAt(at)
  const change = await addDidEthrKey(did, { ...base(), publicKey: key.publicKey, validForSeconds })
  expect(change.changedAt).toBe(at)
}

/** The same key, under the name that the DID gives it. */
function signerOf(key: Signer, number: number): Signer {
  return { ...key, did, keyId: `${did}#delegate-${number}` as Signer['keyId'] }
}

function verify(jws: string, at: EpochSeconds, now: EpochSeconds, by: ResolveDid = resolve) {
  const expected = { issuer: did, typ: 'JWT', relationship: 'assertionMethod' } as const
  return verifyDidJws(decodeJws(jws), { ...expected, resolve: by, at, now })
}

describe('createDidEthrResolver', () => {
  test('answers with the account alone for a DID that was never changed', async () => {
    const now = await chain.now()
    const resolved = await resolve(did, { at: now, now })
    expect(resolved).toMatchObject({ did, resolvedAt: now, history: 'known', validFrom: 0 })
    expect(resolved.validUntil).toBeUndefined()
    const [account, ...others] = resolved.document.verificationMethods
    expect(account).toMatchObject({ id: `${did}#controller`, publicKey: undefined })
    expect(others).toEqual([])
    expect(resolved.source['verificationMethod']).toEqual([
      expect.objectContaining({ blockchainAccountId: `eip155:31337:${owner.address}` }),
    ])
    expect(Object.isFrozen(resolved.source)).toBe(true)
  })

  test('answers for each instant with the document of then, and says since when and until when', async () => {
    const [first, second] = [await generateSigner(), await generateSigner({ algorithm: 'EdDSA' })]
    await addKey(after(0), first, 100)
    await addKey(after(10), second, 1_000)
    await chain.nextBlockAt(after(20))
    await revokeDidEthrKey(did, { ...base(), publicKey: second.publicKey })
    const now = await chain.mineAt(after(200))
    const seen = async (at: EpochSeconds) => {
      const { document, validFrom, validUntil } = await resolve(did, { at, now })
      const ids = document.verificationMethods.map(({ id }) => id.split('#')[1])
      return { ids: ids.join(), period: [validFrom, validUntil] }
    }
    const [controller, one] = ['controller', 'controller,delegate-1']
    expect(await seen(after(-1))).toEqual({ ids: controller, period: [0, after(0)] })
    expect(await seen(after(0))).toEqual({ ids: one, period: [after(0), after(10)] })
    expect(await seen(after(9.5))).toEqual({ ids: one, period: [after(0), after(10)] })
    const both = `${one},delegate-2`
    expect(await seen(after(10))).toEqual({ ids: both, period: [after(10), after(20)] })
    expect(await seen(after(20))).toEqual({ ids: one, period: [after(20), after(101)] })
    expect(await seen(after(100.9))).toEqual({ ids: one, period: [after(20), after(101)] })
    expect(await seen(after(101))).toEqual({ ids: controller, period: [after(101), after(1_011)] })
  })

  test('reads several changes of one block, in their order', async () => {
    const keys = await Promise.all([generateSigner(), generateSigner()])
    await chain.provider.send('evm_setAutomine', [false])
    try {
      const wallet = new NonceManager(owner)
      const call = { network: chain.network, owner: wallet, validForSeconds: 100 }
      const sent = keys.map(({ publicKey }) => addDidEthrKey(did, { ...call, publicKey }))
      const settled = Promise.all(sent)
      for (;;) {
        const { pending } = await chain.provider.send('txpool_status', [])
        if (pending === '0x2') break
        await new Promise((next) => setTimeout(next, 20))
      }
      await chain.mineAt(after(0))
      const [first, second] = await settled
      expect(second?.blockNumber).toBe(first?.blockNumber)
    } finally {
      await chain.provider.send('evm_setAutomine', [true])
    }
    const now = await chain.now()
    const document = await documentOf(now, now)
    expect(keys.map(({ publicKey }) => didEthrKeyId(document, publicKey))).toEqual([
      `${did}#delegate-1`,
      `${did}#delegate-2`,
    ])
  })

  test.each<Algorithm>(['ES256', 'ES384', 'EdDSA'])(
    'verifies what a key signed with %s before it was revoked, as of then, and never as of later',
    async (algorithm) => {
      const key = await generateSigner({ algorithm })
      await addKey(after(0), key)
      const signer = signerOf(key, 1)
      const jws = await signJws({ iss: did }, { signer, typ: 'JWT' })
      await verify(jws, after(5), await chain.mineAt(after(5)))
      await chain.nextBlockAt(after(10))
      await revokeDidEthrKey(did, { ...base(), publicKey: key.publicKey })
      const now = await chain.mineAt(after(20))
      await expect(verify(jws, after(9), now)).resolves.toMatchObject({ keyId: signer.keyId })
      for (const at of [after(-1), after(10), now]) {
        await expect(verify(jws, at, now)).rejects.toMatchObject({ code: 'key_not_found' })
      }
    },
  )

  test('lets a key lapse at the end of its term, and not a second before', async () => {
    const key = await generateSigner()
    await addKey(after(0), key, 60)
    const jws = await signJws({ iss: did }, { signer: signerOf(key, 1), typ: 'JWT' })
    const now = await chain.mineAt(after(100))
    await expect(verify(jws, after(60), now)).resolves.toBeDefined()
    await expect(verify(jws, after(61), now)).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('keeps to the instant behind a cache, also while the present document is known there', async () => {
    const cached = createResolver({ methods: { ethr: resolve } })
    const key = await generateSigner()
    await addKey(after(0), key)
    const jws = await signJws({ iss: did }, { signer: signerOf(key, 1), typ: 'JWT' })
    await chain.nextBlockAt(after(10))
    await revokeDidEthrKey(did, { ...base(), publicKey: key.publicKey })
    const now = await chain.mineAt(after(20))
    await expect(verify(jws, now, now, cached)).rejects.toMatchObject({ code: 'key_not_found' })
    await expect(verify(jws, after(5), now, cached)).resolves.toBeDefined()
    await expect(verify(jws, now, now, cached)).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('takes a key for signing in only if it was added for that', async () => {
    const [claims, both] = [await generateSigner(), await generateSigner()]
    await addKey(after(0), claims)
    const use = 'assertion_and_authentication'
    await addDidEthrKey(did, {
      ...base(),
      publicKey: both.publicKey,
      validForSeconds: 1_000,
      use,
    })
    const now = await chain.now()
    const { relationships } = await documentOf(now, now)
    expect(relationships.assertionMethod.map((id) => id.split('#')[1])).toEqual(
      expect.arrayContaining(['controller', 'delegate-1', 'delegate-2']),
    )
    expect(relationships.authentication).toEqual([`${did}#controller`, `${did}#delegate-2`])
    await revokeDidEthrKey(did, { ...base(), publicKey: both.publicKey, use })
    const later = await chain.now()
    expect((await documentOf(later, later)).relationships.authentication).toHaveLength(1)
  })

  test('follows a change of owner, before and after it', async () => {
    const next = await chain.createAccount()
    await chain.nextBlockAt(after(0))
    await rotateDidEthrOwner(did, { ...base(), newOwner: next.address })
    const now = await chain.mineAt(after(10))
    const accountAt = async (at: EpochSeconds) =>
      JSON.stringify((await resolve(did, { at, now })).source['verificationMethod'])
    expect(await accountAt(after(-1))).toContain(owner.address)
    expect(await accountAt(after(0))).toContain(next.address)
    expect(await accountAt(after(0))).not.toContain(`31337:${owner.address}`)
    // From then on the DID is the other's alone.
    await expect(deactivateDidEthr(did, base())).rejects.toMatchObject({ code: 'owner_wrong' })
    const { publicKey } = await generateSigner()
    const call = { network: chain.network, owner: next, publicKey, validForSeconds: 10 }
    await expect(addDidEthrKey(did, call)).resolves.toBeDefined()
  })

  test('forgets the public key in a name once another account owns it', async () => {
    did = didEthrOf(owner.publicKey, chain.network)
    const next = await chain.createAccount()
    await chain.nextBlockAt(after(0))
    await rotateDidEthrOwner(did, { ...base(), newOwner: next.address })
    const now = await chain.now()
    const ids = async (at: EpochSeconds) =>
      (await documentOf(at, now)).verificationMethods.map(({ id }) => id.split('#')[1])
    expect(await ids(after(-1))).toEqual(['controller', 'controllerKey'])
    expect(await ids(now)).toEqual(['controller'])
  })

  test('refuses a DID that was given up, from then on, whatever is noted after', async () => {
    const key = await generateSigner()
    await addKey(after(0), key)
    await chain.nextBlockAt(after(10))
    await deactivateDidEthr(did, base())
    // The registry takes the first account for the owner again.
    await chain.nextBlockAt(after(20))
    await addKey(after(20), await generateSigner())
    const now = await chain.mineAt(after(30))
    await expect(resolve(did, { at: after(9), now })).resolves.toMatchObject({
      validUntil: after(10),
    })
    for (const at of [after(10), after(20), now]) {
      await expect(resolve(did, { at, now })).rejects.toMatchObject({
        code: 'did_deactivated',
        outcome: 'failed',
      })
    }
  })
})
