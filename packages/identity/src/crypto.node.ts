import { createPublicKey, hash, KeyObject, sign, verify, type webcrypto } from 'node:crypto'
import { type Algorithm, algorithms } from './algorithms.ts'
import type * as web from './crypto.web.ts'
import { derOfRaw, rawOfDer } from './der.ts'
import type { PublicJwk } from './jwk.ts'

type KeyHandle = web.KeyHandle

export function sha256(data: Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer')
}

export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length))
}

export function importPublic(jwk: PublicJwk): KeyHandle {
  return { key: createPublicKey({ key: { ...jwk }, format: 'jwk' }) }
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

export function signWith(
  privateKey: CryptoKey,
  algorithm: Algorithm,
): (data: Uint8Array) => Promise<Uint8Array> {
  const { digest, coordinateBytes } = algorithms[algorithm]
  const key = KeyObject.from(privateKey as webcrypto.CryptoKey)
  const finish = (signature: Uint8Array): Uint8Array =>
    digest === null ? signature : rawOfDer(signature, coordinateBytes)
  return (data) => {
    inFlight++
    if (inFlight === 1) {
      queueMicrotask(leave)
      return Promise.resolve(finish(sign(digest, data, key)))
    }
    return new Promise((resolve, reject) => {
      sign(digest, data, key, (error, signature) => {
        leave()
        if (error === null) resolve(finish(signature))
        else reject(error)
      })
    })
  }
}

;({ sha256, randomBytes, importPublic, verifyWith, signWith }) satisfies typeof web
