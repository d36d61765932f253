import { EvidenceError } from '../errors.ts'
import { hashBytes } from '../merkle/hash.ts'
import type { TreeHead } from '../merkle/verify-consistency.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { parseDecimal } from './decimal.ts'
import type { NoteKey } from './note-key.ts'
import { assertNoteSignedBy, parseNote, type SignedNote } from './signed-note.ts'

/** What a log says of itself: whose it is, how many leaves it has, and their root. */
export interface Checkpoint extends TreeHead {
  /** Names one log for good. */
  readonly origin: string
}

/** A checkpoint that its log signed. Whether others saw the same one, its witnesses say. */
export interface SignedCheckpoint extends Checkpoint {
  readonly note: SignedNote
}

/**
 * Reads the text of a checkpoint. Lines after the third are of extensions, and passed over.
 *
 * @see {@link https://c2sp.org/tlog-checkpoint | C2SP tlog-checkpoint}
 *
 * @throws {@link EvidenceError} `checkpoint_malformed`.
 */
export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', count = '', hash = '', ...rest] = text.split('\n')
  const size = parseDecimal(count)
  // The text ends with a newline, and an extension is never an empty line.
  const isWhole = rest.pop() === '' && !rest.includes('')
  if (origin === '' || size === undefined || !isWhole) throw malformed()
  return { origin, size, root: readRoot(hash) }
}

/** The inverse of {@link parseCheckpoint}. */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${encodeBase64(root)}\n`
}

/**
 * Proves that a checkpoint is that of the log which the caller names.
 *
 * @param log - Its name is the origin.
 * @returns Frozen.
 * @throws {@link EvidenceError} `note_malformed`, `note_not_signed`, `note_signature_invalid`,
 *   `checkpoint_malformed`, `checkpoint_origin_mismatch`.
 */
export async function verifyCheckpoint(text: string, log: NoteKey): Promise<SignedCheckpoint> {
  const note = parseNote(text)
  const checkpoint = parseCheckpoint(note.text)
  if (checkpoint.origin !== log.name) {
    throw new EvidenceError('checkpoint_origin_mismatch', 'A checkpoint of another log')
  }
  await assertNoteSignedBy(note, log)
  return Object.freeze({ ...checkpoint, note })
}

function readRoot(base64: string): Uint8Array {
  let root: Uint8Array
  try {
    root = decodeBase64(base64)
  } catch {
    throw malformed()
  }
  if (root.length !== hashBytes) throw malformed()
  return root
}

function malformed(): EvidenceError {
  return new EvidenceError('checkpoint_malformed', 'Not a checkpoint')
}
