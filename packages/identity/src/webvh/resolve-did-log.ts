import { deepFreeze, type EpochSeconds, type JsonObject } from '@fidecura/base'
import type { Did } from '../did.ts'
import { IdentityError } from '../errors.ts'
import { type ChainOptions, chainDidLog, type DidLogVersion } from './chain-did-log.ts'
import { type DidLogLimits, parseDidLog } from './did-log-entry.ts'
import { advanceMemory, type DidLogMemory } from './did-log-memory.ts'
import type { DidLogParameters } from './did-log-parameters.ts'
import { didWebvhLocation } from './did-webvh-location.ts'
import { withImplicitServices } from './implicit-services.ts'
import { assertWitnessed, needsWitnesses } from './witness-did-log.ts'

/** Which version of a DID: the one of an instant, or one by its name. DID Core §3.2.1. */
export type DidVersionQuery =
  | { readonly at: EpochSeconds }
  | { readonly versionId: string }
  | { readonly versionNumber: number }

/** What a verified log says of one version. Deep-frozen. */
export interface DidLogResolution {
  readonly did: Did
  /** As the log has it, with the implicit services. */
  readonly document: JsonObject
  readonly versionId: string
  readonly versionNumber: number
  readonly validFrom: EpochSeconds
  /** `undefined` for the last version. */
  readonly validUntil: EpochSeconds | undefined
  /** When the first and the last version of the DID came to be. */
  readonly created: EpochSeconds
  readonly updated: EpochSeconds
  /** After the last entry of the log, whatever the version. */
  readonly parameters: DidLogParameters
}

/** A log, and all that judging it takes. */
export interface ResolveDidLogOptions extends ChainOptions, DidLogLimits {
  /** `did.jsonl`. */
  readonly log: Uint8Array
  /** `did-witness.json`, or how to come by it: asked for only if the log names witnesses. */
  readonly witnesses?: Uint8Array | (() => Promise<Uint8Array>)
  /** Where a log must go on from. Without one, a log that ends early is as good as any. */
  readonly memory?: DidLogMemory | undefined
  readonly version: DidVersionQuery
}

/**
 * Verifies a whole log, witnesses included, and answers with one version. A single wrong entry or
 * missing witness makes all of it invalid, for nobody can tell what stood in its place.
 *
 * A DID that moved answers under each name only for the time when it was its name.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#read-resolve | did:webvh 1.0 §3.6.2}
 *
 * @throws {@link IdentityError} `did_malformed`, `did_method_unsupported`, `did_document_mismatch`: not
 *   the log of this DID; `did_version_not_found`; `did_deactivated`: that version ended the DID; the
 *   codes that begin with `did_log_`; what `witnesses` and `memory` throw.
 */
export async function resolveDidLog(
  did: Did,
  { log, witnesses, version: query, memory, ...options }: ResolveDidLogOptions,
): Promise<DidLogResolution> {
  const { filesUrl } = didWebvhLocation(did, options)
  const versions = await chainDidLog(parseDidLog(log, options), options)
  const named = versions.some((version) => version.did === did)
  const [first] = versions
  const last = versions.at(-1)
  // All documents of a log are of one identifier, so the name is enough.
  if (!named || first === undefined || last === undefined) {
    throw new IdentityError('did_document_mismatch', 'The log is of another DID')
  }
  const file =
    needsWitnesses(versions) && typeof witnesses === 'function' ? await witnesses() : witnesses
  await assertWitnessed(versions, typeof file === 'function' ? undefined : file, options)
  // Before the answer, which may be a refusal: an end must not be taken back either.
  if (memory !== undefined) await advanceMemory(memory, [...versions.slice(0, -1), last])
  const version = select(versions, query)
  if (version === undefined || version.did !== did) {
    throw new IdentityError('did_version_not_found', 'No such version of the DID')
  }
  if (version.parameters.deactivated) {
    throw new IdentityError('did_deactivated', 'Deactivated')
  }
  return deepFreeze({
    did,
    document: withImplicitServices(version.state, did, filesUrl),
    versionId: version.versionId,
    versionNumber: version.number,
    validFrom: version.validFrom,
    validUntil: versions[version.number]?.validFrom,
    created: first.validFrom,
    updated: last.validFrom,
    parameters: last.parameters,
  })
}

function select(
  versions: readonly DidLogVersion[],
  query: DidVersionQuery,
): DidLogVersion | undefined {
  if ('at' in query) return versions.findLast(({ validFrom }) => validFrom <= query.at)
  if ('versionId' in query) return versions.find(({ versionId }) => versionId === query.versionId)
  return versions.find(({ number }) => number === query.versionNumber)
}
