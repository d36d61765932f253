import { type Algorithm, algorithms } from './algorithms.ts'
import type { PublicJwk } from './jwk.ts'

/** What the engine made of a public key. */
export type KeyHandle = { readonly key: unknown }

export function sha256(data: Uint8Array): Uint8Array | Promise<Uint8Array> {
  return crypto.subtle.digest('SHA-256', plain(data)).then((digest) => new Uint8Array(digest))
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Throws the engine's own error if the point is not on its curve. */
export function importPublic(jwk: PublicJwk, algorithm: Algorithm): KeyHandle | Promise<KeyHandle> {
  const { webKey } = algorithms[algorithm]
  return crypto.subtle
    .importKey('jwk', { ...jwk }, webKey, false, ['verify'])
    .then((key) => ({ key }))
}

export function verifyWith(
  { key }: KeyHandle,
  algorithm: Algorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  const { webSignature } = algorithms[algorithm]
  return crypto.subtle.verify(webSignature, key as CryptoKey, plain(signature), plain(data))
}

export function signWith(
  privateKey: CryptoKey,
  algorithm: Algorithm,
): (data: Uint8Array) => Promise<Uint8Array> {
  const { webSignature } = algorithms[algorithm]
  return async (data) =>
    new Uint8Array(await crypto.subtle.sign(webSignature, privateKey, plain(data)))
}

/** Web Crypto's types refuse views of shared memory, which we never make. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
