import { type NewKeyOptions, newKeyId } from '../signer.ts'
import { type BrowserSigner, signerOfSlot } from './browser-signer.ts'
import { inKeyDatabase, keyExists } from './key-database.ts'
import {
  assertSlot,
  type KeyIdentity,
  newKeyRecord,
  type PasskeyLock,
  type PinLock,
} from './key-record.ts'
import {
  generateDeviceKey,
  generateKeyPair,
  generateSlotKey,
  newSealedVault,
  sealPrivateKey,
  sealSlotKey,
} from './key-wrapping.ts'
import { createPasskeySecret, type NewPasskey } from './passkey-secret.ts'
import { askToPersist } from './persistence.ts'
import { assertStrongPin, pinIterations, stretchPin } from './pin.ts'

/** What will open the new key: a PIN, a passkey, or either of the two. */
export type NewBrowserKeyLocks =
  | { readonly pin: string; readonly passkey?: NewPasskey }
  | { readonly pin?: never; readonly passkey: NewPasskey }

/** A key that was made, open. */
export interface CreatedBrowserKey {
  readonly signer: BrowserSigner
  /** Whether the browser promised not to evict it when space is short. If not, tell the person. */
  readonly persisted: boolean
}

/**
 * Makes a key and keeps it in this browser's database, encrypted. Nothing is ever overwritten.
 *
 * The key can be extracted between being generated and being wrapped, by scripts that run in the page
 * at that very moment; and never again.
 *
 * @param slot - 1 to 64 of a-z, 0-9, dot, underscore and hyphen.
 * @param options - Default: did:key, ES256.
 * @throws {@link IdentityError} `browser_key_exists`, `browser_key_pin_weak`, `browser_key_pin_malformed`,
 *   `browser_key_malformed`: the name of the slot; `did_url_malformed`: the fragment; `key_type_unsupported`, `browser_passkey_unavailable`; `browser_passkey_refused`,
 *   `browser_storage_unavailable`, both unknown.
 */
export async function createBrowserKey(
  slot: string,
  options: NewBrowserKeyLocks & NewKeyOptions,
): Promise<CreatedBrowserKey> {
  const { pin, passkey } = options
  assertSlot(slot)
  if (pin !== undefined) assertStrongPin(pin)
  await inKeyDatabase('readonly', async (slots) => {
    if ((await slots.get(slot)) !== undefined) throw keyExists()
  })
  const persisted = askToPersist()
  const [deviceKey, slotKey] = await Promise.all([generateDeviceKey(), generateSlotKey()])
  const { identity, sealedKey } = await newSealedKey(slot, slotKey, options)
  const sealedVault = await newSealedVault(slotKey, identity)
  // Last of what may fail for good: a passkey that opens nothing would stay in the person's list.
  const secret = passkey && (await createPasskeySecret(passkey))
  const lockable = { slotKey, deviceKey, identity }
  const record = newKeyRecord({
    ...identity,
    deviceKey,
    sealedKey,
    sealedVault,
    pin: pin === undefined ? undefined : await newPinLock(pin, lockable),
    passkey: secret && (await newPasskeyLock(secret, lockable)),
  })
  await inKeyDatabase('readwrite', (slots) => slots.add(record))
  return Object.freeze({
    signer: await signerOfSlot({ record, slotKey }),
    persisted: await persisted,
  })
}

/** The extractable handle is gone when this returns. */
async function newSealedKey(slot: string, slotKey: CryptoKey, options: NewKeyOptions) {
  const pair = await generateKeyPair(options.algorithm ?? 'ES256')
  const { publicKey } = pair
  const identity: KeyIdentity = { slot, keyId: newKeyId(options, publicKey), publicKey }
  return { identity, sealedKey: await sealPrivateKey(pair, slotKey, identity) }
}

/** What a lock is put on. */
export interface Lockable {
  /** Extractable. */
  readonly slotKey: CryptoKey
  readonly deviceKey: CryptoKey
  readonly identity: KeyIdentity
}

export async function newPinLock(
  pin: string,
  { slotKey, deviceKey, identity }: Lockable,
): Promise<PinLock> {
  const salt = crypto.getRandomValues(new Uint8Array(32))
  const stretching = { salt, iterations: pinIterations }
  const secret = await stretchPin(pin, stretching)
  const sealed = await sealSlotKey(slotKey, { kind: 'pin', secret, deviceKey }, identity)
  secret.fill(0)
  return { ...sealed, ...stretching, failures: 0, failedAt: 0 }
}

export async function newPasskeyLock(
  { secret, ...passkey }: Awaited<ReturnType<typeof createPasskeySecret>>,
  { slotKey, deviceKey, identity }: Lockable,
): Promise<PasskeyLock> {
  const sealed = await sealSlotKey(slotKey, { kind: 'passkey', secret, deviceKey }, identity)
  secret.fill(0)
  return { ...sealed, ...passkey }
}
