import { canonicalizeJson } from '@fidecura/base'
import { type DidUrl, parseDidUrl } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { type PublicJwk, parsePublicJwk } from '../jwk.ts'

const version = 'urn:fidecura:browser-key:1'

/** What lies in the database for one key. None of it opens the key without the PIN or the passkey. */
export interface KeyRecord {
  readonly version: typeof version
  readonly slot: string
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
  /** HMAC with SHA-512, and not extractable: what is copied by a script cannot be guessed at elsewhere. */
  readonly deviceKey: CryptoKey
  /** The private key under the slot key. */
  readonly sealedKey: SealedBytes
  /** The key of the vault under the slot key. */
  readonly sealedVault: SealedBytes
  /** The slot key under the PIN. */
  readonly pin?: PinLock | undefined
  /** The slot key under what the passkey yields. */
  readonly passkey?: PasskeyLock | undefined
}

/** Of AES-256-GCM. */
export interface SealedBytes {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface PinLock extends SealedBytes {
  readonly salt: Uint8Array<ArrayBuffer>
  readonly iterations: number
  /** Wrong PINs in a row. */
  readonly failures: number
  /** When the last of them was tried, in seconds since the epoch. */
  readonly failedAt: number
}

export interface PasskeyLock extends SealedBytes {
  readonly credentialId: Uint8Array<ArrayBuffer>
  readonly rpId: string
  readonly salt: Uint8Array<ArrayBuffer>
}

/** What a record is about, to which all that is sealed in it is bound. */
export type KeyIdentity = Pick<KeyRecord, 'slot' | 'keyId' | 'publicKey'>

export function newKeyRecord(parts: Omit<KeyRecord, 'version'>): KeyRecord {
  return { version, ...parts }
}

/** Authenticated along with what is sealed: nothing moves to another slot, key, purpose or version. */
export function bindingOf(
  { slot, keyId, publicKey }: KeyIdentity,
  purpose: 'key' | 'vault' | 'pin' | 'passkey',
): Uint8Array<ArrayBuffer> {
  const { kty, crv, x, y = '' } = publicKey
  return canonicalizeJson({
    ...{ version, purpose, slot, keyId },
    publicKey: { kty, crv, x, y },
  }) as Uint8Array<ArrayBuffer>
}

/**
 * Vouches for the shape of what the database holds, not for its origin.
 *
 * @throws {@link IdentityError} `browser_key_not_found`, `browser_key_malformed`.
 */
export function parseKeyRecord(input: unknown, slot: string): KeyRecord {
  if (input === undefined) {
    throw new IdentityError(
      'browser_key_not_found',
      'No such key in this browser: never made, deleted, or evicted with the site data. A new key has to be enrolled',
    )
  }
  const record = input as Readonly<Record<keyof KeyRecord, unknown>>
  const { deviceKey, sealedKey, sealedVault, pin, passkey } = record
  const isWhole =
    record.version === version &&
    record.slot === slot &&
    isDeviceKey(deviceKey) &&
    isSealed(sealedKey) &&
    isSealed(sealedVault) &&
    (pin === undefined || isPinLock(pin)) &&
    (passkey === undefined || isPasskeyLock(passkey)) &&
    (pin !== undefined || passkey !== undefined)
  if (!isWhole) throw keyMalformed(slot)
  try {
    const keyId = parseDidUrl(record.keyId)
    const publicKey = parsePublicJwk(record.publicKey)
    return { version, slot, keyId, publicKey, deviceKey, sealedKey, sealedVault, pin, passkey }
  } catch {
    throw keyMalformed(slot)
  }
}

/** 1 to 64 of a-z, 0-9, dot, underscore and hyphen, so that it may stand in an error. */
export function assertSlot(slot: string): void {
  if (typeof slot !== 'string' || !/^[a-z0-9._-]{1,64}$/.test(slot)) throw keyMalformed('slot')
}

export function keyMalformed(place: string): IdentityError {
  return new IdentityError('browser_key_malformed', 'Not a key of this browser', { place })
}

// Far above ours, and low enough that a planted record does not keep the page busy.
const maxIterations = 2_000_000

function isDeviceKey(value: unknown): value is CryptoKey {
  const { type, extractable, algorithm } = (value ?? {}) as Partial<CryptoKey>
  return type === 'secret' && extractable === false && algorithm?.name === 'HMAC'
}

function isSealed(value: unknown): value is SealedBytes {
  const { iv, bytes } = (value ?? {}) as Partial<SealedBytes>
  return isBytes(iv, 12, 12) && isBytes(bytes, 17, 1024)
}

function isPinLock(value: unknown): value is PinLock {
  if (!isSealed(value)) return false
  const { salt, iterations, failures, failedAt } = value as PinLock
  return (
    isBytes(salt, 16, 64) &&
    isCount(iterations) &&
    iterations > 0 &&
    iterations <= maxIterations &&
    isCount(failures) &&
    Number.isFinite(failedAt)
  )
}

function isPasskeyLock(value: unknown): value is PasskeyLock {
  if (!isSealed(value)) return false
  const { credentialId, rpId, salt } = value as PasskeyLock
  return isBytes(credentialId, 1, 1023) && typeof rpId === 'string' && isBytes(salt, 32, 32)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isBytes(value: unknown, least: number, most: number): boolean {
  // Not instanceof: a record may come from another realm.
  const isArray = Object.prototype.toString.call(value) === '[object Uint8Array]'
  return isArray && (value as Uint8Array).length >= least && (value as Uint8Array).length <= most
}
