import {
  canonicalizeJson,
  concatBytes,
  decodeBase64url,
  decodeHex,
  decodeUtf8,
  encodeHex,
} from '@fidecura/base'
import { committedContent } from '../deposit/commitment.ts'
import { decodeDepositEntry } from '../deposit/deposit-entry.ts'
import { parseEvidenceProof } from '../deposit/evidence-proof.ts'
import type { EvidenceTrust } from '../deposit/verify-evidence.ts'
import { EvidenceError } from '../errors.ts'
import { inclusionSpans } from '../merkle/proof-nodes.ts'
import { encodeBase64 } from '../note/base64.ts'
import { parseCheckpoint } from '../note/checkpoint.ts'
import type { NoteKey } from '../note/note-key.ts'
import { parseNote, type SignedNote, signaturesOf } from '../note/signed-note.ts'
import { assertPolicy, quorumMissing } from '../witness/witness-policy.ts'

/**
 * A program for `sh` that checks a proof with `openssl` alone: bytes, commitment, entry, place in the
 * log, and the signatures of log and witnesses. It takes the file with the bytes as its argument, prints one line for each
 * step, and stops at the first that fails. The depositor's signature it leaves out: that takes their DID document.
 *
 * @param file - A proof file.
 * @throws EvidenceError `evidence_proof_malformed`, `evidence_entry_malformed`, `note_malformed`,
 *   `checkpoint_malformed`, `merkle_inclusion_invalid`, `witness_policy_invalid`; `checkpoint_origin_mismatch`: of a
 *   log that the caller did not name; `note_not_signed`, `witness_quorum_missing`: there are not enough signatures
 *   to check.
 */
export function recheckScript(file: string, trust: EvidenceTrust): string {
  const proof = parseEvidenceProof(file)
  const { content, entry, log } = proof
  // Of an entry that says two things the program would find the one that it looks for.
  decodeDepositEntry(entry)
  const note = parseNote(log.checkpoint)
  const { text } = note
  const { origin, size, root } = parseCheckpoint(text)
  const committed = decodeUtf8(canonicalizeJson(committedContent({ ...content, ...proof })))
  const spans = inclusionSpans(log.index, size)
  if (log.index >= size || spans.length !== log.inclusion.length) {
    throw new EvidenceError('merkle_inclusion_invalid', 'Not as long as a proof of that place is')
  }
  const steps = log.inclusion.map((hash, at) => {
    const sibling = `raw ${quoted(encodeBase64(hash))}`
    const isLeft = (spans[at]?.start ?? 0) < log.index
    const pair = isLeft ? `${sibling}; raw "$h"` : `raw "$h"; ${sibling}`
    return `h=$({ printf '\\001'; ${pair}; } | sha)`
  })
  const signed = signersOf(note, origin, trust).flatMap((key) =>
    signaturesOf(note, key).map(({ signature }) => signatureStep(key, signature, text)),
  )
  return `${[
    '#!/bin/sh',
    'set -eu',
    '[ $# -eq 1 ] || { echo "usage: sh recheck.sh FILE"; exit 2; }',
    `fail() { echo "FAILED: $1"; exit 1; }`,
    `raw() { printf '%s' "$1" | openssl base64 -d -A; }`,
    'b64() { openssl base64 -A; }',
    'sha() { openssl dgst -sha256 -binary | b64; }',
    'dir=$(mktemp -d); trap \'rm -rf "$dir"\' EXIT',
    '# The bytes are those that were deposited.',
    `[ "$(sha < "$1")" = ${quoted(encodeBase64(decodeBase64url(content.digest)))} ] || fail bytes`,
    'echo "ok: bytes"',
    '# The commitment is the keyed hash of what is known of them.',
    `c=$(printf '%s' ${quoted(committed)} | openssl dgst -sha256 -mac HMAC -macopt hexkey:${encodeHex(decodeBase64url(content.salt))} -binary | b64 | tr '+/' '-_' | tr -d '=')`,
    '# The entry of the log says that commitment.',
    `entry=${quoted(decodeUtf8(entry))}`,
    `payload=$(printf '%s' "$entry" | cut -d. -f2 | tr -- '-_' '+/')`,
    `while [ $((\${#payload} % 4)) -ne 0 ]; do payload="$payload="; done`,
    `raw "$payload" | grep -q "\\"commitment\\":\\"$c\\"" || fail commitment`,
    'echo "ok: commitment"',
    '# The entry is in the tree whose root the checkpoint names.',
    `h=$({ printf '\\000'; printf '%s' "$entry"; } | sha)`,
    ...steps,
    `[ "$h" = ${quoted(encodeBase64(root))} ] || fail inclusion`,
    'echo "ok: inclusion"',
    '# The log and its witnesses signed the checkpoint.',
    ...signed,
  ].join('\n')}\n`
}

/** Who must have signed, and says so. A program that checks too few of them would say yes to a tree that anybody made. */
function signersOf(
  note: SignedNote,
  origin: string,
  { logs, witnesses }: EvidenceTrust,
): readonly NoteKey[] {
  assertPolicy(witnesses)
  const named = logs.filter(({ name }) => name === origin)
  if (named.length === 0) {
    throw new EvidenceError('checkpoint_origin_mismatch', 'Not one of the logs that were named')
  }
  const hasSigned = (key: NoteKey): boolean => signaturesOf(note, key).length > 0
  const authors = named.filter((key) => key.use === 'log' && hasSigned(key))
  if (authors.length === 0) throw new EvidenceError('note_not_signed', 'Not signed by its author')
  const seen = witnesses.witnesses.filter(({ key }) => key.use === 'witness' && hasSigned(key))
  const operators = new Set(seen.map(({ operator }) => operator))
  if (operators.size < witnesses.quorum) throw quorumMissing('failed')
  return [...authors, ...seen.map(({ key }) => key)]
}

/** What comes before the 32 bytes of a key of Ed25519. RFC 8410 §4. */
const spkiPrefix = '302a300506032b6570032100'

function signatureStep({ name, use, key }: NoteKey, signature: Uint8Array, text: string): string {
  const spki = concatBytes(decodeHex(spkiPrefix) as Uint8Array, decodeBase64url(key.jwk.x))
  const time = use === 'log' ? undefined : timeOf(signature)
  const message = time === undefined ? text : `cosignature/v1\ntime ${time}\n${text}`
  const bytes = time === undefined ? signature : signature.subarray(8)
  const instant = time === undefined ? '' : ` at ${time} seconds since 1970`
  return [
    `raw ${quoted(encodeBase64(spki))} > "$dir/key"`,
    `raw ${quoted(encodeBase64(bytes))} > "$dir/signature"`,
    `printf '%s' ${quoted(message)} > "$dir/message"`,
    `openssl pkeyutl -verify -pubin -keyform DER -inkey "$dir/key" -rawin -in "$dir/message" -sigfile "$dir/signature" > "$dir/out" 2>&1 || fail ${quoted(`signature of ${name}`)}`,
    `echo ${quoted(`ok: signature of ${name}${instant}`)}`,
  ].join('\n')
}

function timeOf(signature: Uint8Array): bigint {
  return signature.subarray(0, 8).reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
}

/** So that no text, whatever it is, is more to a shell than a text. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
