import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeHex, encodeUtf8, type JsonObject, type JsonValue, parseJson } from '@fidecura/base'
import type { Algorithm } from '@fidecura/identity'
import { ecdsaJcs2019, eddsaJcs2022, parseSecuredDocument } from '@fidecura/identity/data-integrity'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'
import { verifyVector } from './verify-vector.ts'

const suites = [eddsaJcs2022, ecdsaJcs2019]

/**
 * Data Integrity EdDSA 1.0 §B and ECDSA 1.0 §A, the JCS suites: every published intermediate value. At the layer of
 * proofs, for the issuer of these documents is an https URL.
 */
export const dataIntegrityJcs: Corpus = {
  name: 'w3c-di-jcs',
  folders: ['w3c-di-eddsa-vectors/TestVectors', 'w3c-di-ecdsa-vectors/TestVectors'],
  async *run(eddsa = '', ecdsa = '') {
    yield* folder('eddsa-jcs-2022', join(eddsa, 'eddsa-jcs-2022'), 'EdDSA')
    yield* folder('ecdsa-jcs-2019-p256', join(ecdsa, 'ecdsa-jcs-2019-p256'), 'ES256')
    yield* folder('ecdsa-jcs-2019-p384', join(ecdsa, 'ecdsa-jcs-2019-p384'), 'ES384')
  },
}

async function* folder(
  name: string,
  path: string,
  algorithm: Algorithm,
): AsyncIterable<CaseResult> {
  const file = (start: string): string => {
    const found = readdirSync(path).find((each) => each.startsWith(start))
    return readFileSync(join(path, found ?? start), 'utf8').trim()
  }
  const secured = parseSecuredDocument(parseJson(encodeUtf8(file('signed'))) as JsonObject)
  const [proof] = secured.proofs
  const suite = suites.find((each) => each.name === proof?.cryptosuite)
  if (proof === undefined || suite === undefined) throw new Error('Not a vector of these suites')
  const data = await suite.signedData(secured.document, proof.options, algorithm)
  const half = data.length / 2
  yield same(`${name}/proofHash`, encodeHex(data.subarray(0, half)), file('proofHash'))
  yield same(`${name}/docHash`, encodeHex(data.subarray(half)), file('docHash'))
  yield same(`${name}/combinedHash`, encodeHex(data), file('combinedHash'))
  yield same(`${name}/signature`, encodeHex(proof.signature), file('sigHex'))
  const verified = await verifiedAs(secured.document, proof.json)
  yield same(`${name}/verify`, verified, 'accepted')
  const altered = { ...secured.document, name: 'Another' }
  yield same(`${name}/altered`, await verifiedAs(altered, proof.json), 'proof_invalid')
}

async function verifiedAs(document: JsonObject, proof: JsonValue): Promise<string> {
  const secured = parseSecuredDocument({ ...document, proof })
  const [parsed] = secured.proofs
  if (parsed === undefined) throw new Error('No proof')
  return outcomeOf(() => verifyVector(secured, parsed, suites))
}

function same(name: string, ours: string, theirs: string): CaseResult {
  return ours === theirs
    ? { name, outcome: 'passed' }
    : { name, outcome: 'failed', reason: 'another value', ours }
}
