import { encodeHex } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'

/** Random, and of hexadecimal digits: people type ids after a command, where what begins with `-` is an option. */
export function newId(): string {
  return encodeHex(randomBytes(16))
}
