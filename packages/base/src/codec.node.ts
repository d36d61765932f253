import { Buffer } from 'node:buffer'
import type * as web from './codec.web.ts'

export function encodeBytes(bytes: Uint8Array): string {
  const { buffer, byteOffset, byteLength } = bytes
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64url')
}

export function decodeBytes(text: string): Uint8Array | undefined {
  // Buffer skips what it does not know; only the canonical spelling survives the round trip.
  const bytes = Buffer.from(text, 'base64url')
  return bytes.toString('base64url') === text ? bytes : undefined
}

;({ encodeBytes, decodeBytes }) satisfies typeof web
