import { contexts as citizenship } from '@digitalbazaar/citizenship-context'
import type { JsonObject } from '@fidecura/base'
import { type CredentialCodec, decodeCredential } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { createRdfcSuites } from '@fidecura/data-integrity-rdf'
import { type Algorithm, generateSigner, type Signer, signJws } from '@fidecura/identity'
import { type Cryptosuite, ecdsaJcs2019, eddsaJcs2022 } from '@fidecura/identity/data-integrity'

/** What an endpoint of the adapter signs and verifies with. */
export interface VcApiSuite {
  /** As it stands in the path. */
  readonly name: string
  readonly keyType: string
  /** Throw-away, made when the adapter starts. */
  readonly signer: Signer
  /** What a verifier needs beside `vc+jwt`, which it reads anyway. */
  readonly formats: readonly CredentialCodec[]
  /** Whether a text is secured in the way that this endpoint is for. */
  takes(text: string): boolean
  /** @returns A text as verifiers take it. */
  secure(document: JsonObject): Promise<string>
}

const algorithms: Readonly<Record<string, Algorithm>> = {
  Ed25519: 'EdDSA',
  'P-256': 'ES256',
  'P-384': 'ES384',
}
const curves = ['P-256', 'P-384']
const card = 'https://w3id.org/citizenship/v4rc1'
const { eddsaRdfc2022, ecdsaRdfc2019 } = createRdfcSuites({
  contexts: {
    [card]: citizenship.get(card),
    // As it is published: a vocabulary and nothing else.
    'https://www.w3.org/ns/credentials/examples/v2': {
      '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' },
    },
  },
})
const known: readonly Cryptosuite[] = [eddsaRdfc2022, ecdsaRdfc2019, eddsaJcs2022, ecdsaJcs2019]

/** For presentations, in which credentials of every suite may lie. */
export const allFormats: readonly CredentialCodec[] = [dataIntegrity({ suites: known })]

/** One for each suite and type of key, each with a key of its own. */
export async function createVcApiSuites(): Promise<readonly VcApiSuite[]> {
  const made = [
    ...['Ed25519', ...curves].map((keyType) => jwt(keyType)),
    ...['eddsa-jcs-2022', 'eddsa-rdfc-2022'].map((name) => proof(name, 'Ed25519')),
    ...['ecdsa-jcs-2019', 'ecdsa-rdfc-2019'].flatMap((name) =>
      curves.map((keyType) => proof(name, keyType)),
    ),
  ]
  return Promise.all(made)
}

async function jwt(keyType: string): Promise<VcApiSuite> {
  const signer = await signerOf(keyType)
  return {
    name: 'vc-jwt',
    keyType,
    signer,
    formats: [],
    takes: (text) => !text.startsWith('{') && !text.includes('~'),
    async secure(document) {
      const token = await signJws(document, { signer, typ: 'vc+jwt' })
      // What no verifier reads is not handed out.
      await decodeCredential(token)
      return token
    },
  }
}

async function proof(name: string, keyType: string): Promise<VcApiSuite> {
  const signer = await signerOf(keyType)
  const codec = dataIntegrity({ suites: known.filter((suite) => suite.name === name) })
  return {
    name,
    keyType,
    signer,
    formats: [codec],
    takes: (text) => text.startsWith('{'),
    async secure(document) {
      const issuedAt = Math.floor(Date.now() / 1000) as never
      const text = await codec.secure(document, { signer, issuedAt })
      await decodeCredential(text, { formats: [codec] })
      return text
    },
  }
}

async function signerOf(keyType: string): Promise<Signer> {
  const algorithm = algorithms[keyType]
  if (algorithm === undefined) throw new Error('Not a type of key')
  return generateSigner({ method: 'key', algorithm })
}
