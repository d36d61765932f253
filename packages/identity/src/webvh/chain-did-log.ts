import { type EpochSeconds, type JsonObject, parseJsonText } from '@fidecura/base'
import type { Did } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { verifyJcsProof } from '../jcs-proof.ts'
import { createKeyCache, type KeyCache } from '../verification-key.ts'
import { type WebLocationOptions, webLocationOf } from '../web-location.ts'
import type { DidLogEntry } from './did-log-entry.ts'
import { applyParameters, type DidLogParameters, type WitnessRule } from './did-log-parameters.ts'
import { multihashOfJson, multihashOfKey } from './multihash.ts'

/** An entry that follows from those before it. Whether it was witnessed is another question. */
export interface DidLogVersion {
  readonly versionId: string
  readonly number: number
  readonly validFrom: EpochSeconds
  readonly did: Did
  readonly state: JsonObject
  /** As they are from this entry on. */
  readonly parameters: DidLogParameters
  /** Who has to vouch for this very entry. */
  readonly witness: WitnessRule | undefined
}

/** What judging a log needs besides the log. */
export interface ChainOptions extends WebLocationOptions {
  /** Entries of later than this are refused. */
  readonly now: EpochSeconds
}

/**
 * Verifies everything that a log proves by itself: identifier, hashes, order, times, authority and
 * proofs, to the last entry. One that fails makes the whole log invalid.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#read-resolve | did:webvh 1.0 §3.6.2}
 *
 * @throws {@link IdentityError} `did_log_parameter_wrong`, `did_log_scid_wrong`, `did_log_hash_wrong`,
 *   `did_log_time_wrong`, `did_log_key_unauthorized`, `did_log_proof_invalid`, `did_log_move_refused`,
 *   `did_log_after_end`, `did_malformed`.
 */
export async function chainDidLog(
  entries: readonly DidLogEntry[],
  options: ChainOptions,
): Promise<readonly DidLogVersion[]> {
  const versions: DidLogVersion[] = []
  const keys = createKeyCache()
  for (const entry of entries) {
    const place = `/${versions.length + 1}`
    versions.push(await follow(versions.at(-1), entry, { ...options, place, keys }))
  }
  return versions
}

interface Step extends ChainOptions {
  readonly place: string
  readonly keys: KeyCache
}

async function follow(
  previous: DidLogVersion | undefined,
  entry: DidLogEntry,
  step: Step,
): Promise<DidLogVersion> {
  const { place } = step
  if (previous?.parameters.deactivated === true) {
    throw new IdentityError('did_log_after_end', 'An entry after the end', { place })
  }
  const active = previous?.parameters
  const parameters = applyParameters(active, entry.parameters, `${place}/parameters`)
  assertTime(previous, entry, step)
  assertDid(previous, entry, parameters, step)
  if (previous === undefined) await assertScid(entry, parameters.scid, place)
  await assertHash(entry, previous?.versionId ?? parameters.scid, place)
  await assertCommitted(active, parameters, place)
  await assertAuthorized(active, parameters, entry, step)
  const { versionId, versionTime, did, state } = entry
  const number = (previous?.number ?? 0) + 1
  // Witnesses come in at once where there were none; else those before have the word once more.
  const witness = active?.witness ?? parameters.witness
  return { versionId, number, validFrom: versionTime, did, state, parameters, witness }
}

function assertTime(
  previous: DidLogVersion | undefined,
  { versionTime }: DidLogEntry,
  { now, place }: Step,
): void {
  if (versionTime <= now && (previous === undefined || previous.validFrom < versionTime)) return
  throw new IdentityError(
    'did_log_time_wrong',
    'Not a second or more after the entry before, or in the future',
    {
      place: `${place}/versionTime`,
    },
  )
}

/** §3.7.6. What a log says of places it was at is checked by whoever asks for the DID of that place. */
function assertDid(
  previous: DidLogVersion | undefined,
  { did, state }: DidLogEntry,
  { scid, portable }: DidLogParameters,
  step: Step,
): void {
  const prefix = `did:webvh:${scid}:`
  const place = `${step.place}/state/id`
  if (!did.startsWith(prefix)) {
    throw new IdentityError('did_log_scid_wrong', 'The document is of another DID', { place })
  }
  webLocationOf(did.slice(prefix.length), step)
  if (previous === undefined || previous.did === did) return
  const names = state['alsoKnownAs']
  if (portable && Array.isArray(names) && names.includes(previous.did)) return
  throw new IdentityError('did_log_move_refused', 'The DID may not move so', { place })
}

const placeholder = '{SCID}'

async function assertScid(entry: DidLogEntry, scid: string, place: string): Promise<void> {
  const text = JSON.stringify({ ...entry.unproven, versionId: placeholder })
  // Else two first entries would have one identifier: this one, and one that has it spelt out.
  const ambiguous = JSON.stringify(entry.unproven).includes(placeholder)
  const limits = { maxBytes: 3 * text.length }
  const preliminary = parseJsonText(text.replaceAll(scid, placeholder), limits) as JsonObject
  if (!ambiguous && (await multihashOfJson(preliminary)) === scid) return
  throw new IdentityError('did_log_scid_wrong', 'Not the digest of the first entry', {
    place: `${place}/parameters/scid`,
  })
}

async function assertHash(
  { unproven, entryHash }: DidLogEntry,
  predecessor: string,
  place: string,
): Promise<void> {
  if ((await multihashOfJson({ ...unproven, versionId: predecessor })) === entryHash) return
  throw new IdentityError('did_log_hash_wrong', 'Not the digest of the entry', {
    place: `${place}/versionId`,
  })
}

/** §3.7.7. Every key must be one of those committed to before, which the thief of a key cannot know. */
async function assertCommitted(
  active: DidLogParameters | undefined,
  { updateKeys }: DidLogParameters,
  place: string,
): Promise<void> {
  if (active === undefined || active.nextKeyHashes.length === 0) return
  const hashes = await Promise.all(updateKeys.map(multihashOfKey))
  if (hashes.every((hash) => active.nextKeyHashes.includes(hash))) return
  throw new IdentityError('did_log_key_unauthorized', 'Not a key that was committed to', {
    place: `${place}/parameters/updateKeys`,
  })
}

/** §3.7.5. Every proof there is must hold, and be by a key that may change the DID at this point. */
async function assertAuthorized(
  active: DidLogParameters | undefined,
  parameters: DidLogParameters,
  { proofs, unproven }: DidLogEntry,
  { place, keys }: Step,
): Promise<void> {
  const own = active === undefined || active.nextKeyHashes.length > 0
  const { updateKeys } = own ? parameters : active
  for (const proof of proofs) {
    if (!updateKeys.includes(proof.multikey)) {
      throw new IdentityError('did_log_key_unauthorized', 'Not a key that may change the DID', {
        place: `${place}/proof`,
      })
    }
    if (!(await verifyJcsProof(unproven, proof, keys))) {
      throw new IdentityError('did_log_proof_invalid', 'The proof does not prove the entry', {
        place: `${place}/proof`,
      })
    }
  }
}
