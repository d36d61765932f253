import { encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { type Algorithm, generateSigner, type Signer, thumbprintOf } from '@fidecura/identity'
import type { ManagedKeyInfo } from '@veramo/core-types'
import type { AbstractKeyManagementSystem } from '@veramo/key-manager'
import { VeramoError } from './errors.ts'
import { algorithmOfType, publicKeyHexOf, typeOf } from './managed-key.ts'
import type { SignerStore } from './signer-store.ts'

export interface SignerKmsOptions {
  /** The name that the key manager knows it under. */
  readonly name: string
  readonly store: SignerStore
  /** Makes keys where they are to stay, in an HSM for one. Default: `generateSigner`, in this process. */
  readonly generate?: (algorithm: Algorithm) => Promise<Signer>
}

/**
 * Lets Veramo's `KeyManager` sign with any `Signer`. No key can be read out of it or put into it;
 * `keyManagerImport({ kid, kms, type, privateKeyHex: '' })` makes a signer of the store known to the
 * key manager.
 *
 * @throws {@link VeramoError} from its methods: `key_import_refused`, `key_not_found`, `key_exists`,
 *   `key_type_unsupported`, `key_algorithm_wrong`, `operation_unsupported`; IdentityError
 *   `signer_failed` (unknown).
 */
export function createSignerKms(options: SignerKmsOptions): AbstractKeyManagementSystem {
  const { name, store } = options
  const generate = options.generate ?? ((algorithm) => generateSigner({ algorithm }))

  const signerOf = async (kid: string): Promise<Signer> => {
    const signer = await store.get(kid)
    if (signer === undefined) throw notFound()
    return signer
  }
  const infoOf = (kid: string, { algorithm, publicKey }: Signer): ManagedKeyInfo => ({
    kid,
    kms: name,
    type: typeOf(publicKey),
    publicKeyHex: publicKeyHexOf(publicKey),
    meta: { algorithms: [algorithm] },
  })
  const sign = async (kid: string, data: Uint8Array, algorithm?: string): Promise<string> => {
    const signer = await signerOf(kid)
    if (algorithm !== undefined && algorithm !== signer.algorithm) throw wrongAlgorithm()
    return encodeBase64url(await signer.sign(data))
  }

  return Object.freeze({
    async createKey({ type, kid }) {
      const algorithm = algorithmOfType(type)
      // An HSM may not forget a key that was made in vain.
      if (kid !== undefined && (await store.get(kid)) !== undefined) throw exists()
      const signer = await generate(algorithm)
      const name = kid ?? (await thumbprintOf(signer.publicKey))
      if (!(await store.add(name, signer))) throw exists()
      return infoOf(name, signer)
    },
    async importKey({ kid, type, privateKeyHex }) {
      if (privateKeyHex !== '' || kid === undefined) {
        throw new VeramoError('key_import_refused', 'Keys do not move: refer to one by its kid')
      }
      const signer = await signerOf(kid)
      if (algorithmOfType(type) !== signer.algorithm) throw wrongAlgorithm()
      return infoOf(kid, signer)
    },
    async listKeys() {
      return (await store.list()).map(({ kid, signer }) => infoOf(kid, signer))
    },
    async deleteKey({ kid }) {
      if (await store.delete(kid)) return true
      throw notFound()
    },
    async sign({ keyRef, algorithm, data }) {
      return sign(keyRef.kid, data, algorithm)
    },
    async signJWT({ key, data }) {
      return sign(key.kid, typeof data === 'string' ? encodeUtf8(data) : data)
    },
    async signEthTX() {
      throw unsupported()
    },
    async sharedSecret() {
      throw unsupported()
    },
  } satisfies AbstractKeyManagementSystem)
}

function exists(): VeramoError {
  return new VeramoError('key_exists', 'Another key has this id')
}

function notFound(): VeramoError {
  return new VeramoError('key_not_found', 'No key of this id')
}

function wrongAlgorithm(): VeramoError {
  return new VeramoError('key_algorithm_wrong', 'The key is for another algorithm')
}

function unsupported(): VeramoError {
  return new VeramoError('operation_unsupported', 'These keys sign, and do nothing else')
}
