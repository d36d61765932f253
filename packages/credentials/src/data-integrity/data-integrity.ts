import {
  type EpochSeconds,
  encodeUtf8,
  isJsonObject,
  type JsonObject,
  parseJson,
} from '@fidecura/base'
import {
  type Cryptosuite,
  type DataIntegrityProof,
  ecdsaJcs2019,
  eddsaJcs2022,
  parseSecuredDocument,
  type SecuredDocument,
  signDocument,
  verifyProofSignature,
} from '@fidecura/identity/data-integrity'
import type { CheckSchemas } from '../check-schemas.ts'
import type { UnverifiedCredential, UnverifiedProof } from '../credential.ts'
import type { IssuingCodec } from '../credential-codec.ts'
import { CredentialError } from '../errors.ts'
import type { PresentingCodec } from '../presentation-codec.ts'
import { readVcdm } from '../vcdm.ts'
import { presentationsOf } from './presentations.ts'
import { suiteFor } from './suite-for.ts'

/** Which cryptosuites are taken, and which of them is issued with. */
export interface DataIntegrityOptions {
  /**
   * Tried in order when issuing: the first that takes the signer's key. Default: `eddsa-jcs-2022` and
   * `ecdsa-jcs-2019`, which need no RDF. Those that do are in `@fidecura/data-integrity-rdf`.
   */
  readonly suites?: readonly Cryptosuite[]
  /**
   * What is issued names these contexts behind that of VCDM 2.0. Default: none. Suites that need RDF sign
   * nothing of which no context says what it means: for our own types, name `healthContext` of
   * `@fidecura/data-integrity-rdf`.
   */
  readonly contexts?: readonly string[]
}

const defaultSuites: readonly Cryptosuite[] = [eddsaJcs2022, ecdsaJcs2019]
const maxTextLength = 262_144

/** Credentials and presentations with proofs beside them. */
export interface DataIntegrityCodec extends IssuingCodec {
  readonly presentations: PresentingCodec
}

/**
 * Credentials of VCDM 2.0 as JSON, with proofs of Data Integrity 1.0 beside them. Every proof must
 * hold, be for assertions, by a key of the issuer, and for nobody in particular. Presentations have one
 * proof, of who the holder is.
 */
export function dataIntegrity(options: DataIntegrityOptions = {}): DataIntegrityCodec {
  const suites = Object.freeze([...(options.suites ?? defaultSuites)])
  const contexts = Object.freeze([...(options.contexts ?? [])])
  return Object.freeze<DataIntegrityCodec>({
    format: 'data-integrity',
    presentations: presentationsOf(suites),
    recognises: (text) => text.startsWith('{'),
    decode: (text, { schemas }) => decode(text, suites, schemas),
    async secure(document, { signer, issuedAt, signal }) {
      const suite = suiteFor(signer.algorithm, suites)
      const options = { signer, suite, created: issuedAt, signal }
      return JSON.stringify(await signDocument(withContexts(document, contexts), options))
    },
  })
}

function withContexts(document: JsonObject, contexts: readonly string[]): JsonObject {
  if (contexts.length === 0) return document
  return { ...document, '@context': [...(document['@context'] as readonly string[]), ...contexts] }
}

function decode(
  text: string,
  suites: readonly Cryptosuite[],
  schemas: CheckSchemas | undefined,
): UnverifiedCredential {
  if (text.length > maxTextLength) throw malformed('')
  const json = parseJson(encodeUtf8(text))
  if (!isJsonObject(json)) throw malformed('')
  const secured = parseSecuredDocument(json)
  const proofs = secured.proofs.map((proof) => unverified(secured, proof, suites))
  const created = secured.proofs.map((proof) => proof.created)
  const credential = readVcdm(secured.document, {
    format: 'data-integrity',
    issuedAt: latest(created),
    endsAt: earliest(secured.proofs.map(({ expires }) => expires)),
    schemas,
  })
  return Object.freeze({ credential, proofs, jws: undefined, keyBinding: undefined })
}

function unverified(
  secured: SecuredDocument,
  proof: DataIntegrityProof,
  suites: readonly Cryptosuite[],
): UnverifiedProof {
  // A proof to somebody, or of being somebody, is none that a credential travels with.
  if (proof.purpose !== 'assertionMethod') throw malformed('/proof/proofPurpose')
  if (proof.domain !== undefined || proof.challenge !== undefined) throw malformed('/proof/domain')
  return {
    keyId: proof.verificationMethod,
    verify: (key) => verifyProofSignature(secured, proof, { key, suites }),
  }
}

type Instants = readonly (EpochSeconds | undefined)[]

function latest(instants: Instants): EpochSeconds | undefined {
  return extreme(instants, (a, b) => a > b)
}

function earliest(instants: Instants): EpochSeconds | undefined {
  return extreme(instants, (a, b) => a < b)
}

function extreme(
  instants: Instants,
  wins: (a: EpochSeconds, b: EpochSeconds) => boolean,
): EpochSeconds | undefined {
  return instants.reduce(
    (best, one) => (one !== undefined && (best === undefined || wins(one, best)) ? one : best),
    undefined,
  )
}

function malformed(place: string): CredentialError {
  return new CredentialError('credential_malformed', 'Not a credential of its format', { place })
}
