import { concatBytes, encodeBase64url, encodeHex, encodeUtf8 } from '@fidecura/base'
import {
  importVerificationKey,
  type PublicJwk,
  parsePublicJwk,
  sha256,
  type VerificationKey,
} from '@fidecura/identity'
import { EvidenceError } from '../errors.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

/**
 * What a key signs: notes as their author (`log`), or what it has seen of others (`witness`).
 * C2SP signed-note: the first byte of a key, Ed25519 and timestamped cosignatures.
 */
export type NoteKeyUse = keyof typeof keyUses

/** A public key as the configuration of a client names it. Only {@link parseNoteKey} and {@link noteKeyOf} make one. */
export interface NoteKey {
  /** Of the log or witness. A URL without scheme by custom. */
  readonly name: string
  readonly use: NoteKeyUse
  /** First four bytes of the hash of name and key. It only tells which signature to look at. */
  readonly id: Uint8Array
  readonly key: VerificationKey
  /** `name+id+base64`, as configurations write it. */
  readonly text: string
}

const keyUses = { log: 1, witness: 4 } as const

/**
 * Reads a public key, `name+id+base64`.
 *
 * @see {@link https://c2sp.org/signed-note | C2SP signed-note, verifier keys}
 *
 * @throws {@link EvidenceError} `note_key_malformed`.
 */
export async function parseNoteKey(text: string): Promise<NoteKey> {
  const parts = /^([^+\s]{1,256})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44,64})$/.exec(text)
  const [, name, id, base64] = parts ?? []
  if (name === undefined || id === undefined || base64 === undefined) throw malformed()
  const key = await noteKeyFrom(name, decode(base64))
  // A configuration that contradicts itself was edited by hand.
  if (encodeHex(key.id) !== id) throw malformed()
  return key
}

/**
 * What an Ed25519 key is called in notes.
 *
 * @throws {@link EvidenceError} `note_key_malformed`: another kind of key; a name with spaces or `+`.
 */
export async function noteKeyOf(name: string, use: NoteKeyUse, jwk: PublicJwk): Promise<NoteKey> {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') throw malformed()
  const x = decode(base64Of(jwk.x))
  return noteKeyFrom(name, concatBytes(Uint8Array.of(keyUses[use]), x))
}

async function noteKeyFrom(name: string, typed: Uint8Array): Promise<NoteKey> {
  if (!isNoteName(name) || typed.length !== 33) throw malformed()
  const use = (Object.keys(keyUses) as NoteKeyUse[]).find((each) => keyUses[each] === typed[0])
  if (use === undefined) throw malformed()
  const hash = await sha256(concatBytes(encodeUtf8(`${name}\n`), typed))
  const id = hash.slice(0, 4)
  const jwk = parsePublicJwk({ kty: 'OKP', crv: 'Ed25519', x: encodeBase64url(typed.slice(1)) })
  const key = await importKey(jwk)
  return Object.freeze({
    name,
    use,
    id,
    key,
    text: `${name}+${encodeHex(id)}+${encodeBase64(typed)}`,
  })
}

async function importKey(jwk: PublicJwk): Promise<VerificationKey> {
  try {
    return await importVerificationKey(jwk)
  } catch {
    throw malformed()
  }
}

/** C2SP signed-note: not empty, no space of Unicode and no `+`. */
export function isNoteName(name: string): boolean {
  return /^[^\s+\p{Z}\p{Cc}]{1,256}$/u.test(name)
}

function decode(base64: string): Uint8Array {
  try {
    return decodeBase64(base64)
  } catch {
    throw malformed()
  }
}

function base64Of(base64url: string): string {
  return `${base64url.replaceAll('-', '+').replaceAll('_', '/')}=`
}

function malformed(): EvidenceError {
  return new EvidenceError(
    'note_key_malformed',
    'Not a name and a key of Ed25519, as logs and witnesses have',
  )
}
