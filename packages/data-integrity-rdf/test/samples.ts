import type { JsonObject } from '@fidecura/base'
import { generateSigner, importVerificationKey, type Signer } from '@fidecura/identity'
import {
  type Cryptosuite,
  parseSecuredDocument,
  type SignDocumentOptions,
  signDocument,
  verifyProofSignature,
} from '@fidecura/identity/data-integrity'
import { createRdfcSuites } from '../src/index.ts'

export const contextV2 = 'https://www.w3.org/ns/credentials/v2'
export const clinic = 'https://clinic.example/contexts/visit/1'
export const ward = 'https://ward.example/contexts/bed/1'
const created = 1_800_000_000 as never

/** Two contexts of a caller, neither of which knows the names of the other. */
export const handedIn = {
  [clinic]: {
    '@context': {
      '@version': 1.1,
      Visit: 'https://clinic.example/#Visit',
      visit: { '@id': 'https://clinic.example/#visit', '@type': '@id' },
      room: 'https://clinic.example/#room',
      limit: 'https://clinic.example/#limit',
      related: 'https://clinic.example/#related',
      clinic: 'https://clinic.example/#',
    },
  },
  [ward]: { '@context': { bed: 'https://ward.example/#bed', room: 'https://ward.example/#room' } },
}

export const suites = createRdfcSuites({ contexts: handedIn })
const both: readonly Cryptosuite[] = [suites.eddsaRdfc2022, suites.ecdsaRdfc2019]

export const document: JsonObject = {
  '@context': [contextV2, clinic],
  id: 'urn:example:visit:7',
  type: ['VerifiableCredential', 'Visit'],
  issuer: 'did:example:clinic',
  validUntil: '2027-01-15T08:00:00Z',
  credentialSubject: {
    id: 'did:example:patient',
    room: 'B 12',
    limit: 3,
    visit: { id: 'urn:example:other', room: 'A 1' },
    related: { limit: 5 },
  },
}

export const subject = document['credentialSubject'] as JsonObject

export const signer: Signer = await generateSigner({ method: 'key', algorithm: 'EdDSA' })

export function sign(
  unsigned: JsonObject,
  options: Partial<SignDocumentOptions> = {},
): Promise<JsonObject> {
  return signDocument(unsigned, { signer, suite: suites.eddsaRdfc2022, created, ...options })
}

/** Verifies every proof of a document, each under the same key. */
export async function verify(
  json: JsonObject,
  by: Signer = signer,
  taken: readonly Cryptosuite[] = both,
): Promise<void> {
  const secured = parseSecuredDocument(json)
  const key = await importVerificationKey(by.publicKey)
  for (const proof of secured.proofs)
    await verifyProofSignature(secured, proof, { key, suites: taken })
}
