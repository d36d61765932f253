import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { epochSeconds } from '@fidecura/base'
import {
  type Algorithm,
  didKeyOf,
  generateSigner,
  keyIdOf,
  parsePublicJwk,
  resolveDidJwk,
  resolveDidKey,
  type Signer,
  signerOf,
} from '@fidecura/identity'
import { createKeyFile, openKeyFile } from '@fidecura/identity/node'
import { openLibrary, type Pkcs11Library, type Pkcs11Token } from '@fidecura/pkcs11'
import { signerContract } from '@fidecura/testing'
import {
  createDidJwkProvider,
  createDidKeyProvider,
  createMemorySignerStore,
  createSignerKms,
  type KeyType,
  type MethodsOf,
  signerOfIdentifier,
} from '@fidecura/veramo'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createAgent } from '@veramo/core'
import { DIDManager, MemoryDIDStore } from '@veramo/did-manager'
import { KeyManager, MemoryKeyStore } from '@veramo/key-manager'
import { withSoftHsm } from './soft-hsm.ts'

/** A place where keys are kept: makes a key of the algorithm there, and a signer for it. */
type Custody = (algorithm: Algorithm) => Promise<Signer>

const algorithms: readonly Algorithm[] = ['ES256', 'ES384', 'EdDSA']
const folder = mkdtempSync(join(tmpdir(), 'fidecura-custody-'))
afterAll(() => rmSync(folder, { recursive: true }))

const passphrase = 'correct horse battery staple'
const fileOf = (algorithm: Algorithm, kind: string): string =>
  join(folder, `${algorithm}-${kind}.json`)

/** A key of Web Crypto that nothing can read out. */
async function webCryptoSigner(algorithm: Algorithm): Promise<Signer> {
  const names = {
    ES256: { name: 'ECDSA', namedCurve: 'P-256' },
    ES384: { name: 'ECDSA', namedCurve: 'P-384' },
    EdDSA: { name: 'Ed25519' },
  }
  const pair = await crypto.subtle.generateKey(names[algorithm], false, ['sign', 'verify'])
  if (!('privateKey' in pair)) throw new Error('Not a pair')
  const publicKey = parsePublicJwk(await crypto.subtle.exportKey('jwk', pair.publicKey))
  await expect(crypto.subtle.exportKey('pkcs8', pair.privateKey)).rejects.toMatchObject({
    name: 'InvalidAccessError',
  })
  return signerOf({ keyId: keyIdOf(didKeyOf(publicKey)), privateKey: pair.privateKey, publicKey })
}

/** Signer of ours -> key management system -> agent -> signer of ours. */
function veramoSigner(method: 'did:key' | 'did:jwk'): Custody {
  const types: Readonly<Record<Algorithm, KeyType>> = {
    ES256: 'Secp256r1',
    ES384: 'Secp384r1',
    EdDSA: 'Ed25519',
  }
  return async (algorithm) => {
    const kms = createSignerKms({ name: 'signers', store: createMemorySignerStore() })
    const options = { kms: 'signers' }
    const providers = {
      'did:key': createDidKeyProvider(options),
      'did:jwk': createDidJwkProvider(options),
    }
    const plugins: [KeyManager, DIDManager] = [
      new KeyManager({ store: new MemoryKeyStore(), kms: { signers: kms } }),
      new DIDManager({ store: new MemoryDIDStore(), defaultProvider: method, providers }),
    ]
    const agent = createAgent<MethodsOf<typeof plugins>>({ plugins })
    const { did } = await agent.didManagerCreate({ options: { keyType: types[algorithm] } })
    return signerOfIdentifier(
      did,
      { agent },
      {
        resolve: method === 'did:key' ? resolveDidKey : resolveDidJwk,
        clock: () => epochSeconds(1_800_000_000),
      },
    )
  }
}

/**
 * The columns of the table; one more, of an HSM, is below. Keys of a browser are held to the same
 * contract in Chromium.
 */
const custodies: Readonly<Record<string, Custody>> = {
  'a process, as did:key': (algorithm) => generateSigner({ algorithm }),
  'a process, as did:jwk': (algorithm) => generateSigner({ algorithm, method: 'jwk' }),
  'Web Crypto, not extractable': webCryptoSigner,
  'an encrypted file, just made': (algorithm) =>
    createKeyFile(fileOf(algorithm, 'new'), { algorithm, passphrase }),
  'an encrypted file, opened again': async (algorithm) => {
    const path = fileOf(algorithm, 'kept')
    const { keyId } = await createKeyFile(path, { algorithm, passphrase })
    const opened = await openKeyFile(path, { passphrase })
    expect(opened.keyId).toBe(keyId)
    return opened
  },
  'a Veramo agent, as did:key': veramoSigner('did:key'),
  'a Veramo agent, as did:jwk': veramoSigner('did:jwk'),
}

function meetsContract(custody: Custody): void {
  describe.each(algorithms)('with %s', (algorithm) => {
    let signer: Signer
    beforeAll(async () => {
      signer = await custody(algorithm)
    })

    test('has the algorithm that was asked for', () => {
      expect(signer.algorithm).toBe(algorithm)
    })

    test.each(signerContract.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
      await expect(run(signer)).resolves.toBeUndefined()
    })
  })
}

describe.each(Object.entries(custodies))('a signer whose key is in %s', (_, custody) => {
  meetsContract(custody)
})

withSoftHsm('a signer whose key is in a token, over PKCS#11', (hsm) => {
  let library: Pkcs11Library
  let token: Pkcs11Token
  beforeAll(async () => {
    hsm.initToken('hospital', '24680')
    library = await openLibrary(hsm.library)
    token = await library.openToken({ label: 'hospital', pin: () => '24680' })
  })
  afterAll(async () => {
    await library.close()
  })

  describe('just made, as did:key', () => {
    meetsContract((algorithm) => token.generateKey(`new ${algorithm}`, { algorithm }))
  })

  describe('opened again, as did:jwk', () => {
    meetsContract(async (algorithm) => {
      const label = `kept ${algorithm}`
      const { publicKey } = await token.generateKey(label, { algorithm })
      const opened = await token.openKey(label, { method: 'jwk' })
      expect(opened.publicKey).toEqual(publicKey)
      return opened
    })
  })
})
