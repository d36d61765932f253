import { encodeHex, encodeUtf8 } from '@fidecura/base'
import { sha256 } from '@fidecura/identity'
import type { Hex } from 'viem'

/** What a log is called on a chain: the SHA-256 of its origin. */
export async function logIdOf(origin: string): Promise<Hex> {
  return `0x${encodeHex(await sha256(encodeUtf8(origin)))}`
}
