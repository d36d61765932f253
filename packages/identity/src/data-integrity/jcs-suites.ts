import { canonicalizeJson, concatBytes, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Algorithm } from '../algorithms.ts'
import { IdentityError } from '../errors.ts'
import { type Cryptosuite, suiteDigest } from './cryptosuite.ts'

/** Data Integrity EdDSA Cryptosuites 1.0 §3.3: Ed25519 over canonical JSON. */
export const eddsaJcs2022: Cryptosuite = /* @__PURE__ */ jcsSuite('eddsa-jcs-2022', ['EdDSA'])

/** Data Integrity ECDSA Cryptosuites 1.0 §3.3: P-256 or P-384 over canonical JSON. */
export const ecdsaJcs2019: Cryptosuite = /* @__PURE__ */ jcsSuite('ecdsa-jcs-2019', [
  'ES256',
  'ES384',
])

function jcsSuite(name: string, algorithms: readonly Algorithm[]): Cryptosuite {
  return Object.freeze({ name, algorithms, signedData })
}

/** §3.3.4 of both: the digest of the options before that of the document. */
async function signedData(
  document: JsonObject,
  options: JsonObject,
  algorithm: Algorithm,
): Promise<Uint8Array> {
  assertSameContext(document['@context'], options['@context'])
  return concatBytes(
    await suiteDigest(canonicalizeJson(options), algorithm),
    await suiteDigest(canonicalizeJson(document), algorithm),
  )
}

/**
 * The suites let a document have further contexts behind those that were signed, and drop them before
 * they look. Whoever reads the document would not: so there must be none.
 */
function assertSameContext(document: JsonValue | undefined, signed: JsonValue | undefined): void {
  if (signed === undefined || JSON.stringify(signed) === JSON.stringify(document)) return
  throw new IdentityError('proof_malformed', 'Another context than the one that was signed', {
    place: '/@context',
  })
}
