import { decodeBase64url, encodeHex, encodeUtf8, type JsonObject } from '@fidecura/base'
import {
  type Algorithm,
  generateSigner,
  importVerificationKey,
  type Signer,
  verifySignature,
} from '@fidecura/identity'
import {
  createDidKeyProvider,
  createMemorySignerStore,
  createSignerKms,
  didWebDocumentOf,
  type KeyType,
  type MethodsOf,
  signerOfIdentifier,
} from '@fidecura/veramo'
import { beforeEach, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import type { IKey } from '@veramo/core-types'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { type AbstractKeyManagementSystem, KeyManager, MemoryKeyStore } from '@veramo/key-manager'
import { about, createHospital, type Hospital } from './hospital.ts'

const data = encodeUtf8('what is to be signed')
const types: readonly (readonly [KeyType, Algorithm])[] = [
  ['Secp256r1', 'ES256'],
  ['Secp384r1', 'ES384'],
  ['Ed25519', 'EdDSA'],
]

async function verifies({ publicKey }: Signer, signature: string): Promise<boolean> {
  return verifySignature(await importVerificationKey(publicKey), data, decodeBase64url(signature))
}

describe('createSignerKms', () => {
  let kms: AbstractKeyManagementSystem
  let hsm: Signer
  beforeEach(async () => {
    hsm = await generateSigner()
    kms = createSignerKms({ name: 'hsm', store: createMemorySignerStore({ enrolled: hsm }) })
  })

  test.each(types)('makes and uses a key of type %s', async (type, algorithm) => {
    const made = await kms.createKey({ type })
    expect(made).toMatchObject({ kms: 'hsm', type, meta: { algorithms: [algorithm] } })
    const signed = await kms.sign({ keyRef: made, algorithm, data })
    expect(decodeBase64url(signed)).toHaveLength(algorithm === 'ES384' ? 96 : 64)
    expect(await kms.listKeys()).toContainEqual(made)
  })

  test('hands out nothing of a key but what is public', async () => {
    const made = await kms.createKey({ type: 'Ed25519' })
    expect(Object.keys(made).toSorted()).toEqual(['kid', 'kms', 'meta', 'publicKeyHex', 'type'])
    expect(made.publicKeyHex).toMatch(/^[\da-f]{64}$/)
  })

  test('takes a reference to a signer that it has, and no private key', async () => {
    const reference = { kid: 'enrolled', type: 'Secp256r1', kms: 'hsm' }
    const known = await kms.importKey({ ...reference, privateKeyHex: '' })
    expect(await verifies(hsm, await kms.sign({ keyRef: known, data }))).toBe(true)
    await expect(kms.importKey({ ...reference, privateKeyHex: '00ff' })).rejects.toMatchObject({
      code: 'key_import_refused',
    })
    await expect(
      kms.importKey({ type: 'Secp256r1', kms: 'hsm', privateKeyHex: '' }),
    ).rejects.toMatchObject({ code: 'key_import_refused' })
    await expect(
      kms.importKey({ ...reference, type: 'Ed25519', privateKeyHex: '' }),
    ).rejects.toMatchObject({ code: 'key_algorithm_wrong' })
  })

  test('signs texts and bytes alike for the older name of signing', async () => {
    const key = { kid: 'enrolled' }
    const text = 'what is to be signed'
    expect(await verifies(hsm, await kms.signJWT({ key, data: text }))).toBe(true)
    expect(await verifies(hsm, await kms.signJWT({ key, data }))).toBe(true)
  })

  test('makes keys where the caller says', async () => {
    const elsewhere = createSignerKms({
      name: 'hsm',
      store: createMemorySignerStore(),
      generate: async (algorithm) => {
        expect(algorithm).toBe('ES256')
        return hsm
      },
    })
    const made = await elsewhere.createKey({ type: 'Secp256r1', kid: 'slot-1' })
    expect(await verifies(hsm, await elsewhere.sign({ keyRef: made, data }))).toBe(true)
  })

  test('makes one key of an id, however many ask for it at once', async () => {
    const settled = await Promise.allSettled(
      [1, 2, 3].map(() => kms.createKey({ type: 'Secp256r1', kid: 'slot-1' })),
    )
    const made = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    const refused = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))
    expect([made.length, refused]).toEqual([1, ['key_exists', 'key_exists']])
    expect(await kms.listKeys()).toContainEqual(made[0])
  })

  test('makes no key for an id that is taken', async () => {
    const generate = async (): Promise<never> => {
      throw new Error('A key was made')
    }
    const store = createMemorySignerStore({ enrolled: hsm })
    const full = createSignerKms({ name: 'hsm', store, generate })
    await expect(full.createKey({ type: 'Secp256r1', kid: 'enrolled' })).rejects.toMatchObject({
      code: 'key_exists',
    })
  })

  test('forgets a key', async () => {
    await kms.deleteKey({ kid: 'enrolled' })
    await expect(kms.sign({ keyRef: { kid: 'enrolled' }, data })).rejects.toMatchObject({
      code: 'key_not_found',
    })
    await expect(kms.deleteKey({ kid: 'enrolled' })).rejects.toMatchObject({
      code: 'key_not_found',
    })
  })

  test.each<[string, string, (kms: AbstractKeyManagementSystem) => Promise<unknown>]>([
    [
      'encrypt',
      'operation_unsupported',
      (one) =>
        one.sharedSecret({
          myKeyRef: { kid: 'enrolled' },
          theirKey: { type: 'X25519', publicKeyHex: '00' },
        }),
    ],
    [
      'sign for Ethereum',
      'operation_unsupported',
      (one) => one.signEthTX({ key: { kid: 'enrolled' }, transaction: {} }),
    ],
    [
      'sign with another algorithm',
      'key_algorithm_wrong',
      (one) => one.sign({ keyRef: { kid: 'enrolled' }, algorithm: 'EdDSA', data }),
    ],
    [
      'make a key of another kind',
      'key_type_unsupported',
      (one) => one.createKey({ type: 'Secp256k1' }),
    ],
    [
      'make a second key of one id',
      'key_exists',
      (one) => one.createKey({ type: 'Secp256r1', kid: 'enrolled' }),
    ],
  ])('does not %s', async (_, code, call) => {
    await expect(call(kms)).rejects.toMatchObject({ code })
  })
})

describe('an agent with our identifier providers', () => {
  let world: Hospital
  beforeEach(async () => {
    world = await createHospital()
  })

  test.each(
    ['did:key', 'did:jwk'].flatMap((provider) => types.map((type) => [provider, ...type] as const)),
  )('makes a %s of a %s key, and signs with it', async (provider, keyType, algorithm) => {
    const made = await world.agent.didManagerCreate({ provider, options: { keyType } })
    expect(made).toMatchObject({ provider, keys: [{ kms: 'signers', type: keyType }] })
    expect(made.did.startsWith(`${provider}:`)).toBe(true)
    const signer = await world.signerOf(made)
    expect(signer).toMatchObject({ did: made.did, algorithm })
    const signature = await signer.sign(data)
    expect(
      await verifySignature(await importVerificationKey(signer.publicKey), data, signature),
    ).toBe(true)
  })

  test('makes a did:web that signs once it is hosted, and after a change of keys', async () => {
    const { agent } = world
    const made = await agent.didManagerCreate({ alias: 'a.example:b', provider: 'did:web' })
    expect(made.did).toBe('did:web:a.example:b')
    await expect(world.signerOf(made)).rejects.toMatchObject({ code: 'did_not_found' })
    await world.host(made)
    const [first] = made.keys
    expect((await world.signerOf(made)).keyId).toBe(`${made.did}#${first?.kid}`)

    const second = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519' })
    await agent.didManagerAddKey({ did: made.did, key: second })
    await agent.didManagerRemoveKey({ did: made.did, kid: first?.kid ?? '' })
    const changed = await agent.didManagerGet({ did: made.did })
    await expect(world.signerOf(changed)).rejects.toMatchObject({ code: 'key_not_in_document' })
    await world.host(changed)
    expect((await world.signerOf(changed)).keyId).toBe(`${made.did}#${second.kid}`)
  })

  test.each<[string, JsonObject]>([
    ['is not for assertions', { assertionMethod: [] }],
    ['another controls', { verificationMethod: [] }],
  ])('signs nothing with a key that %s', async (name, members) => {
    const { agent } = world
    const made = await agent.didManagerCreate({ alias: 'c.example', provider: 'did:web' })
    const { verificationMethod: methods } = await didWebDocumentOf(made)
    const foreign = (methods as readonly JsonObject[]).map((method) => ({
      ...method,
      controller: world.doctor.did,
    }))
    await world.host(made, name.startsWith('another') ? { verificationMethod: foreign } : members)
    await expect(world.signerOf(made)).rejects.toMatchObject({ code: 'key_not_in_document' })
  })

  test('presents with a key for authentication alone', async () => {
    const { agent } = world
    const holder = await agent.didManagerCreate({ alias: 'h.example', provider: 'did:web' })
    await world.host(holder)
    const credential = await agent.createVerifiableCredential(await about(world, holder))
    await world.host(holder, { authentication: [] })
    await expect(
      agent.createVerifiablePresentation({
        presentation: { holder: holder.did, verifiableCredential: [credential] },
        proofFormat: 'dc+sd-jwt',
        challenge: 'one',
        domain: 'https://a.example',
      }),
    ).rejects.toMatchObject({ code: 'key_not_in_document' })
  })

  test.each<[string, IKey, string]>([
    [
      'of another kind',
      { kid: 'k', kms: 'x', type: 'X25519', publicKeyHex: '00' },
      'key_type_unsupported',
    ],
    [
      'too short',
      { kid: 'k', kms: 'x', type: 'Ed25519', publicKeyHex: '00' },
      'key_type_unsupported',
    ],
    [
      'whose kid is no fragment',
      { kid: 'k k', kms: 'x', type: 'Ed25519', publicKeyHex: '00' },
      'did_url_malformed',
    ],
  ])('adds no key %s to a did:web', async (_, key, code) => {
    const { agent } = world
    const { did } = await agent.didManagerCreate({ alias: 'd.example', provider: 'did:web' })
    await expect(agent.didManagerAddKey({ did, key })).rejects.toMatchObject({ code })
  })

  test('signs with the key that is asked for', async () => {
    const { agent, resolve, clock } = world
    const made = await agent.didManagerCreate({ alias: 'two.example', provider: 'did:web' })
    const second = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519' })
    await agent.didManagerAddKey({ did: made.did, key: second })
    await world.host(await agent.didManagerGet({ did: made.did }))
    const options = { resolve, clock, keyRef: second.kid }
    const signer = await signerOfIdentifier(made.did, { agent }, options)
    expect(signer.algorithm).toBe('EdDSA')
    await expect(
      signerOfIdentifier(made.did, { agent }, { ...options, keyRef: 'another' }),
    ).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('makes an identifier of a key that is there', async () => {
    const { agent } = world
    const key = await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519', kid: 'mine' })
    const made = await agent.didManagerCreate({ provider: 'did:key', options: { keyRef: 'mine' } })
    expect(made.keys).toEqual([key])
    await expect(
      agent.didManagerCreate({ provider: 'did:key', options: { keyRef: 'none' } }),
    ).rejects.toMatchObject({ code: 'key_not_found' })
  })

  test('deletes an identifier with its keys', async () => {
    const { agent, stranger } = world
    await agent.didManagerDelete({ did: stranger.did })
    await expect(world.signerOf(stranger)).rejects.toMatchObject({ code: 'identifier_not_found' })
    await expect(agent.keyManagerGet({ kid: stranger.keys[0]?.kid ?? '' })).rejects.toThrow()
  })

  test.each([
    ['an address', '127.0.0.1'],
    ['a folder above', 'a.example:..:b'],
    ['a key', 'a.example#key'],
  ])('makes no did:web of %s', async (_, alias) => {
    await expect(
      world.agent.didManagerCreate({ alias, provider: 'did:web' }),
    ).rejects.toMatchObject({ code: 'did_malformed' })
  })

  test('makes no did:web without an alias, or with a kid that is no fragment', async () => {
    const { agent } = world
    await expect(agent.didManagerCreate({ provider: 'did:web' })).rejects.toMatchObject({
      code: 'identifier_alias_missing',
    })
    await agent.keyManagerCreate({ kms: 'signers', type: 'Ed25519', kid: 'not a fragment' })
    const options = { keyRef: 'not a fragment' }
    await expect(
      agent.didManagerCreate({ alias: 'a.example', provider: 'did:web', options }),
    ).rejects.toMatchObject({ code: 'did_url_malformed' })
  })

  test.each(['did:key', 'did:jwk'])('does not change a %s', async (provider) => {
    const { agent } = world
    const { did, keys } = await agent.didManagerCreate({ provider })
    const service = { id: '#one', type: 'Example', serviceEndpoint: 'https://a.example' }
    const code = 'operation_unsupported'
    const [key] = keys as [IKey]
    for (const change of [
      () => agent.didManagerAddKey({ did, key }),
      () => agent.didManagerRemoveKey({ did, kid: key.kid }),
      () => agent.didManagerAddService({ did, service }),
      () => agent.didManagerRemoveService({ did, id: '#one' }),
      () => agent.didManagerUpdate({ did, document: {} }),
    ]) {
      await expect(change()).rejects.toMatchObject({ code })
    }
  })

  test('finds its provider by the beginning of a DID', async () => {
    const made = await world.agent.didManagerCreate({ provider: 'did:jwk:any' })
    expect(made.did).toMatch(/^did:jwk:/)
  })
})

describe('signerOfIdentifier', () => {
  /** A key management system of others, which writes keys and signatures as it likes. */
  function agentOver(
    signer: Signer,
    key: Pick<IKey, 'publicKeyHex'>,
    sign?: () => Promise<string>,
  ) {
    const kms = createSignerKms({
      name: 'foreign',
      store: createMemorySignerStore({ one: signer }),
    })
    const foreign: AbstractKeyManagementSystem = {
      ...(kms as Pick<AbstractKeyManagementSystem, keyof AbstractKeyManagementSystem>),
      importKey: async (args) => ({ ...(await kms.importKey(args)), ...key }),
      sign: sign ?? kms.sign,
    }
    const plugins = [
      new KeyManager({ store: new MemoryKeyStore(), kms: { foreign } }),
      new DIDManager({
        store: new MemoryDIDStore(),
        defaultProvider: 'did:key',
        providers: { 'did:key': createDidKeyProvider({ kms: 'foreign' }) },
      }),
    ]
    return createAgent<MethodsOf<typeof plugins>>({ plugins })
  }

  async function madeBy(agent: ReturnType<typeof agentOver>) {
    const { resolve, clock } = await createHospital()
    await agent.keyManagerImport({
      kid: 'one',
      kms: 'foreign',
      type: 'Secp256r1',
      privateKeyHex: '',
    })
    const { did } = await agent.didManagerCreate({ options: { keyRef: 'one' } })
    return signerOfIdentifier(did, { agent }, { resolve, clock })
  }

  const hexOf = (text: string | undefined): string => encodeHex(decodeBase64url(text ?? ''))

  test.each([
    ['uncompressed', ({ x, y }: Signer['publicKey']) => `04${hexOf(x)}${hexOf(y)}`],
    [
      'in capitals, behind 0x',
      ({ x, y }: Signer['publicKey']) => `0x${`04${hexOf(x)}${hexOf(y)}`.toUpperCase()}`,
    ],
  ])('knows a point %s', async (_, write) => {
    const signer = await generateSigner()
    const managed = await madeBy(agentOver(signer, { publicKeyHex: write(signer.publicKey) }))
    expect(managed).toMatchObject({ did: signer.did, keyId: signer.keyId })
    expect(managed.publicKey).toEqual(signer.publicKey)
  })

  test.each([
    ['not hexadecimal', 'zz'],
    ['of no point', `04${'11'.repeat(64)}`],
    ['of another length', '02ff'],
  ])('does not take a public key %s', async (_, publicKeyHex) => {
    const signer = await generateSigner()
    await expect(madeBy(agentOver(signer, { publicKeyHex }))).rejects.toMatchObject({
      code: 'key_type_unsupported',
    })
  })

  test.each<[string, () => Promise<string>]>([
    ['another key', async () => 'A'.repeat(86)],
    ['another encoding', async () => `0x${'00'.repeat(64)}`],
    ['an error that quotes', () => Promise.reject(new Error('canary'))],
  ])('hands out no signature of %s', async (_, sign) => {
    const signer = await generateSigner()
    const { x, y } = signer.publicKey
    const key = { publicKeyHex: `04${hexOf(x)}${hexOf(y)}` }
    const managed = await madeBy(agentOver(signer, key, sign))
    const error: unknown = await managed.sign(data).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'signer_failed', outcome: 'unknown' })
    expect(String((error as Error).stack)).not.toContain('canary')
  })

  test('stops when it is told to', async () => {
    const world = await createHospital()
    const signer = await world.signerOf(world.doctor)
    const signal = AbortSignal.abort()
    await expect(signer.sign(data, { signal })).rejects.toMatchObject({
      code: 'aborted',
      outcome: 'unknown',
    })
  })

  test('does not sign for a DID that the agent does not manage', async () => {
    const { agent, resolve, clock } = await createHospital()
    const { did } = await generateSigner()
    const error: unknown = await signerOfIdentifier(did, { agent }, { resolve, clock }).catch(
      (reason: unknown) => reason,
    )
    expect(error).toMatchObject({ code: 'identifier_not_found' })
    expect(String((error as Error).stack)).not.toContain(did)
  })
})
