import { decodeBase64url, encodeBase64url, encodeUtf8 } from '@fidecura/base'
import { type Algorithm, algorithms, type PrimeCurveAlgorithm } from './algorithms.ts'
import { type CurvePoint, decompressPoint, isOnCurve } from './curve-point.ts'
import { IdentityError } from './errors.ts'
import type { PublicJwk } from './jwk.ts'

/** What the engine made of a public key. */
export type KeyHandle = { readonly key: unknown }

/** The one digest that our formats use. */
export function sha256(data: Uint8Array): Uint8Array | Promise<Uint8Array> {
  return crypto.subtle.digest('SHA-256', plain(data)).then((digest) => new Uint8Array(digest))
}

/** Unpadded base64url of the digest of a text's UTF-8. Node does that in one step, at a third of the price. */
export function sha256Text(text: string): string | Promise<string> {
  return Promise.resolve(sha256(encodeUtf8(text))).then(encodeBase64url)
}

/** Fit for keys, salts and nonces. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

/** Throws the engine's own error, or one of ours, if the point is not on its curve. */
export function importPublic(jwk: PublicJwk, algorithm: Algorithm): KeyHandle | Promise<KeyHandle> {
  const { webKey } = algorithms[algorithm]
  // Deno 2.9 takes any coordinates, and fails when it verifies.
  if (!isPoint(jwk, algorithm)) {
    return Promise.reject(new IdentityError('jwk_malformed', 'Not a point of its curve'))
  }
  return crypto.subtle
    .importKey('jwk', { ...jwk }, webKey, false, ['verify'])
    .then((key) => ({ key }))
}

function isPoint({ x, y = '' }: PublicJwk, algorithm: Algorithm): boolean {
  const parameters = algorithms[algorithm]
  if (parameters.kty !== 'EC') return true
  return isOnCurve(decodeBase64url(x), decodeBase64url(y), parameters.curve)
}

/**
 * Both coordinates of a compressed point, or `undefined` if there is no such point. Not every engine
 * takes such points in, and the way through one takes longer than the root does.
 */
export function decompress(
  point: Uint8Array,
  { curve }: PrimeCurveAlgorithm,
): CurvePoint | undefined {
  return decompressPoint(point, curve)
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

/** What the engine keeps of a private key. It stays inside the signer that was made with it. */
export type PrivateKeyHandle = { readonly privateKey: object }

/** @returns The public key as the engine writes it, members of its own included. */
export async function generatePrivate(
  algorithm: Algorithm,
): Promise<{ handle: PrivateKeyHandle; publicKey: unknown }> {
  const { webKey } = algorithms[algorithm]
  const pair = await crypto.subtle.generateKey(webKey, false, ['sign', 'verify'])
  const { privateKey, publicKey } = pair as CryptoKeyPair
  return { handle: { privateKey }, publicKey: await crypto.subtle.exportKey('jwk', publicKey) }
}

export function signWith(
  { privateKey }: PrivateKeyHandle,
  algorithm: Algorithm,
): (data: Uint8Array) => Promise<Uint8Array> {
  const { webSignature } = algorithms[algorithm]
  return async (data) =>
    new Uint8Array(await crypto.subtle.sign(webSignature, privateKey as CryptoKey, plain(data)))
}

/** Web Crypto's types refuse views of shared memory, which we never make. */
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
