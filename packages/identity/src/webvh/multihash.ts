import {
  canonicalizeJson,
  concatBytes,
  encodeBase58,
  encodeUtf8,
  type JsonObject,
} from '@fidecura/base'
import { sha256 } from '#crypto'

// The one hash that did:webvh 1.0 permits, and the length of its digest. §3.7.1, `method`.
const sha256Prefix = /* @__PURE__ */ Uint8Array.of(0x12, 0x20)

/** As text of the SHA-256 multihash of a JSON object in its canonical form. did:webvh 1.0 §3.7.4. */
export function multihashOfJson(value: JsonObject): Promise<string> {
  return multihashOf(canonicalizeJson(value))
}

/** What `nextKeyHashes` holds of a key in multibase. did:webvh 1.0 §3.7.7. */
export function multihashOfKey(multikey: string): Promise<string> {
  return multihashOf(encodeUtf8(multikey))
}

/** What all SHA-256 multihashes look like in base58; whether it is the digest of anything shows later. */
export function isMultihash(text: unknown): text is string {
  return typeof text === 'string' && /^Qm[1-9A-HJ-NP-Za-km-z]{44}$/.test(text)
}

async function multihashOf(bytes: Uint8Array): Promise<string> {
  return encodeBase58(concatBytes(sha256Prefix, await sha256(bytes)))
}
