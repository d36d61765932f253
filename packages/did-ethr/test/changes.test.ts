import {
  type AddDidEthrKeyOptions,
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
  type Did,
  generateSigner,
  type PublicJwk,
  publicKeyOf,
  type VerificationRelationship,
} from '@fidecura/identity'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { BrowserProvider, type HDNodeWallet, JsonRpcProvider, Wallet } from 'ethers'
import { EthrDidController } from 'ethr-did-resolver'
import { chainId, startChain, type TestChain } from './chain.ts'

let chain: TestChain
let resolve: ResolveDidEthr
let owner: HDNodeWallet
let did: Did
let publicKey: PublicJwk

beforeAll(async () => {
  chain = await startChain()
  resolve = createDidEthrResolver({ networks: [chain.network] })
  owner = await chain.createAccount()
  did = didEthrOf(owner.address, chain.network)
  publicKey = (await generateSigner()).publicKey
})
afterAll(() => chain.stop())

const options = (change: Partial<AddDidEthrKeyOptions> = {}): AddDidEthrKeyOptions =>
  Object.freeze({ network: chain.network, owner, publicKey, validForSeconds: 1_000, ...change })

async function present() {
  const now = await chain.now()
  return resolve(did, { at: now, now })
}

describe('addDidEthrKey', () => {
  test.each([0, -1, 1.5, Number.NaN, 2 ** 39])('refuses a term of %p seconds', async (term) => {
    await expect(addDidEthrKey(did, options({ validForSeconds: term }))).rejects.toMatchObject({
      code: 'attribute_malformed',
    })
  })

  test('takes a wallet of any library that speaks EIP-1193', async () => {
    const wallet = {
      request: ({ method, params = [] }: { method: string; params?: unknown[] }) =>
        chain.provider.send(method === 'eth_requestAccounts' ? 'eth_accounts' : method, params),
    }
    const connected = new BrowserProvider(wallet)
    const account = await connected.getSigner()
    const theirs = didEthrOf(account.address, chain.network)
    await addDidEthrKey(theirs, options({ owner: account }))
    connected.destroy()
    const now = await chain.now()
    // Their `request` is a `DidEthrJsonRpc`, too.
    const networks = [{ ...chain.network, rpc: wallet.request }]
    const { document } = await createDidEthrResolver({ networks })(theirs, { at: now, now })
    expect(didEthrKeyId(document, publicKey)).toBe(`${theirs}#delegate-1`)
  })

  test('sends nothing for an account that does not own the DID', async () => {
    const stranger = await chain.createAccount()
    const before = await stranger.getNonce()
    await expect(addDidEthrKey(did, options({ owner: stranger }))).rejects.toMatchObject({
      code: 'owner_wrong',
      outcome: 'failed',
    })
    expect(await stranger.getNonce()).toBe(before)
  })

  test('sends nothing to another chain than the network', async () => {
    const network = { ...chain.network, chainId: 5 }
    const before = await owner.getNonce()
    await expect(addDidEthrKey(did, options({ network }))).rejects.toMatchObject({
      code: 'chain_id_wrong',
      outcome: 'unknown',
    })
    expect(await owner.getNonce()).toBe(before)
  })

  test('sends nothing once the caller has stopped it', async () => {
    const stop = new AbortController()
    const late = new Wallet(owner.privateKey, chain.provider)
    late.getAddress = async () => {
      stop.abort()
      return owner.address
    }
    const before = await owner.getNonce()
    const stopped = addDidEthrKey(did, options({ owner: late, signal: stop.signal }))
    await expect(stopped).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    // Whatever goes on after it was stopped has less to ask than a whole change.
    const other = await chain.createAccount()
    await addDidEthrKey(didEthrOf(other.address, chain.network), options({ owner: other }))
    expect(await owner.getNonce()).toBe(before)
  })

  test('says so where the account cannot pay', async () => {
    const poor = Wallet.createRandom(chain.provider)
    const theirs = didEthrOf(poor.address, chain.network)
    await expect(addDidEthrKey(theirs, options({ owner: poor }))).rejects.toMatchObject({
      code: 'transaction_refused',
    })
  })

  test('says that nothing was sent where the chain cannot be read before', async () => {
    const unread = { code: 'node_error', outcome: 'unknown' }
    const offline = new Wallet(owner.privateKey)
    await expect(addDidEthrKey(did, options({ owner: offline }))).rejects.toMatchObject(unread)
    const nowhere = new JsonRpcProvider('http://127.0.0.1:1', chainId, { staticNetwork: true })
    try {
      const lost = offline.connect(nowhere)
      await expect(addDidEthrKey(did, options({ owner: lost }))).rejects.toMatchObject(unread)
    } finally {
      nowhere.destroy()
    }
  })

  test('does not know the outcome where the answer is lost, or late', async () => {
    const broken = new Wallet(owner.privateKey, chain.provider)
    broken.sendTransaction = () => Promise.reject(new Error('connection reset'))
    await expect(addDidEthrKey(did, options({ owner: broken }))).rejects.toMatchObject({
      code: 'transaction_unsettled',
      outcome: 'unknown',
    })
    await chain.provider.send('evm_setAutomine', [false])
    try {
      await expect(addDidEthrKey(did, options({ timeoutMs: 200 }))).rejects.toMatchObject({
        code: 'node_timeout',
        outcome: 'unknown',
      })
      const stopped = addDidEthrKey(did, options({ signal: AbortSignal.abort() }))
      await expect(stopped).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' })
    } finally {
      await chain.provider.send('anvil_dropAllTransactions', [])
      await chain.provider.send('evm_setAutomine', [true])
    }
  })
})

describe('revokeDidEthrKey', () => {
  test('takes a key away for the use that it was added for, and leaves the other', async () => {
    const { publicKey: key } = await generateSigner()
    const usesOf = async () => {
      const { relationships, verificationMethods } = (await present()).document
      const ids = verificationMethods
        .filter(({ publicKey: listed }) => listed?.x === key.x)
        .map(({ id }) => id)
      return ['assertionMethod', 'authentication'].map(
        (use) =>
          ids.filter((id) => relationships[use as VerificationRelationship].includes(id)).length,
      )
    }
    const both = options({ publicKey: key, use: 'assertion_and_authentication' })
    await addDidEthrKey(did, both)
    expect(await usesOf()).toEqual([1, 1])
    await addDidEthrKey(did, options({ publicKey: key }))
    expect(await usesOf()).toEqual([2, 1])
    await revokeDidEthrKey(did, options({ publicKey: key }))
    expect(await usesOf()).toEqual([1, 1])
    await revokeDidEthrKey(did, both)
    expect(await usesOf()).toEqual([0, 0])
  })
})

describe('rotateDidEthrOwner', () => {
  test.each([
    ['nobody, which would be the end', `0x${'0'.repeat(40)}`],
    ['a mistyped address', '0xf3BeAC30C498D9E26865F34fCAa57dBB935b0D74'],
    ['a name', 'owner.eth'],
  ])('refuses to hand the DID to %s', async (_, newOwner) => {
    await expect(rotateDidEthrOwner(did, { ...options(), newOwner })).rejects.toMatchObject({
      code: 'owner_wrong',
    })
  })

  test.each([
    ['of another method', 'did:web:example.com', 'did_method_unsupported'],
    ['that is malformed', 'did:ethr:dev:0x1', 'did_malformed'],
  ])('refuses a DID %s', async (_, name, code) => {
    await expect(deactivateDidEthr(name as Did, options())).rejects.toMatchObject({ code })
  })
})

describe('createDidEthrResolver, whatever an owner has noted', () => {
  /** Straight to the contract, as other software does. */
  const note = async (name: string, value: string): Promise<void> => {
    type Theirs = ConstructorParameters<typeof EthrDidController>
    const signer = owner as unknown as Theirs[2]
    const provider = chain.provider as unknown as Theirs[4]
    const { registry } = chain.network
    const controller = new EthrDidController(did, undefined, signer, '', provider, '', registry)
    await controller.setAttribute(name, value, 1_000)
  }
  const point = `02${'1'.padStart(64, '0')}`

  test.each([
    ['a key of secp256k1', 'did/pub/Secp256k1/veriKey/hex', `0x${point}`],
    ['a key to encrypt with', 'did/pub/X25519/enc/base58', `0x${'1'.repeat(64)}`],
    ['an RSA key', 'did/pub/RSA/veriKey/pem', '-----BEGIN PUBLIC KEY-----'],
    ['an Ed25519 key of 31 bytes', 'did/pub/Ed25519/veriKey/hex', `0x${'1'.repeat(62)}`],
    ['an Ed25519 key of no bytes', 'did/pub/Ed25519/veriKey/base64', '0x'],
    ['a point off its curve', 'did/pub/Secp256r1/veriKey/hex', `0x02${'f'.repeat(64)}`],
    ['both coordinates off the curve', 'did/pub/Secp256r1/veriKey/hex', `0x04${'1'.repeat(128)}`],
    ['a P-256 point of P-384', 'did/pub/Secp384r1/veriKey/hex', `0x${point}`],
    ['a type of ours without its key', 'did/pub/JsonWebKey2020/veriKey/hex', `0x${point}`],
    ['a Multikey that is none', 'did/pub/Multikey/veriKey', '0x00'],
    ['members of every object', 'did/pub/__proto__/constructor', '0x00'],
    ['bytes that are no text', `0x${'ff'.repeat(32)}`, '0x00'],
    ['a service that is an object', 'did/svc/Files', '{"a":["https://a.example"]}'],
    ['a service that is nothing', 'did/svc/Nothing', 'null'],
  ])('takes no key for %s, and none from the others', async (_, name, value) => {
    const before = (await present()).document.verificationMethods.filter(withKey)
    await note(name, value)
    const { document } = await present()
    expect(document.verificationMethods.filter(withKey)).toEqual(before)
  })

  test.each([
    ['Ed25519 in hex', 'did/pub/Ed25519/veriKey/hex'],
    ['Ed25519 in base64', 'did/pub/Ed25519/veriKey/base64'],
    ['Ed25519 in base58', 'did/pub/Ed25519/sigAuth/base58'],
  ])('takes a key of %s that other software noted', async (_, name) => {
    const key = (await generateSigner({ algorithm: 'EdDSA' })).publicKey
    await note(name, `0x${Buffer.from(key.x, 'base64url').toString('hex')}`)
    const { document } = await present()
    expect(didEthrKeyId(document, key)).toMatch(/#delegate-\d+$/)
  })

  test('takes a P-256 point with both coordinates', async () => {
    const { publicKey: key } = await generateSigner()
    const bytes = [key.x, key.y ?? ''].map((part) => Buffer.from(part, 'base64url').toString('hex'))
    await note('did/pub/Secp256r1/veriKey/hex', `0x04${bytes.join('')}`)
    expect(didEthrKeyId((await present()).document, key)).toBeDefined()
  })

  test('does not take an account for one of our keys', async () => {
    const { document } = await present()
    const controller = document.verificationMethods[0]?.id
    expect(() => publicKeyOf(document, controller as never, 'assertionMethod')).toThrow(
      expect.objectContaining({ code: 'key_type_unsupported' }),
    )
  })
})

function withKey({ publicKey: key }: { readonly publicKey: PublicJwk | undefined }): boolean {
  return key !== undefined
}
