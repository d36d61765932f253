import { Buffer } from 'node:buffer'
import type * as web from './codec.web.ts'

export function encodeBytes(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64url')
}

export function decodeBytes(text: string): Uint8Array | undefined {
  // Buffer skips what it does not know; only the canonical spelling survives the round trip.
  const bytes = Buffer.from(text, 'base64url')
  if (bytes.toString('base64url') !== text) return undefined
  // A Buffer's slice() shares memory, where that of the Uint8Array promised copies.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

;({ encodeBytes, decodeBytes }) satisfies typeof web
