import { canonicalizeJson, encodeBase64url } from '@fidecura/base'
import { sha256 } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import type { EvidenceId } from './evidence-id.ts'

/** What was deposited, without the thing itself. */
export interface ContentDigest {
  /** Base64url SHA-256 of the exact bytes. */
  readonly digest: string
  /** Bytes. */
  readonly size: number
}

/** What one entry of a log commits to, and tells nobody. */
export interface CommittedVersion extends ContentDigest {
  readonly id: EvidenceId
  /** From 1. */
  readonly number: number
  readonly mediaType?: string | undefined
  /** Base64url leaf hash of the entry of the version before; absent in the first. */
  readonly previous?: string | undefined
}

/** Bytes of a salt, one for each version. Without it a commitment says nothing, not even whether two are alike. */
export const saltBytes = 32

/**
 * HMAC-SHA256 under the salt, of the canonical JSON of the version.
 *
 * @returns Base64url.
 * @throws {@link EvidenceError} `evidence_salt_malformed`: a shorter one could be guessed.
 */
export async function commitmentOf(salt: Uint8Array, version: CommittedVersion): Promise<string> {
  return commit(salt, committedContent(version))
}

/** What is hashed, under the salt. */
export function committedContent(
  version: CommittedVersion,
): Readonly<Record<string, string | number>> {
  const { id, number, digest, size, mediaType, previous } = version
  return {
    version: 'urn:fidecura:deposit:1',
    id,
    number,
    digest,
    size,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(previous === undefined ? {} : { previous }),
  }
}

/**
 * What says, to whoever still has the salt, that a version was to be erased.
 *
 * @returns Base64url.
 * @throws {@link EvidenceError} `evidence_salt_malformed`.
 */
export async function tombstoneOf(
  salt: Uint8Array,
  { id, number }: Pick<CommittedVersion, 'id' | 'number'>,
): Promise<string> {
  return commit(salt, { version: 'urn:fidecura:tombstone:1', id, number })
}

async function commit(
  salt: Uint8Array,
  content: Readonly<Record<string, string | number>>,
): Promise<string> {
  if (!(salt instanceof Uint8Array) || salt.length !== saltBytes) {
    throw new EvidenceError('evidence_salt_malformed', 'Not 32 bytes')
  }
  return encodeBase64url(await hmacSha256(salt, canonicalizeJson(content)))
}

const blockBytes = 64

/**
 * @param key - At most 64 bytes.
 * @see {@link https://www.rfc-editor.org/rfc/rfc2104#section-2 | RFC 2104 §2}
 */
export async function hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  const inner = await sha256(padded(key, 0x36, message))
  return sha256(padded(key, 0x5c, inner))
}

/** The key, masked to a block, and what follows it. */
function padded(key: Uint8Array, mask: number, message: Uint8Array): Uint8Array {
  const input = new Uint8Array(blockBytes + message.length)
  for (let at = 0; at < blockBytes; at++) input[at] = (key[at] ?? 0) ^ mask
  input.set(message, blockBytes)
  return input
}
