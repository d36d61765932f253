import {
  BaseError,
  type EpochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJsonText,
} from '@fidecura/base'
import { IdentityError } from '../errors.ts'
import { signJcsProof } from '../jcs-proof.ts'
import type { Signer } from '../signer.ts'
import { defaultMaxBytes } from './did-log-entry.ts'
import { readLog } from './write-did-log.ts'

/** A log as the witness is to see it, and as the witness saw it last. */
export interface WitnessDidLogOptions {
  /** Of the witness: an Ed25519 key, by whose did:key the log names the witness. */
  readonly signer: Signer
  readonly created: EpochSeconds
  /** The copy that the witness kept; `undefined` the first time. */
  readonly known: string | undefined
}

/**
 * Verifies a log, and that it goes on from the copy the witness kept; then vouches for its last version.
 *
 * @throws {@link IdentityError} `did_log_hash_wrong`: the past was rewritten; those of a wrong log;
 *   `key_type_unsupported`, `signer_failed`.
 */
export async function witnessDidLog(
  log: string,
  { signer, created, known }: WitnessDidLogOptions,
): Promise<{ readonly versionId: string; readonly proof: JsonObject }> {
  const versions = await readLog(log, created)
  const kept = known === undefined ? [] : await readLog(known, created)
  const lastKept = kept.at(-1)
  // Each id is the digest of all before it, so that the last one stands for them.
  if (lastKept !== undefined && versions[kept.length - 1]?.versionId !== lastKept.versionId) {
    throw new IdentityError('did_log_hash_wrong', 'Does not go on from the log that was kept', {
      place: `/${kept.length}`,
    })
  }
  const { versionId } = versions[versions.length - 1] as (typeof versions)[number]
  return { versionId, proof: await signWitnessProof(versionId, { signer, created }) }
}

/**
 * Vouches for a version of a DID and, by its hashes, for all before it. Whoever is asked
 * to should look at the log first, as {@link witnessDidLog} does.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#witnessing-a-did-version-update | did:webvh 1.0 §3.7.8.7}
 *
 * @throws {@link IdentityError} `key_type_unsupported`, `signer_failed`.
 */
export function signWitnessProof(
  versionId: string,
  options: { readonly signer: Signer; readonly created: EpochSeconds },
): Promise<JsonObject> {
  return signJcsProof({ versionId }, options)
}

/**
 * Puts proofs of one version into the file of all. Serve it before the log with that version.
 *
 * @param file - `did-witness.json` as it is served now; `undefined` if there is none yet.
 * @returns The file anew.
 * @throws {@link IdentityError} `did_log_malformed`: not such a file.
 */
export function addWitnessProofs(
  file: string | undefined,
  versionId: string,
  proofs: readonly JsonObject[],
): string {
  const members = file === undefined ? [] : membersOf(file)
  const known = members.find((member) => member['versionId'] === versionId)?.['proof']
  const others = members.filter((member) => member['versionId'] !== versionId)
  const all = [...(Array.isArray(known) ? known : []), ...proofs]
  return `${JSON.stringify([...others, { versionId, proof: all }])}\n`
}

function membersOf(file: string): readonly JsonObject[] {
  let json: JsonValue
  try {
    json = parseJsonText(file, { maxBytes: defaultMaxBytes })
  } catch (error) {
    throw malformed(BaseError.is(error) ? error : undefined)
  }
  if (!Array.isArray(json) || !json.every(isJsonObject)) throw malformed(undefined)
  return json
}

function malformed(cause: BaseError | undefined): IdentityError {
  const options = cause === undefined ? {} : { cause }
  return new IdentityError('did_log_malformed', 'Not a file of witness proofs', options)
}
