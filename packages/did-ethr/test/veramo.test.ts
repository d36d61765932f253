import { type EpochSeconds, epochSeconds } from '@fidecura/base'
import { createHttpStatusSource, createVerifier, issueCredential } from '@fidecura/credentials'
import { createDidEthrResolver, parseDidEthr, type ResolveDidEthr } from '@fidecura/did-ethr'
import { createDidEthrProvider } from '@fidecura/did-ethr/veramo'
import { type Did, generateSigner, parseDid } from '@fidecura/identity'
import {
  createMemorySignerStore,
  createSignerKms,
  type MethodsOf,
  signerOfIdentifier,
} from '@fidecura/veramo'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type { IIdentifier, TAgent } from '@veramo/core-types'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { KeyManager, MemoryKeyStore } from '@veramo/key-manager'
import type { HDNodeWallet } from 'ethers'
import { startChain, type TestChain } from './chain.ts'

let chain: TestChain
let resolve: ResolveDidEthr
let agent: TAgent<MethodsOf<(KeyManager | DIDManager)[]>>
let now: EpochSeconds
const clock = () => now
const wallets = new Map<string, HDNodeWallet>()

beforeAll(async () => {
  chain = await startChain()
  resolve = createDidEthrResolver({ networks: [chain.network] })
  const kms = { signers: createSignerKms({ name: 'signers', store: createMemorySignerStore() }) }
  const owners = {
    create: async () => {
      const wallet = await chain.createAccount()
      wallets.set(wallet.address.toLowerCase(), wallet)
      return wallet
    },
    ownerOf: async (did: Did) => wallets.get(parseDidEthr(did).address) as HDNodeWallet,
  }
  const { network } = chain
  const options = { kms: 'signers', network, owners, validForSeconds: 86_400 }
  const plugins = [
    new KeyManager({ store: new MemoryKeyStore(), kms }),
    new DIDManager({
      store: new MemoryDIDStore(),
      defaultProvider: 'did:ethr:dev',
      providers: { 'did:ethr:dev': createDidEthrProvider(options) },
    }),
  ]
  agent = createAgent<MethodsOf<typeof plugins>>({ plugins })
})
afterAll(() => chain.stop())

async function signerOf({ did }: IIdentifier, keyRef?: string) {
  now = await chain.now()
  const options = { resolve, clock, ...(keyRef === undefined ? {} : { keyRef }) }
  return signerOfIdentifier(did, { agent }, options)
}

async function keysOf({ did }: IIdentifier, at?: EpochSeconds) {
  now = await chain.now()
  const { document } = await resolve(parseDid(did), { at: at ?? now, now })
  return document.verificationMethods.flatMap(({ id, publicKey }) =>
    publicKey === undefined ? [] : id.split('#')[1],
  )
}

describe('createDidEthrProvider', () => {
  test.each(['Secp256r1', 'Secp384r1', 'Ed25519'])(
    'makes an agent issue as a did:ethr with a key of type %s',
    async (keyType) => {
      const made = await agent.didManagerCreate({ options: { keyType } })
      expect(made.did).toMatch(/^did:ethr:dev:0x[\da-fA-F]{40}$/)
      const signer = await signerOf(made)
      expect(signer.keyId).toBe(`${made.did}#delegate-1`)
      const type = 'urn:example:credential:badge:1'
      const token = await issueCredential(
        {
          type,
          subject: 'did:example:somebody',
          claims: { grade: 'attending' },
          issuedAt: now,
          validFrom: now,
          validUntil: epochSeconds(now + 1_000),
        },
        { signer, format: 'vc+jwt' },
      )
      const status = createHttpStatusSource({ fetch: () => Promise.reject(new Error('none')) })
      const roots = [{ did: signer.did, types: [type] }]
      const verifier = createVerifier({ roots, resolve, status, clock })
      await expect(verifier.verifyCredential(token)).resolves.toMatchObject({
        issuer: made.did,
      })
    },
  )

  test('adds and removes keys, and remembers what they were', async () => {
    const made = await agent.didManagerCreate({})
    const second = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519' })
    await agent.didManagerAddKey({ did: made.did, key: second })
    expect(await keysOf(made)).toEqual(['delegate-1', 'delegate-2'])
    const between = now
    await chain.nextBlockAt(now + 10)
    await agent.didManagerRemoveKey({ did: made.did, kid: made.keys[0]?.kid ?? '' })
    expect(await keysOf(made)).toEqual(['delegate-2'])
    expect(await keysOf(made, between)).toEqual(['delegate-1', 'delegate-2'])
    const changed = await agent.didManagerGet({ did: made.did })
    expect((await signerOf(changed)).keyId).toBe(`${made.did}#delegate-2`)
  })

  test('takes a key that the agent has', async () => {
    const { kid } = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519' })
    const made = await agent.didManagerCreate({ options: { keyRef: kid } })
    expect(made.keys.map((key) => key.kid)).toEqual([kid])
  })

  test('ends a DID that is deleted, and deletes its keys', async () => {
    const made = await agent.didManagerCreate({})
    await agent.didManagerDelete({ did: made.did })
    await expect(keysOf(made)).rejects.toMatchObject({ code: 'did_deactivated' })
    await expect(agent.keyManagerGet({ kid: made.keys[0]?.kid ?? '' })).rejects.toThrow()
  })

  test.each<[string, string, (made: IIdentifier) => Promise<unknown>]>([
    [
      'a key that nobody has',
      'key_not_found',
      () => agent.didManagerCreate({ options: { keyRef: 'none' } }),
    ],
    [
      'a key of another kind',
      'attribute_malformed',
      async ({ did }) => {
        const { publicKey } = await generateSigner()
        const key = { kid: 'x', kms: 'signers', type: 'X25519', publicKeyHex: publicKey.x } as const
        return agent.didManagerAddKey({ did, key })
      },
    ],
    [
      'a service',
      'operation_unsupported',
      ({ did }) =>
        agent.didManagerAddService({
          did,
          service: { id: '#a', type: 'A', serviceEndpoint: 'https://a.example' },
        }),
    ],
    [
      'to remove a key that it has not',
      'key_not_found',
      ({ did }) => agent.didManagerRemoveKey({ did, kid: 'none' }),
    ],
  ])('refuses %s', async (_, code, call) => {
    const made = await agent.didManagerCreate({})
    await expect(call(made)).rejects.toMatchObject({ code })
  })

  test('is for did:ethr alone', () => {
    const provider = createDidEthrProvider({
      kms: 'signers',
      network: chain.network,
      owners: { create: () => Promise.reject(), ownerOf: () => Promise.reject() },
      validForSeconds: 1,
    })
    const prefixes = ['did:ethr', 'did:ethr:dev', 'did:ethrx', 'did:web']
    const matched = prefixes.filter((prefix) => provider.matchPrefix?.(prefix))
    expect(matched).toEqual(['did:ethr', 'did:ethr:dev'])
  })
})
