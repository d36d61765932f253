import { encodeUtf8 } from '@fidecura/base'
import { digestOf, randomBytes } from '@fidecura/identity'

// Crockford's base32: nothing that is read for something else.
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Sixty random bits, as twelve characters in three groups. */
export function newOfferCode(): string {
  const characters = [...randomBytes(12)].map((byte) => alphabet[byte & 31]).join('')
  return characters.replace(/(.{4})(?=.)/g, '$1-')
}

/** What is kept of a code. However it was typed: small letters, O for 0, I and L for 1, spaces and hyphens. */
export function offerCodeDigest(code: string): Promise<string> {
  const plain = code.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return digestOf(encodeUtf8(`urn:fidecura:offer-code:1 ${plain}`))
}
