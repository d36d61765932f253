import { type Did, IdentityError, parseDid } from '@fidecura/identity'
import type { IAgentContext, IIdentifier, IKey, IKeyManager } from '@veramo/core-types'
import type { AbstractIdentifierProvider } from '@veramo/did-manager'
import type { Signer as EthersSigner } from 'ethers'
import { addDidEthrKey, deactivateDidEthr, revokeDidEthrKey } from '../change-did-ethr.ts'
import { didEthrOf } from '../did-ethr-name.ts'
import { DidEthrError } from '../errors.ts'
import { type DidEthrKeyUse, publicKeyOfHex } from '../key-attribute.ts'
import type { DidEthrNetwork } from '../network.ts'

/** The wallets that own the DIDs. Their keys stay where they are: the agent has none of them. */
export interface DidEthrOwners {
  /** An account that owns no other DID, with a provider and enough to pay for a transaction. */
  create(): Promise<EthersSigner>
  /** The account that owns a DID now. */
  ownerOf(did: Did): Promise<EthersSigner>
}

/** Where keys are made, and where they are noted. */
export interface DidEthrProviderOptions {
  /** The key management system for new keys, as the key manager names it. */
  readonly kms: string
  readonly network: DidEthrNetwork
  readonly owners: DidEthrOwners
  /** Of every key, from the block that notes it. */
  readonly validForSeconds: number
  /** What keys are for. Default `assertion`. */
  readonly use?: DidEthrKeyUse
}

/** What `didManagerCreate` takes as `options`. */
export interface NewDidEthrOptions {
  /** Default `Secp256r1`. */
  readonly keyType?: 'Secp256r1' | 'Secp384r1' | 'Ed25519'
  /** A key that the key manager has already, instead of a new one. */
  readonly keyRef?: string
}

type KeyContext = IAgentContext<IKeyManager>

/**
 * Lets Veramo's `DIDManager` make did:ethr identifiers: an account of the caller's owns each, and keys of any
 * key management system sign for it. Every change sends a transaction and waits for its block.
 *
 * Deleting one ends the DID for good.
 *
 * @throws {@link DidEthrError} from its methods: `operation_unsupported` for services and updates;
 *   `attribute_malformed`, and those of `rotateDidEthrOwner`. IdentityError `key_not_found`.
 */
export function createDidEthrProvider(options: DidEthrProviderOptions): AbstractIdentifierProvider {
  const { kms: ownKms, network, owners, validForSeconds, use = 'assertion' } = options

  const add = async (did: Did, owner: EthersSigner, { type, publicKeyHex }: IKey) => {
    const publicKey = publicKeyOfHex(type, publicKeyHex)
    await addDidEthrKey(did, { network, owner, publicKey, validForSeconds, use })
    return true
  }

  return Object.freeze({
    async createIdentifier({ kms = ownKms, options: wishes }, context) {
      const key = await keyFor(kms, wishes, context)
      const owner = await owners.create()
      const did = didEthrOf(await owner.getAddress(), network)
      await add(did, owner, key)
      return { did, keys: [key], services: [] }
    },
    async deleteIdentifier(identifier, { agent }) {
      const did = parseDid(identifier.did)
      await deactivateDidEthr(did, { network, owner: await owners.ownerOf(did) })
      for (const { kid } of identifier.keys) await agent.keyManagerDelete({ kid })
      return true
    },
    updateIdentifier: refuse,
    async addKey({ identifier, key }) {
      const did = parseDid(identifier.did)
      return add(did, await owners.ownerOf(did), key)
    },
    async removeKey({ identifier, kid }) {
      const did = parseDid(identifier.did)
      const { type, publicKeyHex } = keyOf(identifier, kid)
      const publicKey = publicKeyOfHex(type, publicKeyHex)
      const owner = await owners.ownerOf(did)
      await revokeDidEthrKey(did, { network, owner, publicKey, use })
      return true
    },
    addService: refuse,
    removeService: refuse,
    matchPrefix: (prefix: string) => prefix === 'did:ethr' || prefix.startsWith('did:ethr:'),
  } satisfies AbstractIdentifierProvider)
}

async function refuse(): Promise<never> {
  throw new DidEthrError('operation_unsupported', 'Not through an agent')
}

function keyOf({ keys }: IIdentifier, kid: string): IKey {
  const key = keys.find((one) => one.kid === kid)
  if (key !== undefined) return key
  throw new IdentityError('key_not_found', 'The identifier has no such key')
}

async function keyFor(
  kms: string,
  wishes: NewDidEthrOptions | undefined,
  { agent }: KeyContext,
): Promise<IKey> {
  const { keyRef, keyType = 'Secp256r1' } = wishes ?? {}
  const managed =
    keyRef === undefined
      ? await agent.keyManagerCreate({ kms, type: keyType })
      : await managedKey(keyRef, agent)
  const { kid, kms: home, type, publicKeyHex, meta } = managed
  // Nothing but what is public, whatever the key store of others may hold.
  return { kid, kms: home, type, publicKeyHex, ...(meta == null ? {} : { meta }) }
}

async function managedKey(kid: string, agent: KeyContext['agent']): Promise<IKey> {
  try {
    return await agent.keyManagerGet({ kid })
  } catch {
    // Stores of others quote the key.
    throw new IdentityError('key_not_found', 'The key manager has no such key')
  }
}
