import { type EpochSeconds, formatDateTime } from '@fidecura/base'
import {
  addDidEthrKey,
  createDidEthrResolver,
  deactivateDidEthr,
  didEthrOf,
  type ResolveDidEthr,
  toDidEthrRegistry,
} from '@fidecura/did-ethr'
import { type Did, generateSigner, type PublicJwk } from '@fidecura/identity'
import { toDidResolverRegistry } from '@fidecura/identity/did-resolver'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import * as version4 from 'did-resolver'
import * as version5 from 'did-resolver-5'
import * as version6 from 'did-resolver-6'
import { startChain, type TestChain } from './chain.ts'

let chain: TestChain
let resolve: ResolveDidEthr
let did: Did
let ended: Did
let added: EpochSeconds
let now: EpochSeconds
let publicKey: PublicJwk
const clock = () => now

beforeAll(async () => {
  chain = await startChain()
  resolve = createDidEthrResolver({ networks: [chain.network] })
  const [owner, other] = [await chain.createAccount(), await chain.createAccount()]
  did = didEthrOf(owner.address, chain.network)
  ended = didEthrOf(other.address, chain.network)
  publicKey = (await generateSigner()).publicKey
  const call = { network: chain.network, owner, publicKey, validForSeconds: 1_000 }
  added = (await addDidEthrKey(did, call)).changedAt
  await deactivateDidEthr(ended, { network: chain.network, owner: other })
  now = await chain.mineAt(added + 100)
})
afterAll(() => chain.stop())

// Each construction is a test of types: it must compile against the three versions.
const versions = [
  [4, () => new version4.Resolver(toDidEthrRegistry(resolve, { clock }))],
  [5, () => new version5.Resolver(toDidEthrRegistry(resolve, { clock }))],
  [6, () => new version6.Resolver(toDidEthrRegistry(resolve, { clock }))],
] as const

describe.each(versions)('toDidEthrRegistry for did-resolver %d', (_, create) => {
  test('shows accounts and keys', async () => {
    const { didDocument, didDocumentMetadata } = await create().resolve(did)
    expect(didDocument?.verificationMethod).toEqual([
      {
        id: `${did}#controller`,
        type: 'EcdsaSecp256k1RecoveryMethod2020',
        controller: did,
        blockchainAccountId: expect.stringMatching(/^eip155:31337:0x/),
      },
      {
        id: `${did}#delegate-1`,
        type: 'JsonWebKey2020',
        controller: did,
        publicKeyJwk: { ...publicKey },
      },
    ])
    expect(didDocument?.assertionMethod).toEqual([`${did}#controller`, `${did}#delegate-1`])
    expect(didDocumentMetadata).toMatchObject({
      updated: formatDateTime(added),
      nextUpdate: formatDateTime((added + 1_001) as EpochSeconds),
    })
  })

  test('answers for the instant that the DID URL names', async () => {
    const before = formatDateTime((added - 1) as EpochSeconds)
    const { didDocument } = await create().resolve(`${did}?versionTime=${before}`)
    expect(didDocument?.verificationMethod).toHaveLength(1)
  })

  test('says why there is no document', async () => {
    const errorOf = async (name: string) =>
      (await create().resolve(name)).didResolutionMetadata.error
    expect(await errorOf('did:ethr:dev:0x1')).toBe('invalidDid')
    expect(await errorOf(did.replace('dev', 'sepolia'))).toBe('unsupportedDidMethod')
    const { didDocument, didDocumentMetadata } = await create().resolve(ended)
    expect([didDocument, didDocumentMetadata.deactivated]).toEqual([null, true])
  })
})

test('toDidResolverRegistry of identity offers did:ethr as any method, without accounts', async () => {
  const registry = toDidResolverRegistry(resolve, { clock, methods: ['ethr'] })
  const { didDocument } = await new version5.Resolver(registry).resolve(did)
  expect(didDocument?.verificationMethod?.map(({ id }) => id)).toEqual([`${did}#delegate-1`])
})

test('toDidEthrRegistry hands out a document of its own each time', async () => {
  const { ethr } = toDidEthrRegistry(resolve, { clock })
  const first = await ethr(did)
  first.didDocument?.verificationMethod.pop()
  expect((await ethr(did)).didDocument?.verificationMethod).toHaveLength(2)
})
