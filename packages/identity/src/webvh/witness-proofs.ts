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

/**
 * Vouches for a version of a DID and, by its hashes, for all before it. Verify the log first, against
 * the copy that you kept: that is what witnesses are for.
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
