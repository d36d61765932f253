import { encodeUtf8, integerOfBytes, joinBytes } from '@fidecura/base'
import { sha256 } from '#crypto'

/** What two people make sure of by comparing digits: that the key which asks is the one in the hand of whom they see. */
export interface ComparisonSubject {
  /** The id of the offer that the key has claimed. */
  readonly offer: string
  /** Drawn by whoever made the offer, after the claim: nobody can look for a key that gives the same digits. */
  readonly nonce: string
  /** RFC 7638 thumbprint of the key. */
  readonly thumbprint: string
}

const version = 'urn:fidecura:comparison-digits:1'

/**
 * Makes the four digits that the screen of a holder and the screen of an issuer show.
 *
 * @returns Four decimal digits, of the SHA-256 over the length and the bytes of each part.
 */
export async function comparisonDigits(subject: ComparisonSubject): Promise<string> {
  const { offer, nonce, thumbprint } = subject
  const parts = [version, offer, nonce, thumbprint].map(encodeUtf8)
  const digest = await sha256(joinBytes(parts.flatMap((part) => [lengthOf(part), part])))
  // Of 64 bits, so that each of the ten thousand is as likely as another.
  const number = integerOfBytes(digest.subarray(0, 8)) % 10_000n
  return number.toString().padStart(4, '0')
}

/** So that no two triples are the same bytes. */
function lengthOf(part: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, part.length)
  return bytes
}
