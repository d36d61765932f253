import { type EpochSeconds, epochSeconds, equalBytes } from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import { inKeyDatabase, type KeySlots } from './key-database.ts'
import {
  assertSlot,
  type KeyRecord,
  keyMalformed,
  type PinLock,
  parseKeyRecord,
} from './key-record.ts'
import { type LockKind, openSlotKey } from './key-wrapping.ts'
import { readPasskeySecret } from './passkey-secret.ts'
import { assertPinText, chargeAttempt, lockedUntil, stretchPin } from './pin.ts'

/** How a key is opened. `now` is what the waiting after wrong PINs is measured by. */
export type BrowserKeyUnlock =
  | { readonly pin: string; readonly now: EpochSeconds; readonly passkey?: never }
  | {
      readonly passkey: true
      readonly signal?: AbortSignal | undefined
      readonly pin?: never
      readonly now?: never
    }

/** The slot key, open, and the record as it was then. */
export interface UnlockedSlot {
  readonly record: KeyRecord
  readonly slotKey: CryptoKey
  readonly openedBy: LockKind
}

/**
 * Opens the slot key, which opens the private key.
 *
 * @param extractable - Only to lock the slot key up anew.
 * @throws {@link IdentityError} `browser_key_not_found`, `browser_key_malformed`, `browser_key_pin_wrong`,
 *   `browser_key_pin_malformed`, `browser_key_locked`, `browser_key_unlock_missing`,
 *   `browser_passkey_unavailable`;
 *   `browser_passkey_refused`, `browser_storage_unavailable`, both unknown.
 * @throws {@link BaseError} `instant_malformed`: `now`.
 */
export async function unlockSlot(
  slot: string,
  unlock: BrowserKeyUnlock,
  extractable: boolean,
): Promise<UnlockedSlot> {
  assertSlot(slot)
  return unlock.pin !== undefined
    ? // Without an instant there would be no waiting, and nothing to count from.
      await unlockByPin(slot, unlock.pin, epochSeconds(unlock.now), extractable)
    : await unlockByPasskey(slot, unlock.signal, extractable)
}

async function unlockByPin(
  slot: string,
  pin: string,
  now: EpochSeconds,
  extractable: boolean,
): Promise<UnlockedSlot> {
  // Before it is counted: what cannot be tried is no guess.
  assertPinText(pin)
  const { record, lock } = await inKeyDatabase('readwrite', async (slots) => {
    const found = parseKeyRecord(await slots.get(slot), slot)
    if (found.pin === undefined) throw unlockMissing('pin')
    const attempt = chargeAttempt(found.pin, now)
    await slots.put({ ...found, pin: attempt.lock })
    return { record: found, lock: attempt }
  })
  if (lock.refused !== undefined) throw lock.refused
  const slotKey = await openWithPin(record, lock.lock, pin, extractable)
  if (slotKey === undefined) throw pinWrong(lock.lock)
  const opened: UnlockedSlot = { record, slotKey, openedBy: 'pin' }
  return await inKeyDatabase('readwrite', async (slots) => {
    const current = await readUnchanged(slots, opened)
    const { pin: counted } = current
    if (counted !== undefined) await slots.put({ ...current, pin: { ...counted, failures: 0 } })
    return opened
  })
}

async function openWithPin(
  record: KeyRecord,
  lock: PinLock,
  pin: string,
  extractable: boolean,
): Promise<CryptoKey | undefined> {
  const { deviceKey } = record
  const secret = await stretchPin(pin, lock)
  try {
    return await openSlotKey(lock, { kind: 'pin', secret, deviceKey }, record, extractable)
  } catch {
    return undefined
  } finally {
    secret.fill(0)
  }
}

async function unlockByPasskey(
  slot: string,
  signal: AbortSignal | undefined,
  extractable: boolean,
): Promise<UnlockedSlot> {
  const record = await inKeyDatabase('readonly', async (slots) =>
    parseKeyRecord(await slots.get(slot), slot),
  )
  const { passkey, deviceKey } = record
  if (passkey === undefined) throw unlockMissing('passkey')
  const secret = await readPasskeySecret(passkey, signal)
  try {
    const lock = { kind: 'passkey', secret, deviceKey } as const
    const slotKey = await openSlotKey(passkey, lock, record, extractable)
    return { record, slotKey, openedBy: 'passkey' }
  } catch {
    // The right passkey, of which there is but one secret for this salt: so it is the record.
    throw keyMalformed(slot)
  } finally {
    secret.fill(0)
  }
}

/**
 * The record as it is now, if what opened it then still does: another tab may have changed the PIN,
 * or deleted the key.
 *
 * @throws {@link IdentityError} `browser_key_not_found`, `browser_key_malformed`, `browser_key_pin_wrong`,
 *   `browser_key_unlock_missing`.
 */
export async function readUnchanged(
  slots: KeySlots,
  { record, openedBy }: UnlockedSlot,
): Promise<KeyRecord> {
  const current = parseKeyRecord(await slots.get(record.slot), record.slot)
  const [then, now] = [record[openedBy], current[openedBy]]
  const isSame =
    then !== undefined &&
    now !== undefined &&
    equalBytes(then.bytes, now.bytes) &&
    equalBytes(record.sealedKey.bytes, current.sealedKey.bytes)
  if (isSame) return current
  throw openedBy === 'pin' ? pinWrong(current.pin) : unlockMissing('passkey')
}

function pinWrong(lock: PinLock | undefined): IdentityError {
  return new IdentityError('browser_key_pin_wrong', 'Not the PIN of this key', {
    until: lock && lockedUntil(lock),
  })
}

function unlockMissing(place: LockKind): IdentityError {
  return new IdentityError('browser_key_unlock_missing', 'The key is not opened that way', {
    place,
  })
}
