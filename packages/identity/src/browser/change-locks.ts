import { type Lockable, newPasskeyLock, newPinLock } from './create-browser-key.ts'
import { inKeyDatabase } from './key-database.ts'
import type { KeyRecord } from './key-record.ts'
import { createPasskeySecret, type NewPasskey } from './passkey-secret.ts'
import { assertStrongPin } from './pin.ts'
import { type BrowserKeyUnlock, readUnchanged, unlockSlot } from './unlock.ts'

/** What {@link changeBrowserKeyPin} takes: how the key is opened now, and the PIN from now on. */
export interface ChangeBrowserKeyPinOptions {
  readonly unlock: BrowserKeyUnlock
  readonly newPin: string
}

/**
 * Gives a key another PIN, or its first one. The old one is good until the new one is on the disk,
 * and not a moment longer. The signing key stays encrypted throughout.
 *
 * Whoever copied the database before can still use the old PIN on the copy, if they have the device key.
 *
 * @throws {@link IdentityError} `browser_key_pin_weak`, `browser_key_pin_malformed`, and what {@link openBrowserKey} throws.
 */
export async function changeBrowserKeyPin(
  slot: string,
  { unlock, newPin }: ChangeBrowserKeyPinOptions,
): Promise<void> {
  assertStrongPin(newPin)
  await addLock(slot, unlock, async (lockable) => ({ pin: await newPinLock(newPin, lockable) }))
}

/** What {@link addBrowserKeyPasskey} takes: how the key is opened now, and the passkey to be made. */
export interface AddBrowserKeyPasskeyOptions {
  readonly unlock: BrowserKeyUnlock
  readonly passkey: NewPasskey
}

/**
 * Makes a passkey that opens the key from now on, in place of the one before, if any. A PIN stays.
 *
 * @throws {@link IdentityError} `browser_passkey_unavailable`, and what {@link openBrowserKey} throws.
 */
export async function addBrowserKeyPasskey(
  slot: string,
  { unlock, passkey }: AddBrowserKeyPasskeyOptions,
): Promise<void> {
  await addLock(slot, unlock, async (lockable) => ({
    passkey: await newPasskeyLock(await createPasskeySecret(passkey), lockable),
  }))
}

async function addLock(
  slot: string,
  unlock: BrowserKeyUnlock,
  make: (lockable: Lockable) => Promise<Pick<KeyRecord, 'pin'> | Pick<KeyRecord, 'passkey'>>,
): Promise<void> {
  const opened = await unlockSlot(slot, unlock, true)
  const { record, slotKey } = opened
  const lock = await make({ slotKey, deviceKey: record.deviceKey, identity: record })
  await inKeyDatabase('readwrite', async (slots) => {
    await slots.put({ ...(await readUnchanged(slots, opened)), ...lock })
  })
}
