import { type EpochSeconds, formatDateTime, type JsonObject } from '@fidecura/base'
import { type Did, parseDid } from '../did.ts'
import type { Signer } from '../signer.ts'
import { webLocationOf } from '../web-location.ts'
import { methodName } from './did-log-parameters.ts'
import { multihashOfJson } from './multihash.ts'
import {
  type DidLogSettings,
  finish,
  parametersOf,
  renamed,
  type WrittenDidLog,
  writeEntry,
} from './write-did-log.ts'

/** A DID to be, and who writes its log. */
export interface CreateDidLogOptions extends DidLogSettings {
  /** Of an Ed25519 key, which becomes the update key if none are named. */
  readonly signer: Signer
  /** Where it will be served, as it stands in the DID: `clinic.example%3A8443:dids:board`. */
  readonly location: string
  readonly versionTime: EpochSeconds
  /** Writes the first document, under a DID that stands in for the one to be, and is replaced. */
  readonly document: (did: Did) => JsonObject
  /** It may move to another domain later on. Only now or never. Default false. */
  readonly portable?: boolean
}

const placeholder = '{SCID}'
// Looks like a DID to those who write documents, and is the digest of nothing.
const standIn = `Qm${'1'.repeat(44)}`

/**
 * Creates a did:webvh: its first log entry, whose digest is its identifier.
 *
 * @see {@link https://identity.foundation/didwebvh/v1.0/#create-register | did:webvh 1.0 §3.6.1}
 *
 * @throws {@link IdentityError} `did_malformed`: the location; `key_type_unsupported`,
 *   `signer_failed`; `did_log_key_unauthorized`: the signer is not among the update keys;
 *   `did_log_parameter_wrong`, `did_log_scid_wrong`.
 */
export async function createDidLog(options: CreateDidLogOptions): Promise<WrittenDidLog> {
  const { signer, location, versionTime, document, portable = false } = options
  webLocationOf(location)
  const did = parseDid(`did:webvh:${standIn}:${location}`)
  const parameters = {
    method: methodName,
    scid: placeholder,
    ...(portable ? { portable } : {}),
    ...(await parametersOf({ updateKeys: [signer.publicKey], ...options })),
  }
  const state = renamed(document(did), standIn, placeholder)
  const versionId = placeholder
  const preliminary = { versionId, versionTime: formatDateTime(versionTime), parameters, state }
  const scid = await multihashOfJson(preliminary)
  const content = {
    versionTime,
    parameters: renamed(parameters, placeholder, scid),
    state: renamed(state, placeholder, scid),
  }
  const entry = await writeEntry(content, { predecessor: scid, number: 1, signer })
  return finish(entry, versionTime)
}
