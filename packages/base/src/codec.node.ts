import { Buffer } from 'node:buffer'
import type * as web from './codec.web.ts'

export function encodeBytes(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64url')
}

/** Into Buffer's pool where it fits, for an ArrayBuffer of its own costs ten times as much. */
export function encodeText(text: string): Uint8Array {
  return plain(Buffer.from(text))
}

export function decodeBytes(text: string): Uint8Array | undefined {
  // Buffer skips what it does not know; only the canonical spelling survives the round trip.
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) return undefined
  return plain(bytes)
}

/** A Buffer's slice() shares memory, where that of the Uint8Array promised copies. */
function plain({ buffer, byteOffset, byteLength }: Uint8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength)
}

;({ encodeBytes, encodeText, decodeBytes }) satisfies typeof web
