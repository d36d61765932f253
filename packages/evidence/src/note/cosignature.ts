import {
  bytesOfInteger,
  concatBytes,
  type EpochSeconds,
  encodeUtf8,
  epochSeconds,
  integerOfBytes,
} from '@fidecura/base'
import { verifySignature } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { type NoteKey, noteKeyOf } from './note-key.ts'
import {
  type NoteSignature,
  type NoteSigner,
  type SignedNote,
  signaturesOf,
} from './signed-note.ts'

/**
 * Signs, as a witness, that a checkpoint is the newest one seen of its log at an instant.
 *
 * @see {@link https://c2sp.org/tlog-cosignature | C2SP tlog-cosignature}
 *
 * @throws {@link EvidenceError} `note_key_malformed`: no Ed25519 key; IdentityError `signer_failed` (unknown).
 */
export async function cosign(
  text: string,
  { name, signer, signal, at }: NoteSigner & { readonly at: EpochSeconds },
): Promise<NoteSignature> {
  const { id } = await noteKeyOf(name, 'witness', signer.publicKey)
  const signature = await signer.sign(messageOf(text, at), { signal })
  return {
    name,
    keyId: id,
    signature: concatBytes(bytesOfInteger(BigInt(at), timeBytes), signature),
  }
}

/**
 * When a witness signed.
 *
 * @returns The earliest instant, or `undefined` where it did not sign.
 * @throws {@link EvidenceError} `note_signature_invalid`.
 */
export async function cosignedAt(
  note: SignedNote,
  witness: NoteKey,
): Promise<EpochSeconds | undefined> {
  if (witness.use !== 'witness') return undefined
  let earliest: EpochSeconds | undefined
  for (const { signature } of signaturesOf(note, witness)) {
    const at = await provenInstant(note.text, signature, witness)
    if (earliest === undefined || at < earliest) earliest = at
  }
  return earliest
}

const timeBytes = 8

async function provenInstant(
  text: string,
  signature: Uint8Array,
  { key }: NoteKey,
): Promise<EpochSeconds> {
  const seconds = Number(integerOfBytes(signature.subarray(0, timeBytes)))
  if (signature.length <= timeBytes || !Number.isSafeInteger(seconds)) throw invalid()
  const rest = signature.subarray(timeBytes)
  if (!(await verifySignature(key, messageOf(text, seconds), rest))) throw invalid()
  return epochSeconds(seconds)
}

function messageOf(text: string, at: number): Uint8Array {
  return encodeUtf8(`cosignature/v1\ntime ${at}\n${text}`)
}

function invalid(): EvidenceError {
  return new EvidenceError('note_signature_invalid', 'The signature of a witness is wrong')
}
