import { epochSeconds, type JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import {
  ecdsaJcs2019,
  eddsaJcs2022,
  parseSecuredDocument,
  signDocument,
  verifyProofSignature,
} from '../../src/index.data-integrity.ts'
import { generateSigner, importVerificationKey, type Signer } from '../../src/index.ts'

const created = epochSeconds(1_790_000_000)
const suites = [eddsaJcs2022, ecdsaJcs2019]
const document: JsonObject = Object.freeze({
  '@context': ['https://www.w3.org/ns/credentials/v2'],
  name: 'a document',
})

async function verifyAll(secured: JsonObject, ...signers: readonly Signer[]): Promise<void> {
  const parsed = parseSecuredDocument(secured)
  for (const [index, proof] of parsed.proofs.entries()) {
    const signer = signers[index]
    if (signer === undefined) throw new Error('More proofs than signers')
    const key = await importVerificationKey(signer.publicKey)
    await verifyProofSignature(parsed, proof, { key, suites })
  }
}

const ed = await generateSigner({ algorithm: 'EdDSA' })
const p256 = await generateSigner({ algorithm: 'ES256' })
const p384 = await generateSigner({ algorithm: 'ES384' })
const signed = await signDocument(document, { signer: ed, suite: eddsaJcs2022, created })
const proofOf = (secured: JsonObject): JsonObject => secured['proof'] as JsonObject

describe('signDocument', () => {
  test.each([
    ['eddsa-jcs-2022', eddsaJcs2022, ed],
    ['ecdsa-jcs-2019', ecdsaJcs2019, p256],
    ['ecdsa-jcs-2019', ecdsaJcs2019, p384],
  ])('makes a proof of %s that verifies', async (name, suite, signer) => {
    const secured = await signDocument(document, { signer, suite, created })
    expect(proofOf(secured)['cryptosuite']).toBe(name)
    await verifyAll(secured, signer)
  })

  test('refuses a key that the suite does not take', async () => {
    const signing = signDocument(document, { signer: p256, suite: eddsaJcs2022, created })
    await expect(signing).rejects.toMatchObject({ code: 'key_type_unsupported' })
  })

  test('adds to the proofs that are there, each of which stays good', async () => {
    const both = await signDocument(signed, { signer: p256, suite: ecdsaJcs2019, created })
    await verifyAll(both, ed, p256)
  })

  test('refuses to build on a proof that is not there', async () => {
    const options = { signer: p256, suite: ecdsaJcs2019, created, previous: ['urn:example:none'] }
    await expect(signDocument(signed, options)).rejects.toMatchObject({ code: 'proof_malformed' })
  })
})

describe('verifyProofSignature', () => {
  test('holds a proof that builds on another to that other', async () => {
    const first = await signDocument(document, {
      signer: ed,
      suite: eddsaJcs2022,
      created,
      id: 'urn:example:1',
    })
    const chain = await signDocument(first, {
      signer: p256,
      suite: ecdsaJcs2019,
      created,
      previous: ['urn:example:1'],
    })
    await verifyAll(chain, ed, p256)
    // A first proof that is just as good, but not the one that the second vouched for.
    const other = await signDocument(document, {
      signer: ed,
      suite: eddsaJcs2022,
      created: epochSeconds(created + 1),
      id: 'urn:example:1',
    })
    const [, second] = chain['proof'] as readonly JsonObject[]
    const swapped = { ...document, proof: [proofOf(other), second as JsonObject] }
    await expect(verifyAll(swapped, ed, p256)).rejects.toMatchObject({ code: 'proof_invalid' })
  })

  test.each<[string, (secured: JsonObject) => JsonObject, string]>([
    ['a document that was altered', (s) => ({ ...s, name: 'another' }), 'proof_invalid'],
    ['one with a member more', (s) => ({ ...s, extra: 1 }), 'proof_invalid'],
    [
      'another context',
      (s) => ({ ...s, '@context': ['https://other.example'] }),
      'proof_malformed',
    ],
    [
      'a context behind those that were signed',
      (s) => ({ ...s, '@context': [...(s['@context'] as string[]), 'https://other.example'] }),
      'proof_malformed',
    ],
    ['no context in the proof', (s) => change(s, { '@context': undefined }), 'proof_invalid'],
    ['another purpose', (s) => change(s, { proofPurpose: 'authentication' }), 'proof_invalid'],
    ['another date', (s) => change(s, { created: '2020-01-01T00:00:00Z' }), 'proof_invalid'],
    [
      'an end that is taken off',
      (s) => change(s, { expires: '2999-01-01T00:00:00Z' }),
      'proof_invalid',
    ],
    [
      'a suite of another key',
      (s) => change(s, { cryptosuite: 'ecdsa-jcs-2019' }),
      'proof_invalid',
    ],
    [
      'a suite that nobody named',
      (s) => change(s, { cryptosuite: 'eddsa-rdfc-2022' }),
      'proof_suite_unsupported',
    ],
    ['a member that is not understood', (s) => change(s, { revoked: false }), 'proof_malformed'],
    ['another type', (s) => change(s, { type: 'Ed25519Signature2020' }), 'proof_malformed'],
    ['a relative method', (s) => change(s, { verificationMethod: '#key' }), 'proof_malformed'],
    ['base64url', (s) => change(s, { proofValue: 'uAAAA' }), 'proof_malformed'],
    [
      'a long text for a signature',
      (s) => change(s, { proofValue: `z${'1'.repeat(5000)}` }),
      'proof_malformed',
    ],
    ['a signature of no bytes', (s) => change(s, { proofValue: 'z1' }), 'proof_invalid'],
    ['no proof', (s) => ({ ...s, proof: [] }), 'proof_malformed'],
    ['nine proofs', (s) => ({ ...s, proof: new Array(9).fill(proofOf(s)) }), 'proof_malformed'],
    [
      'a proof that builds on itself',
      (s) => change(s, { id: 'urn:a', previousProof: 'urn:a' }),
      'proof_malformed',
    ],
  ])('refuses %s', async (_, alter, code) => {
    await expect((async () => verifyAll(alter(signed), ed))()).rejects.toMatchObject({ code })
  })

  test('refuses a proof set of which one is bad', async () => {
    const both = await signDocument(signed, { signer: p256, suite: ecdsaJcs2019, created })
    const [first, second] = both['proof'] as readonly JsonObject[]
    const bad = { ...both, proof: [first, { ...second, proofValue: first?.['proofValue'] }] }
    await expect(verifyAll(bad as JsonObject, ed, p256)).rejects.toMatchObject({
      code: 'proof_invalid',
    })
  })
})

function change(secured: JsonObject, members: Readonly<Record<string, unknown>>): JsonObject {
  const proof: Record<string, unknown> = { ...proofOf(secured), ...members }
  for (const [name, value] of Object.entries(members)) if (value === undefined) delete proof[name]
  return { ...secured, proof: proof as JsonObject }
}
