import { concatBytes, encodeUtf8, type JsonObject, type JsonValue } from '@fidecura/base'
import type { Algorithm } from '@fidecura/identity'
import { type Cryptosuite, suiteDigest } from '@fidecura/identity/data-integrity'
import { canonicalDocument } from './canonical-document.ts'
import { type ContextSet, createContextSet } from './context-set.ts'
import { assertSameContext } from './resolve-contexts.ts'

/** What documents may name, beside VCDM 2.0 and {@link healthContext}. */
export interface RdfcSuitesOptions {
  /**
   * By URL, each a document with `@context`. You vouch for them: what they define is what signatures are
   * about. They may refer to no further ones.
   */
  readonly contexts?: Readonly<Record<string, unknown>>
}

/** Both suites, over the same contexts. */
export interface RdfcSuites {
  readonly eddsaRdfc2022: Cryptosuite
  readonly ecdsaRdfc2019: Cryptosuite
}

/**
 * Makes the suites over RDF with contexts of your own. Nothing is ever fetched.
 *
 * @throws {@link DataIntegrityRdfError} `context_malformed`, `context_ambiguous`; `place` is the URL.
 */
export function createRdfcSuites(options: RdfcSuitesOptions = {}): RdfcSuites {
  const { contexts = {} } = options
  const set = createContextSet(contexts)
  return suitesOver(() => set)
}

/** Made of what is bundled, when it is first used: most that load this package use none of it at once. */
const bundled: RdfcSuites = /* @__PURE__ */ suitesOver(lazy(() => createContextSet({})))

/** Data Integrity EdDSA Cryptosuites 1.0 §3.2: Ed25519 over the canonical graph. */
export const eddsaRdfc2022: Cryptosuite = bundled.eddsaRdfc2022

/** Data Integrity ECDSA Cryptosuites 1.0 §3.2: P-256 or P-384 over the canonical graph. */
export const ecdsaRdfc2019: Cryptosuite = bundled.ecdsaRdfc2019

function suitesOver(set: () => ContextSet): RdfcSuites {
  const suite = (name: string, algorithms: readonly Algorithm[]): Cryptosuite =>
    Object.freeze<Cryptosuite>({
      name,
      algorithms,
      signedData: (document, options, algorithm) => signedData(document, options, algorithm, set()),
    })
  return Object.freeze({
    eddsaRdfc2022: suite('eddsa-rdfc-2022', ['EdDSA']),
    ecdsaRdfc2019: suite('ecdsa-rdfc-2019', ['ES256', 'ES384']),
  })
}

/** §3.2.4 of both: the digest of the options before that of the document. */
async function signedData(
  document: JsonObject,
  options: JsonObject,
  algorithm: Algorithm,
  set: ContextSet,
): Promise<Uint8Array> {
  const { '@context': context } = document
  assertSameContext(options, context, '/proof/@context')
  // §3.2.5: the options are read by the context of the document.
  const proof = { ...options, '@context': context as JsonValue }
  return concatBytes(
    await digestOf(proof, algorithm, set),
    await digestOf(document, algorithm, set),
  )
}

async function digestOf(
  document: JsonObject,
  algorithm: Algorithm,
  set: ContextSet,
): Promise<Uint8Array> {
  const digest = algorithm === 'ES384' ? 'SHA-384' : 'SHA-256'
  return suiteDigest(encodeUtf8(await canonicalDocument(document, set, digest)), algorithm)
}

function lazy<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
