import {
  createPublicKey,
  ECDH,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { type Algorithm, algorithms, type PrimeCurveAlgorithm } from './algorithms.ts'
import * as web from './crypto.web.ts'
import type { CurvePoint } from './curve-point.ts'
import { derOfRaw, rawOfDer } from './der.node.ts'
import type { PublicJwk } from './jwk.ts'

type KeyHandle = web.KeyHandle

export function sha256(data: Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

export function sha256Text(text: string): string {
  return hash('sha256', text, 'base64url')
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function importPublic(jwk: PublicJwk): KeyHandle {
  return { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }) }
}

/** In a quarter of the time that BigInt takes. */
export function decompress(
  point: Uint8Array,
  { coordinateBytes, opensslCurve }: PrimeCurveAlgorithm,
): CurvePoint | undefined {
  const sign = point[0]
  // It would convert points that are not compressed just as well.
  if (point.length !== coordinateBytes + 1 || (sign !== 2 && sign !== 3)) return undefined
  try {
    const whole = ECDH.convertKey(point, opensslCurve) as Uint8Array
    return { x: point.subarray(1), y: whole.subarray(1 + coordinateBytes) }
  } catch {
    return undefined
  }
}

// One at a time is fastest on this thread; of several that are in flight all but the first go to the
// thread pool, so that the other cores help. Counted here because only here all callers meet.
let inFlight = 0

function leave(): void {
  inFlight--
}

export function verifyWith(
  { key }: KeyHandle,
  algorithm: Algorithm,
  data: Uint8Array,
  signature: Uint8Array,
): boolean | Promise<boolean> {
  const { digest } = algorithms[algorithm]
  const encoded = digest === null ? signature : derOfRaw(signature)
  inFlight++
  if (inFlight === 1) {
    // Whoever waits for this answer goes on after this microtask; whoever calls before it is a second one.
    queueMicrotask(leave)
    return verify(digest, data, key as KeyObject, encoded)
  }
  return new Promise((resolve, reject) => {
    verify(digest, data, key as KeyObject, encoded, (error, valid) => {
      leave()
      if (error === null) resolve(valid)
      else reject(error)
    })
  })
}

/** Holds a key that Web Crypto made, or one of OpenSSL, which signs faster. */
export type PrivateKeyHandle = web.PrivateKeyHandle

export async function generatePrivate(
  algorithm: Algorithm,
): Promise<{ handle: { readonly privateKey: KeyObject }; publicKey: unknown }> {
  const { privateKey, publicKey } = generatePair(algorithm)
  return { handle: { privateKey }, publicKey: publicKey.export({ format: 'jwk' }) }
}

function generatePair(algorithm: Algorithm): { privateKey: KeyObject; publicKey: KeyObject } {
  const { crv, kty } = algorithms[algorithm]
  return kty === 'EC'
    ? generateKeyPairSync('ec', { namedCurve: crv })
    : generateKeyPairSync('ed25519')
}

export function signWith(
  { privateKey }: PrivateKeyHandle,
  algorithm: Algorithm,
): (data: Uint8Array) => Promise<Uint8Array> {
  const { digest, coordinateBytes } = algorithms[algorithm]
  // KeyObject.from refuses non-extractable keys from Node 26 on, and warns before.
  if (!isKeyObject(privateKey)) return web.signWith({ privateKey }, algorithm)
  const finish = (signature: Uint8Array): Uint8Array =>
    digest === null ? signature : rawOfDer(signature, coordinateBytes)
  return (data) => {
    inFlight++
    if (inFlight === 1) {
      queueMicrotask(leave)
      return Promise.resolve(finish(sign(digest, data, privateKey)))
    }
    return new Promise((resolve, reject) => {
      sign(digest, data, privateKey, (error, signature) => {
        leave()
        if (error === null) resolve(finish(signature))
        else reject(error)
      })
    })
  }
}

// Not instanceof: a test runner's realm has classes of its own.
function isKeyObject(key: object): key is KeyObject {
  return 'asymmetricKeyType' in key
}

;({
  sha256,
  sha256Text,
  randomBytes,
  importPublic,
  decompress,
  verifyWith,
  signWith,
  generatePrivate,
}) satisfies typeof web
