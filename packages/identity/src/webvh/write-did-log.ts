import {
  type EpochSeconds,
  encodeUtf8,
  formatDateTime,
  type JsonObject,
  parseJsonText,
} from '@fidecura/base'
import type { Did } from '../did.ts'
import { signJcsProof } from '../jcs-proof.ts'
import type { PublicJwk } from '../jwk.ts'
import { encodeMultikey } from '../multikey.ts'
import type { Signer } from '../signer.ts'
import { chainDidLog, type DidLogVersion } from './chain-did-log.ts'
import { parseDidLog } from './did-log-entry.ts'
import type { WitnessRule } from './did-log-parameters.ts'
import { multihashOfJson, multihashOfKey } from './multihash.ts'

/** A log with one entry more. Serve its witnesses' proofs first, where it asks for any, and then it. */
export interface WrittenDidLog {
  readonly did: Did
  /** The whole of `did.jsonl`. */
  readonly log: string
  /** Of the new entry: what witnesses sign. */
  readonly versionId: string
}

/** What an entry may set besides the document. What is left out stays as it was. */
export interface DidLogSettings {
  /** Ed25519 keys that may write the next entry. */
  readonly updateKeys?: readonly PublicJwk[]
  /** Commits to the keys that may take their place; an empty list ends that. did:webvh 1.0 §3.7.7. */
  readonly nextKeys?: readonly PublicJwk[]
  /** Who must vouch for entries; `none` ends that. did:webvh 1.0 §3.7.8. */
  readonly witness?: WitnessRule | 'none'
  readonly watchers?: readonly string[]
  /** Seconds for which documents may be remembered. */
  readonly ttl?: number
}

/** The settings as the log writes them. */
export async function parametersOf(settings: DidLogSettings): Promise<JsonObject> {
  const { updateKeys, nextKeys, witness, watchers, ttl } = settings
  return {
    ...(updateKeys === undefined ? {} : { updateKeys: updateKeys.map(encodeMultikey) }),
    ...(nextKeys === undefined
      ? {}
      : { nextKeyHashes: await Promise.all(nextKeys.map(encodeMultikey).map(multihashOfKey)) }),
    ...(witness === undefined ? {} : { witness: ruleOf(witness) }),
    ...(watchers === undefined ? {} : { watchers: [...watchers] }),
    ...(ttl === undefined ? {} : { ttl }),
  }
}

function ruleOf(witness: WitnessRule | 'none'): JsonObject {
  if (witness === 'none') return {}
  return {
    threshold: witness.threshold,
    witnesses: witness.witnesses.map((id) => ({ id })),
  }
}

/** What an entry says before it has its name. */
export interface EntryContent {
  readonly versionTime: EpochSeconds
  readonly parameters: JsonObject
  readonly state: JsonObject
}

/** Hashes and signs an entry that follows the version, or the identifier, named here. §3.6.3. */
export async function writeEntry(
  { versionTime, parameters, state }: EntryContent,
  place: { readonly predecessor: string; readonly number: number; readonly signer: Signer },
): Promise<string> {
  const { predecessor, number, signer } = place
  const content = { versionTime: formatDateTime(versionTime), parameters, state }
  const hash = await multihashOfJson({ versionId: predecessor, ...content })
  const unproven = { versionId: `${number}-${hash}`, ...content }
  const proof = await signJcsProof(unproven, { signer, created: versionTime })
  return `${JSON.stringify({ ...unproven, proof: [proof] })}\n`
}

/** Reads a log that is to be written on, and verifies all of it but the witnesses, who come last. */
export async function readLog(
  log: string,
  now: EpochSeconds,
): Promise<readonly [...DidLogVersion[], DidLogVersion]> {
  const versions = await chainDidLog(parseDidLog(encodeUtf8(log)), { now })
  return versions as readonly [...DidLogVersion[], DidLogVersion]
}

/** Hands out only what everybody else will take. */
export async function finish(log: string, now: EpochSeconds): Promise<WrittenDidLog> {
  const versions = await readLog(log, now)
  const { did, versionId } = versions.at(-1) as DidLogVersion
  return Object.freeze({ did, log, versionId })
}

/** Puts one name in the place of another, everywhere. Both are free of what JSON escapes. */
export function renamed(json: JsonObject, from: string, to: string): JsonObject {
  const text = JSON.stringify(json).replaceAll(from, to)
  return parseJsonText(text, { maxBytes: 3 * text.length }) as JsonObject
}
