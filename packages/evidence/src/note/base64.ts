import { decodeBase64url, encodeBase64url } from '@fidecura/base'
import { EvidenceError } from '../errors.ts'

/** RFC 4648 §4, with padding, as notes and proofs of C2SP write it. */
export function encodeBase64(bytes: Uint8Array): string {
  const text = encodeBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/')
  return text.padEnd(Math.ceil(text.length / 4) * 4, '=')
}

/**
 * Takes the one spelling that {@link encodeBase64} gives.
 *
 * @throws {@link EvidenceError} `note_malformed`.
 */
export function decodeBase64(text: string): Uint8Array {
  try {
    const bytes = decodeBase64url(
      text.replace(/={0,2}$/, '').replace(/[+/]/g, (sign) => (sign === '+' ? '-' : '_')),
    )
    // What base64url writes otherwise would be a second spelling, and so would missing padding.
    if (encodeBase64(bytes) === text) return bytes
  } catch {
    // Falls through: what it was, is not said.
  }
  throw new EvidenceError('note_malformed', 'Not base64')
}
