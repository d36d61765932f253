import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  epochSeconds,
  formatDateTime,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from '@fidecura/base'
import { decodeCredential, type UnverifiedProof } from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import {
  type Did,
  generateSigner,
  importVerificationKey,
  keyIdOfIssuer,
  publicKeyOf,
  resolveDidKey,
  type Signer,
  signJws,
} from '@fidecura/identity'
import { eddsaJcs2022, signDocument } from '@fidecura/identity/data-integrity'
import { readPresentation } from '../../packages/credentials/src/presentation/read-presentation.ts'
import { envelopeOf } from '../../packages/credentials/src/presentation/vp-document.ts'
import { type CaseResult, type Corpus, outcomeOf } from './corpus.ts'

const created = epochSeconds(1_800_000_000)
const formats = [dataIntegrity()]
const options = { formats }
type Securing = 'jwt' | 'data-integrity'

/**
 * The documents of the W3C's test suite of VCDM 2.0, each told by its name to be good or bad. As that
 * suite does, we secure them, name ourselves where no issuer is named or a stand-in, and set the dates
 * that are left open. A good one must be read and its proof hold.
 */
export const vcdm2: Corpus = {
  name: 'w3c-vcdm2',
  folders: ['w3c-vcdm2/tests/input'],
  async *run(folder = '') {
    const signer = await generateSigner({ algorithm: 'EdDSA' })
    const files = readdirSync(folder, { recursive: true }).map(String)
    for (const path of files.filter((each) => each.endsWith('.json')).sort()) {
      const document = parseJson(readFileSync(join(folder, path))) as JsonObject
      const judge = path.startsWith('presentation-') ? judgePresentation : judgeCredential
      for (const securing of ['jwt', 'data-integrity'] as const) {
        const ours = await outcomeOf(() => judge(document, securing, signer))
        yield compared(`${securing}/${path}`, ours)
      }
    }
  },
}

function compared(name: string, ours: string): CaseResult {
  // What one may refuse or mend is refused: nobody but its author changes what is to be signed.
  const bad = /-(?:fail|fail-or-inject|mismatch)\.json$/.test(name)
  if ((ours === 'accepted') !== bad) return { name, outcome: 'passed' }
  return { name, outcome: 'failed', reason: `it is ${ours}`, ours }
}

async function judgeCredential(document: JsonObject, securing: Securing, signer: Signer) {
  const token = await secureCredential(withIssuer(dated(document), signer.did), securing, signer)
  await verifyCredential(token)
}

async function secureCredential(document: JsonObject, securing: Securing, signer: Signer) {
  if (securing === 'jwt') return signJws(document, { signer, typ: 'vc+jwt' })
  return JSON.stringify(await signDocument(document, { signer, suite: eddsaJcs2022, created }))
}

async function verifyCredential(token: string): Promise<void> {
  const { credential, proofs } = await decodeCredential(token, options)
  for (const proof of proofs) await verifyProof(proof, credential.issuer, 'assertionMethod')
}

async function judgePresentation(document: JsonObject, securing: Securing, signer: Signer) {
  const { verifiableCredential: enclosed } = document
  const secured = Array.isArray(enclosed)
    ? {
        verifiableCredential: await Promise.all(
          enclosed.map((one) => enclose(one, securing, signer)),
        ),
      }
    : {}
  const ready = { ...(standIn(document, signer.did) as JsonObject), ...secured }
  const { credentials, signed } = await readPresentation(
    await present(ready, securing, signer),
    options,
  )
  if (signed === undefined) throw new Error('Not read as what it was secured as')
  await verifyProof(signed.proof, signed.holder, 'authentication')
  for (const { token } of credentials) await verifyCredential(token)
}

/** What is no credential, or one that somebody has put into an envelope, stays as it is. */
async function enclose(one: JsonValue, securing: Securing, signer: Signer): Promise<JsonValue> {
  if (!isJsonObject(one) || String(one['id']).startsWith('data:')) return one
  const token = await secureCredential(standIn(one, signer.did) as JsonObject, securing, signer)
  return securing === 'jwt' ? envelopeOf(token, 'vc+jwt') : (JSON.parse(token) as JsonValue)
}

async function present(document: JsonObject, securing: Securing, signer: Signer): Promise<string> {
  const terms = { iat: created, aud: 'https://verifier.example', nonce: 'nonce' }
  if (securing === 'jwt') return signJws({ ...document, ...terms }, { signer, typ: 'vp+jwt' })
  const proof = { signer, suite: eddsaJcs2022, created, purpose: 'authentication' } as const
  const { aud: domain, nonce: challenge } = terms
  return JSON.stringify(await signDocument(document, { ...proof, domain, challenge }))
}

async function verifyProof(
  proof: UnverifiedProof,
  signer: Did,
  relationship: 'assertionMethod' | 'authentication',
): Promise<void> {
  const keyId = keyIdOfIssuer(proof.keyId, signer)
  const { document } = await resolveDidKey(signer, { at: created, now: created })
  await proof.verify(await importVerificationKey(publicKeyOf(document, keyId, relationship)))
}

function withIssuer(document: JsonObject, did: Did): JsonObject {
  const { issuer = did } = document
  return { ...document, issuer: isJsonObject(issuer) ? { id: did, ...issuer } : issuer }
}

function dated(document: JsonObject): JsonObject {
  const dates: Readonly<Record<string, number>> = { 'PAST DATE': -86_400, 'FUTURE DATE': 86_400 }
  const entries = Object.entries(document).map(([name, value]) => {
    const shift = typeof value === 'string' ? dates[value] : undefined
    return [name, shift === undefined ? value : formatDateTime(epochSeconds(created + shift))]
  })
  return Object.fromEntries(entries)
}

/** Those whom the suite lets stand for whoever runs it. */
function standIn(value: JsonObject, did: Did): JsonValue {
  const names = ['did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj', 'did:example:issuer']
  const text = JSON.stringify(value)
  return JSON.parse(names.reduce((all, name) => all.replaceAll(`"${name}"`, `"${did}"`), text))
}
