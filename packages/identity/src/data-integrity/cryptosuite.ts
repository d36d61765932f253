import type { JsonObject } from '@fidecura/base'
import { type Algorithm, algorithms } from '../algorithms.ts'

/** How a family of proofs turns a document and the options of a proof into bytes to sign. */
export interface Cryptosuite {
  /** As `cryptosuite` of a proof names it. */
  readonly name: string
  /** What keys it takes. */
  readonly algorithms: readonly Algorithm[]
  /**
   * @param document - Without its own proof; with those that the proof builds on, if there are any.
   * @param options - The proof without `proofValue`.
   * @throws IdentityError `proof_malformed`: not something that the suite can turn into bytes.
   */
  signedData(document: JsonObject, options: JsonObject, algorithm: Algorithm): Promise<Uint8Array>
}

/** The digest that suites use with an algorithm: its own, and SHA-256 with Ed25519. */
export async function suiteDigest(data: Uint8Array, algorithm: Algorithm): Promise<Uint8Array> {
  const name = algorithms[algorithm].webSignature.hash ?? 'SHA-256'
  return new Uint8Array(await crypto.subtle.digest(name, data as Uint8Array<ArrayBuffer>))
}
