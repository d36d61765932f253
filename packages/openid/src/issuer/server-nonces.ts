import {
  allowedSkewSeconds,
  concatBytes,
  decodeBase64url,
  type EpochSeconds,
  encodeBase64url,
  encodeUtf8,
  epochSeconds,
  equalBytes,
} from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'

/** What a nonce is for: one for key proofs is none for DPoP. */
type NoncePurpose = 'key_proof' | 'dpop'

/**
 * Nonces that nobody has to remember before they are used: random, dated, and under a MAC of the issuer, so
 * that asking for a million of them fills no store.
 */
export interface ServerNonces {
  make(purpose: NoncePurpose): Promise<string>
  /** When it was made; undefined: not here, not for this, or too long ago. */
  dateOf(purpose: NoncePurpose, nonce: unknown): Promise<EpochSeconds | undefined>
}

/** How long a nonce may be used. */
export const nonceSeconds = 300

const macBytes = 16
const headBytes = 16 + 8

export function createServerNonces(
  key: Uint8Array,
  url: string,
  clock: () => EpochSeconds,
): ServerNonces {
  const imported = crypto.subtle.importKey(
    'raw',
    new Uint8Array(key),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign'],
  )
  const macOf = async (purpose: NoncePurpose, head: Uint8Array): Promise<Uint8Array> => {
    // Under the issuer's URL: those who share a key by mistake do not share nonces.
    const data = concatBytes(encodeUtf8(JSON.stringify([purpose, url])), head)
    const mac = await crypto.subtle.sign('HMAC', await imported, new Uint8Array(data))
    return new Uint8Array(mac).subarray(0, macBytes)
  }
  return {
    async make(purpose) {
      const date = new Uint8Array(8)
      new DataView(date.buffer).setFloat64(0, Math.floor(clock()))
      const head = concatBytes(randomBytes(16), date)
      return encodeBase64url(concatBytes(head, await macOf(purpose, head)))
    },
    async dateOf(purpose, nonce) {
      const bytes = decode(nonce)
      if (bytes === undefined) return undefined
      const head = bytes.subarray(0, headBytes)
      if (!equalBytes(bytes.subarray(headBytes), await macOf(purpose, head))) return undefined
      const date = epochSeconds(new DataView(head.slice(16).buffer).getFloat64(0))
      const age = clock() - date
      // Of several processes, the clock of one may be ahead.
      return age >= -allowedSkewSeconds && age < nonceSeconds ? date : undefined
    },
  }
}

function decode(nonce: unknown): Uint8Array | undefined {
  if (typeof nonce !== 'string' || nonce.length > 100) return undefined
  try {
    const bytes = decodeBase64url(nonce)
    return bytes.length === headBytes + macBytes ? bytes : undefined
  } catch {
    return undefined
  }
}
