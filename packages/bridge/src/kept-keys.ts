import type { EpochSeconds } from '@fidecura/base'
import { type PublicJwk, thumbprintOf } from '@fidecura/identity'
import type { Documents } from '@fidecura/store'
import { BridgeError } from './errors.ts'
import { secretsOf } from './secrets.ts'

/** The two keys of a bridge, by names of which nothing can be made. */
export interface KeyFingerprints {
  readonly signer: string
  readonly secret: string
}

/** @throws BridgeError `bridge_options_invalid`: a secret that is too short. */
export async function fingerprintsOf(
  publicKey: PublicJwk,
  secret: Uint8Array,
): Promise<KeyFingerprints> {
  return { signer: await thumbprintOf(publicKey), secret: secretsOf(secret).fingerprint }
}

const [kind, id] = ['bridge.keys', 'keys']

/**
 * Holds the keys to those that the store knows; the first that come are the ones. Processes that share a store and not
 * their keys take each person for two, and platforms cannot verify what the other one signs.
 *
 * @throws BridgeError `bridge_keys_differ`, with the place; what the store throws.
 */
export async function holdToKeys(
  documents: Documents,
  own: KeyFingerprints,
  now: EpochSeconds,
): Promise<void> {
  const insert = { kind, id, body: { ...own } }
  const kept =
    (await documents.find(kind, id, now)) ??
    ((await documents.write([{ insert }], now)) ? insert : await documents.find(kind, id, now))
  for (const place of ['signer', 'secret'] as const) {
    if (kept?.body[place] === own[place]) continue
    throw new BridgeError('bridge_keys_differ', 'Not the keys of this store', { place })
  }
}

/**
 * Makes these the keys of a store: what is not meant to change must be as it was. Whoever changes the secret has
 * everybody new at every platform.
 *
 * @param changing - What may differ from what the store knows.
 * @throws BridgeError `bridge_keys_differ`: what may not; `bridge_store_failed`: somebody else does the same.
 */
export async function rotateKeys(
  documents: Documents,
  own: KeyFingerprints,
  { changing, now }: { readonly changing: keyof KeyFingerprints; readonly now: EpochSeconds },
): Promise<void> {
  const kept = await documents.find(kind, id, now)
  const held = changing === 'signer' ? 'secret' : 'signer'
  if (kept !== undefined && kept.body[held] !== own[held]) {
    throw new BridgeError('bridge_keys_differ', 'Not the keys of this store', { place: held })
  }
  const document = { kind, id, body: { ...own } }
  const { version = 0, number = 0 } = kept ?? {}
  const change = kept === undefined ? { insert: document } : { replace: document, version, number }
  if (await documents.write([change], now)) return
  throw new BridgeError('bridge_store_failed', 'Others write the same', { outcome: 'unknown' })
}
