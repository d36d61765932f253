import type { PublicJwk } from '@fidecura/identity'
import type { IAgentContext, IIdentifier, IKey, IKeyManager } from '@veramo/core-types'
import { VeramoError } from './errors.ts'
import { type KeyType, publicJwkOf } from './managed-key.ts'

export interface IdentifierProviderOptions {
  /** The key management system for new keys, as the key manager names it. */
  readonly kms: string
}

/** What `didManagerCreate` takes as `options` for our methods. */
export interface NewIdentifierOptions {
  /** Default `Secp256r1`. */
  readonly keyType?: KeyType
  /** A key that the key manager has already, instead of a new one. */
  readonly keyRef?: string
}

/** A key and what it says in public. */
export interface IdentifierKey {
  readonly key: IKey
  readonly publicKey: PublicJwk
}

export type KeyContext = IAgentContext<IKeyManager>

/**
 * Takes or makes the key of a new identifier.
 *
 * @throws {@link VeramoError} `key_not_found`, `key_type_unsupported`; those of the key manager.
 */
export async function keyForIdentifier(
  kms: string,
  options: NewIdentifierOptions = {},
  { agent }: KeyContext,
): Promise<IdentifierKey> {
  const { keyRef, keyType = 'Secp256r1' } = options
  const managed =
    keyRef === undefined
      ? await agent.keyManagerCreate({ kms, type: keyType })
      : await knownKey(keyRef, agent)
  const { kid, type, publicKeyHex, meta } = managed
  // Nothing but what is public, whatever the key store of others may hold.
  const key = { kid, kms: managed.kms, type, publicKeyHex, ...(meta == null ? {} : { meta }) }
  return { key, publicKey: await publicJwkOf(key) }
}

/** Deletes the keys of an identifier, too, as Veramo's own providers do. */
export async function deleteKeys({ keys }: IIdentifier, { agent }: KeyContext): Promise<boolean> {
  for (const { kid } of keys) await agent.keyManagerDelete({ kid })
  return true
}

export async function refuseChange(): Promise<never> {
  throw new VeramoError('operation_unsupported', 'This kind of DID never changes so')
}

async function knownKey(kid: string, agent: KeyContext['agent']): Promise<IKey> {
  try {
    return await agent.keyManagerGet({ kid })
  } catch {
    throw new VeramoError('key_not_found', 'The key manager has no such key')
  }
}
