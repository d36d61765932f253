import { concatBytes, encodeUtf8 } from '@fidecura/base'
import { type Algorithm, algorithms } from '../algorithms.ts'
import { IdentityError } from '../errors.ts'
import { type PublicJwk, parsePublicJwk } from '../jwk.ts'
import { storageUnavailable } from './key-database.ts'
import { bindingOf, type KeyIdentity, type SealedBytes } from './key-record.ts'

/** How a slot key is locked up. */
export type LockKind = 'pin' | 'passkey'

/** What opens a lock: a secret stretched out of the PIN, or the secret of the passkey. */
export interface LockSecret {
  readonly kind: LockKind
  readonly secret: Uint8Array<ArrayBuffer>
  readonly deviceKey: CryptoKey
}

export interface NewKeyPair {
  readonly publicKey: PublicJwk
  /** Extractable, because only such keys can be wrapped: drop it as soon as it is. */
  readonly privateKey: CryptoKey
}

const gcm = { name: 'AES-GCM', length: 256 }

/** Signs to no one but scripts of this origin, and only mixes: it opens nothing alone. */
export async function generateDeviceKey(): Promise<CryptoKey> {
  return await subtle().generateKey({ name: 'HMAC', hash: 'SHA-512' }, false, ['sign'])
}

/** @returns Extractable, since it is wrapped for each of its locks. */
export async function generateSlotKey(): Promise<CryptoKey> {
  return await subtle().generateKey(gcm, true, ['wrapKey', 'unwrapKey'])
}

/** @throws {@link IdentityError} `key_type_unsupported`: this browser has no such algorithm. */
export async function generateKeyPair(algorithm: Algorithm): Promise<NewKeyPair> {
  const { webKey } = algorithms[algorithm]
  try {
    const pair = await subtle().generateKey(webKey, true, ['sign', 'verify'])
    const { privateKey, publicKey } = pair as CryptoKeyPair
    const jwk = await subtle().exportKey('jwk', publicKey)
    // Some engines write that it may be exported, and what for, which is of no use to anybody else.
    return { privateKey, publicKey: parsePublicJwk(jwk) }
  } catch (error) {
    if (IdentityError.is(error)) throw error
    throw new IdentityError('key_type_unsupported', 'This browser makes no such keys')
  }
}

export async function sealPrivateKey(
  { privateKey }: NewKeyPair,
  slotKey: CryptoKey,
  identity: KeyIdentity,
): Promise<SealedBytes> {
  return await wrap('pkcs8', privateKey, slotKey, bindingOf(identity, 'key'))
}

/**
 * @returns Not extractable, and good for signing alone.
 * @throws The engine's error if any bit, or what it is bound to, is another.
 */
export async function openPrivateKey(
  { iv, bytes }: SealedBytes,
  slotKey: CryptoKey,
  identity: KeyIdentity,
  algorithm: Algorithm,
): Promise<CryptoKey> {
  const { webKey } = algorithms[algorithm]
  const cipher = { ...gcm, iv, additionalData: bindingOf(identity, 'key') }
  return await subtle().unwrapKey('pkcs8', bytes, slotKey, cipher, webKey, false, ['sign'])
}

/** Makes the key of a vault, which is extractable until it is wrapped here. */
export async function newSealedVault(
  slotKey: CryptoKey,
  identity: KeyIdentity,
): Promise<SealedBytes> {
  const key = await subtle().generateKey(gcm, true, ['encrypt', 'decrypt'])
  return await wrap('raw', key, slotKey, bindingOf(identity, 'vault'))
}

/**
 * @returns Not extractable.
 * @throws The engine's error if any bit, or what it is bound to, is another.
 */
export async function openVaultKey(
  { iv, bytes }: SealedBytes,
  slotKey: CryptoKey,
  identity: KeyIdentity,
): Promise<CryptoKey> {
  const cipher = { ...gcm, iv, additionalData: bindingOf(identity, 'vault') }
  const usages: KeyUsage[] = ['encrypt', 'decrypt']
  return await subtle().unwrapKey('raw', bytes, slotKey, cipher, gcm, false, usages)
}

export async function sealSlotKey(
  slotKey: CryptoKey,
  lock: LockSecret,
  identity: KeyIdentity,
): Promise<SealedBytes> {
  return await wrap('raw', slotKey, await lockKeyOf(lock), bindingOf(identity, lock.kind))
}

/**
 * @param extractable - Only to lock it up anew.
 * @throws The engine's error if the secret is wrong, or any bit, or what it is bound to, is another.
 */
export async function openSlotKey(
  { iv, bytes }: SealedBytes,
  lock: LockSecret,
  identity: KeyIdentity,
  extractable: boolean,
): Promise<CryptoKey> {
  const cipher = { ...gcm, iv, additionalData: bindingOf(identity, lock.kind) }
  const usages: KeyUsage[] = extractable ? ['wrapKey', 'unwrapKey'] : ['unwrapKey']
  const lockKey = await lockKeyOf(lock)
  return await subtle().unwrapKey('raw', bytes, lockKey, cipher, gcm, extractable, usages)
}

/** Both are needed: the secret, and the key that does not leave this browser by way of scripts. */
async function lockKeyOf({ kind, secret, deviceKey }: LockSecret): Promise<CryptoKey> {
  const label = encodeUtf8(`fidecura browser key 1 ${kind}\0`)
  const input = concatBytes(label, secret) as Uint8Array<ArrayBuffer>
  const mixed = new Uint8Array(await subtle().sign('HMAC', deviceKey, input))
  const raw = mixed.slice(0, 32)
  const key = await subtle().importKey('raw', raw, gcm, false, ['wrapKey', 'unwrapKey'])
  for (const bytes of [input, mixed, raw]) bytes.fill(0)
  return key
}

async function wrap(
  format: 'raw' | 'pkcs8',
  key: CryptoKey,
  under: CryptoKey,
  additionalData: Uint8Array<ArrayBuffer>,
): Promise<SealedBytes> {
  const iv = crypto.getRandomValues(new Uint8Array(12))
  const cipher = { ...gcm, iv, additionalData }
  return { iv, bytes: new Uint8Array(await subtle().wrapKey(format, key, under, cipher)) }
}

/** @throws {@link IdentityError} `browser_storage_unavailable`: absent outside secure contexts. */
export function subtle(): SubtleCrypto {
  const found = (globalThis as { readonly crypto?: Partial<Crypto> }).crypto?.subtle
  if (found === undefined) throw storageUnavailable()
  return found
}
