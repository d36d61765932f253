import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { contexts as citizenship } from '@digitalbazaar/citizenship-context'
import { encodeHex, encodeUtf8, type JsonObject, parseJson } from '@fidecura/base'
import { createRdfcSuites } from '@fidecura/data-integrity-rdf'
import type { Algorithm } from '@fidecura/identity'
import { parseSecuredDocument, suiteDigest } from '@fidecura/identity/data-integrity'
import { canonicalDocument } from '../../packages/data-integrity-rdf/src/canonical-document.ts'
import { createContextSet } from '../../packages/data-integrity-rdf/src/context-set.ts'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'
import { verifyVector } from './verify-vector.ts'

const card = 'https://w3id.org/citizenship/v4rc1'
const handedIn = {
  [card]: citizenship.get(card),
  // As it is published: a vocabulary and nothing else.
  'https://www.w3.org/ns/credentials/examples/v2': {
    '@context': { '@vocab': 'https://www.w3.org/ns/credentials/examples#' },
  },
}
const { eddsaRdfc2022, ecdsaRdfc2019 } = createRdfcSuites({ contexts: handedIn })
const suites = [eddsaRdfc2022, ecdsaRdfc2019]
const contextSet = createContextSet(handedIn)

/**
 * Data Integrity EdDSA 1.0 §B and ECDSA 1.0 §A, the RDFC suites: every published intermediate value, and sets and
 * chains of proofs. At the layer of proofs, for the issuer of most of these documents is an https URL.
 */
export const dataIntegrityRdfc: Corpus = {
  name: 'w3c-di-rdfc',
  folders: ['w3c-di-eddsa-vectors/TestVectors', 'w3c-di-ecdsa-vectors/TestVectors'],
  async *run(eddsa = '', ecdsa = '') {
    for (const part of ['', 'employ']) {
      yield* vector(join(eddsa, 'eddsa-rdfc-2022', part), `eddsa-rdfc-2022/${part}`, 'EdDSA')
      for (const [curve, algorithm] of [
        ['p256', 'ES256'],
        ['p384', 'ES384'],
      ] as const) {
        const name = `ecdsa-rdfc-2019-${curve}`
        yield* vector(join(ecdsa, name, part), `${name}/${part}`, algorithm)
      }
    }
    yield* setsAndChains(join(eddsa, 'proof-set-chain'))
    yield* skipped(
      eddsa,
      'Ed25519Signature2020',
      'a suite before Data Integrity, which is not made',
    )
    yield* skipped(ecdsa, 'ecdsa-sd-2023', 'selective disclosure is what dc+sd-jwt is for')
  },
}

async function* vector(
  path: string,
  folder: string,
  algorithm: Algorithm,
): AsyncIterable<CaseResult> {
  const base = folder.endsWith('/') ? folder.slice(0, -1) : folder
  const file = (start: string): string => {
    const found = readdirSync(path).find((each) => each.startsWith(start))
    return readFileSync(join(path, found ?? start), 'utf8')
  }
  const secured = parseSecuredDocument(parse(file('signed')))
  const [proof] = secured.proofs
  const suite = suites.find(({ name }) => name === proof?.cryptosuite)
  if (proof === undefined || suite === undefined) throw new Error('Not a vector of these suites')
  const digest = algorithm === 'ES384' ? 'SHA-384' : 'SHA-256'
  const options = parse(file('proofConfig'))
  const canonDoc = await canonicalDocument(secured.document, contextSet, digest)
  const canonProof = await canonicalDocument(options, contextSet, digest)
  yield same(`${base}/canonDoc`, canonDoc, file('canonDoc'))
  yield same(`${base}/proofCanon`, canonProof, file('proofCanon'))
  const hash = async (text: string): Promise<string> =>
    encodeHex(await suiteDigest(encodeUtf8(text), algorithm))
  yield same(`${base}/docHash`, await hash(canonDoc), file('docHash').trim())
  yield same(`${base}/proofHash`, await hash(canonProof), file('proofHash').trim())
  const data = await suite.signedData(secured.document, proof.options, algorithm)
  yield same(`${base}/combinedHash`, encodeHex(data), file('combinedHash').trim())
  yield same(`${base}/signature`, encodeHex(proof.signature), file('sigHex').trim())
  yield same(`${base}/verify`, await verifiedAs(parse(file('signed'))), 'accepted')
  const altered = { ...parse(file('signed')), name: 'Another' }
  yield same(`${base}/altered`, await verifiedAs(altered), 'proof_invalid')
}

async function* setsAndChains(folder: string): AsyncIterable<CaseResult> {
  for (const file of readdirSync(folder)
    .filter((each) => each.startsWith('signed'))
    .sort()) {
    const name = `proof-set-chain/${file}`
    const json = parse(readFileSync(join(folder, file), 'utf8'))
    yield same(`${name}/verify`, await verifiedAs(json), 'accepted')
    yield same(`${name}/altered`, await verifiedAs({ ...json, name: 'Another' }), 'proof_invalid')
    const proofs = parseSecuredDocument(json).proofs.map((proof) => proof.json)
    for (const [index, proof] of proofs.entries()) {
      const other = proofs.with(index, { ...proof, created: '2023-02-24T23:36:39Z' })
      const altered = await verifiedAs({ ...json, proof: other })
      yield same(`${name}/altered proof ${index}`, altered, 'proof_invalid')
    }
  }
}

function* skipped(folder: string, name: string, reason: string): Iterable<CaseResult> {
  if (readdirSync(folder).includes(name)) yield { name, outcome: 'skipped', reason }
}

async function verifiedAs(json: JsonObject): Promise<string> {
  return outcomeOf(async () => {
    const secured = parseSecuredDocument(json)
    for (const proof of secured.proofs) await verifyVector(secured, proof, suites)
  })
}

function parse(text: string): JsonObject {
  return parseJson(encodeUtf8(text)) as JsonObject
}

function same(name: string, ours: string, theirs: string): CaseResult {
  return ours === theirs
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', reason: 'another value', ours }
}
