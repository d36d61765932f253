import { concatBytes, encodeUtf8, equalBytes } from '@fidecura/base'
import { type Signer, verifySignature } from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { isNoteName, type NoteKey, noteKeyOf } from './note-key.ts'

/** A text and who is said to have signed it: read, and nothing proven. C2SP signed-note. */
export interface SignedNote {
  /** What is signed, with the newline at its end. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

/** One line below a text. */
export interface NoteSignature {
  readonly name: string
  /** As in {@link NoteKey}. */
  readonly keyId: Uint8Array
  readonly signature: Uint8Array
}

/** Bounds of one note. */
const noteLimits = { characters: 65_536, signatures: 100 } as const

/**
 * Reads a note. Whom it is signed by, `assertNoteSignedBy` and `cosignedAt` prove.
 *
 * @see {@link https://c2sp.org/signed-note | C2SP signed-note}
 *
 * @throws {@link EvidenceError} `note_malformed`.
 */
export function parseNote(note: string): SignedNote {
  // Counted first, so that nothing below works on more.
  if (typeof note !== 'string' || note.length > noteLimits.characters) throw malformed()
  // Control characters could hide a line from whoever reads it on a screen.
  // Half a surrogate pair would be signed as another character.
  if (/[^\n\P{Cc}]|\p{Cs}/u.test(note)) throw malformed()
  const end = note.lastIndexOf('\n\n')
  if (end <= 0 || !note.endsWith('\n')) throw malformed()
  const lines = note.slice(end + 2, -1).split('\n')
  if (lines.length > noteLimits.signatures) throw malformed()
  return { text: note.slice(0, end + 1), signatures: lines.map(parseSignature) }
}

/** The inverse of {@link parseNote}. */
export function formatNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(formatSignature).join('')}`
}

/** One signature as its line, newline included. */
export function formatSignature({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${encodeBase64(concatBytes(keyId, signature))}\n`
}

/** Reads one line of {@link formatSignature} without its newline. @throws {@link EvidenceError} `note_malformed`. */
export function parseSignature(line: string): NoteSignature {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? []
  if (!isNoteName(name)) throw malformed()
  const bytes = decodeBase64(base64)
  // An id and at least one byte: signatures of unknown kinds are kept and ignored.
  if (bytes.length < 5) throw malformed()
  return { name, keyId: bytes.slice(0, 4), signature: bytes.slice(4) }
}

/**
 * Signs a text as its author.
 *
 * @throws {@link EvidenceError} `note_key_malformed`: no Ed25519 key; IdentityError `signer_failed` (unknown).
 */
export async function signNote(
  text: string,
  { name, signer, signal }: NoteSigner,
): Promise<SignedNote> {
  const { id } = await noteKeyOf(name, 'log', signer.publicKey)
  const signature = await signer.sign(encodeUtf8(text), { signal })
  return { text, signatures: [{ name, keyId: id, signature }] }
}

/** Who signs a note. */
export interface NoteSigner {
  readonly name: string
  /** Of an Ed25519 key that signs nothing else: a note has no header that would tell it apart. */
  readonly signer: Signer
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that the author signed.
 *
 * @throws {@link EvidenceError} `note_not_signed`, `note_signature_invalid`.
 */
export async function assertNoteSignedBy(note: SignedNote, author: NoteKey): Promise<void> {
  const message = encodeUtf8(note.text)
  const signatures = signaturesOf(note, author)
  if (author.use !== 'log' || signatures.length === 0) {
    throw new EvidenceError('note_not_signed', 'Not signed by its author')
  }
  for (const { signature } of signatures) {
    if (await verifySignature(author.key, message, signature)) continue
    throw new EvidenceError('note_signature_invalid', 'The signature of the author is wrong')
  }
}

/** Those that say to be by a key. Whether they are, is another question. */
export function signaturesOf(note: SignedNote, { name, id }: NoteKey): readonly NoteSignature[] {
  return note.signatures.filter((each) => each.name === name && equalBytes(each.keyId, id))
}

function malformed(): EvidenceError {
  return new EvidenceError('note_malformed', 'Not a signed note')
}
