import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { type Did, parseDid } from '../did.ts'
import type { PublicJwk } from '../jwk.ts'
import type { Signer } from '../signer.ts'
import { webLocationOf } from '../web-location.ts'
import {
  type DidLogSettings,
  finish,
  parametersOf,
  readLog,
  renamed,
  type WrittenDidLog,
  writeEntry,
} from './write-did-log.ts'

/** Who writes the next entry, and when. */
export interface NextDidLogEntry {
  /** Of an update key; while keys are committed to, of one of those. */
  readonly signer: Signer
  /** Later than the entry before. Whole seconds. */
  readonly versionTime: EpochSeconds
}

/** What the next entry changes. What is left out stays as it was. */
export interface UpdateDidLogOptions extends NextDidLogEntry, DidLogSettings {
  /** Writes the next document, given the present one. */
  readonly document?: (current: JsonObject, did: Did) => JsonObject
  /** Moves the DID there, under a new name; only a portable one may. did:webvh 1.0 §3.7.6. */
  readonly location?: string
  /** Gives up the right to move, for good. */
  readonly portable?: false
}

/**
 * Adds an entry to a log. While keys are committed to, the entry goes on with the signer's key unless
 * `updateKeys` says otherwise, and `nextKeys` must say what follows.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#update-rotate | did:webvh 1.0 §3.6.3}
 *
 * @param log - `did.jsonl` as it is served now.
 * @throws {@link IdentityError} `did_log_key_unauthorized`, `did_log_time_wrong`,
 *   `did_log_move_refused`, `did_log_after_end`, `did_log_parameter_wrong`, `key_type_unsupported`,
 *   `signer_failed`; those of a log that is wrong as it is.
 */
export async function updateDidLog(
  log: string,
  options: UpdateDidLogOptions,
): Promise<WrittenDidLog> {
  const { signer, versionTime, document = (current) => current, location, portable } = options
  const versions = await readLog(log, versionTime)
  const last = versions[versions.length - 1] as (typeof versions)[number]
  const { scid, nextKeyHashes } = last.parameters
  const did = location === undefined ? last.did : movedTo(scid, location)
  const current = did === last.did ? last.state : moved(last.state, last.did, did)
  const committed = nextKeyHashes.length > 0 ? { updateKeys: [signer.publicKey] } : {}
  const content = {
    versionTime,
    parameters: {
      ...(await parametersOf({ ...committed, ...options })),
      ...(portable === undefined ? {} : { portable }),
    },
    state: document(current, did),
  }
  const { versionId: predecessor, number } = last
  const entry = await writeEntry(content, { predecessor, number: number + 1, signer })
  return finish(withEnd(log) + entry, versionTime)
}

/** New update keys, and what may follow them. */
export interface RotateDidLogOptions extends NextDidLogEntry {
  /** Default: the signer's, which is what a key that was committed to signs for. */
  readonly updateKeys?: readonly PublicJwk[]
  /** Commits to the keys after these. */
  readonly nextKeys?: readonly PublicJwk[]
}

/**
 * Replaces the keys that may change the DID. The keys in its document stay as they are.
 *
 * Without commitments an old key signs and names the new ones. With them one of the keys committed to
 * signs, so that whoever stole the old ones cannot; unless `nextKeys` names the next, that ends.
 *
 * @throws {@link IdentityError} as {@link updateDidLog}.
 */
export function rotateDidLog(log: string, options: RotateDidLogOptions): Promise<WrittenDidLog> {
  const { signer, updateKeys = [signer.publicKey], nextKeys = [] } = options
  return updateDidLog(log, { ...options, updateKeys, nextKeys })
}

/**
 * Ends a DID for good. What it signed before still verifies as of then.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#deactivate-revoke | did:webvh 1.0 §3.6.4}
 *
 * @throws {@link IdentityError} as {@link updateDidLog}.
 */
export async function deactivateDidLog(
  log: string,
  { signer, versionTime }: NextDidLogEntry,
): Promise<WrittenDidLog> {
  const versions = await readLog(log, versionTime)
  const { versionId, number, state, parameters } = versions[
    versions.length - 1
  ] as (typeof versions)[number]
  // A key that was committed to has to be named once, though nothing is left for it to do.
  const settings: DidLogSettings =
    parameters.nextKeyHashes.length > 0
      ? { updateKeys: [signer.publicKey], nextKeys: [] }
      : { updateKeys: [] }
  const content = {
    versionTime,
    parameters: { ...(await parametersOf(settings)), deactivated: true },
    state,
  }
  const entry = await writeEntry(content, { predecessor: versionId, number: number + 1, signer })
  return finish(withEnd(log) + entry, versionTime)
}

function movedTo(scid: string, location: string): Did {
  webLocationOf(location)
  return parseDid(`did:webvh:${scid}:${location}`)
}

/** §3.7.6: the new document names the old DID, which its own references no longer use. */
function moved(state: JsonObject, from: Did, to: Did): JsonObject {
  const { alsoKnownAs } = state
  const names = Array.isArray(alsoKnownAs) ? alsoKnownAs.filter((name) => name !== to) : []
  return {
    ...renamed({ ...state, alsoKnownAs: [] }, from, to),
    alsoKnownAs: names.includes(from) ? names : [...names, from],
  }
}

function withEnd(log: string): string {
  return log === '' || log.endsWith('\n') ? log : `${log}\n`
}
