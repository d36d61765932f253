import { encodeHex } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'

/** RFC 9562 §5.4: random, so that it tells nothing. */
export function newUuid(): string {
  const bytes = randomBytes(16)
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80
  const hex = encodeHex(bytes)
  const parts = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ]
  return `urn:uuid:${parts.join('-')}`
}
