import type { EpochSeconds } from '@fidecura/base'
import type { Algorithm } from '../algorithms.ts'
import { type Did, type DidUrl, didOf } from '../did.ts'
import { algorithmOf, type PublicJwk } from '../jwk.ts'
import { inKeyDatabase } from './key-database.ts'
import { assertSlot, parseKeyRecord } from './key-record.ts'
import type { LockKind } from './key-wrapping.ts'
import { isPersisted } from './persistence.ts'
import { isLockedForGood, lockedUntil } from './pin.ts'

/** What is known of a key without opening it: what the database says, which only opening it proves. */
export interface BrowserKey {
  readonly slot: string
  readonly did: Did
  readonly keyId: DidUrl
  readonly algorithm: Algorithm
  readonly publicKey: PublicJwk
  readonly opensBy: readonly LockKind[]
  /** Wrong PINs in a row. */
  readonly pinFailures: number
  /** When a PIN may be tried again: undefined if at once, `never` after too many wrong ones. */
  readonly pinLockedUntil: EpochSeconds | 'never' | undefined
  /** Whether the browser promised not to evict it when space is short. */
  readonly persisted: boolean
}

/**
 * The keys of this browser, in the order of their slots.
 *
 * @throws {@link IdentityError} `browser_key_malformed`: the slot is the `place`;
 *   `browser_storage_unavailable`, unknown.
 */
export async function listBrowserKeys(): Promise<readonly BrowserKey[]> {
  const persisted = await isPersisted()
  const records = await inKeyDatabase('readonly', (slots) => slots.all())
  return Object.freeze(
    records.map((input): BrowserKey => {
      const { slot } = input as { readonly slot: string }
      assertSlot(slot)
      const { keyId, publicKey, pin, passkey } = parseKeyRecord(input, slot)
      const opensBy = ([pin && 'pin', passkey && 'passkey'] as const).filter(
        (kind) => kind !== undefined,
      )
      return Object.freeze({
        ...{ slot, did: didOf(keyId), keyId, algorithm: algorithmOf(publicKey), publicKey },
        ...{ opensBy, pinFailures: pin?.failures ?? 0, persisted },
        pinLockedUntil: pin && (isLockedForGood(pin) ? 'never' : lockedUntil(pin)),
      })
    }),
  )
}

/**
 * Deletes a key for good: there is no copy. Signers that were opened before go on until they are
 * locked or their page is closed.
 *
 * @throws {@link IdentityError} `browser_key_not_found`; `browser_storage_unavailable`, unknown.
 */
export async function deleteBrowserKey(slot: string): Promise<void> {
  assertSlot(slot)
  await inKeyDatabase('readwrite', async (slots) => {
    // A damaged one can be deleted, too.
    if ((await slots.get(slot)) === undefined) parseKeyRecord(undefined, slot)
    await slots.delete(slot)
  })
}
