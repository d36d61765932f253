import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { decodeBase64url, encodeBase64url, type JsonObject } from '@fidecura/base'

const algorithm = 'aes-256-gcm'

/** Encrypts under a value of which the store has no more than a digest: what is stolen there opens nothing. */
export function seal(content: JsonObject, value: string, place: string): string {
  const iv = randomBytes(12)
  const cipher = createCipheriv(algorithm, keyOf(value, place), iv)
  const text = Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final()])
  return encodeBase64url(Buffer.concat([iv, cipher.getAuthTag(), text]))
}

/** @returns Undefined: not sealed under this value, in this place. */
export function unseal(sealed: unknown, value: string, place: string): JsonObject | undefined {
  if (typeof sealed !== 'string') return undefined
  try {
    const bytes = decodeBase64url(sealed)
    const options = { authTagLength: 16 }
    const decipher = createDecipheriv(
      algorithm,
      keyOf(value, place),
      bytes.subarray(0, 12),
      options,
    )
    decipher.setAuthTag(bytes.subarray(12, 28))
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
    return JSON.parse(text.toString('utf8')) as JsonObject
  } catch {
    return undefined
  }
}

function keyOf(value: string, place: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', value, place, 'fidecura-bridge-seal-1', 32))
}
