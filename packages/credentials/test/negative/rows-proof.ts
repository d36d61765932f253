import type { JsonObject, JsonValue } from '@fidecura/base'
import { signDocument } from '@fidecura/identity/data-integrity'
import { encodeBase58 } from '../../../base/src/base58.ts'
import { after, noon } from '../verifier/world.ts'
import { contextCode, otherSuite, suiteOf } from './formats.ts'
import type { Members } from './jwt.ts'
import { written } from './jwt.ts'
import { type Attempt, makeBadge, type Row, type Scene } from './scene.ts'

type Secured = { readonly proof: JsonObject } & JsonObject

const badge = async (scene: Scene): Promise<Secured> => JSON.parse(await makeBadge(scene))

/** The proof changed, and signed anew by the issuer where the suite would sign it. */
async function signedAnew(scene: Scene, changes: Members): Promise<string> {
  const { proof, ...document } = await badge(scene)
  const { proofValue: _, ...options } = proof
  const wanted = written({ ...options, ...changes })
  const { signer } = scene.authority
  const suite = suiteOf(scene.format, signer)
  const data = await suite.signedData(document, wanted, signer.algorithm)
  const proofValue = `z${encodeBase58(await signer.sign(data, {}))}`
  return JSON.stringify({ ...document, proof: { ...wanted, proofValue } })
}

const proves = (
  name: string,
  changes: Members,
  code = 'proof_malformed',
  check = 'format',
): Row => [name, check, code, async (scene) => ({ token: await signedAnew(scene, changes) })]

/** Changed once it was signed, by somebody without a key. */
const edited = (
  name: string,
  code: Row[2],
  edit: (secured: Secured, scene: Scene) => unknown,
  check = 'format',
): Row => [
  name,
  check,
  code,
  async (scene) => {
    const changed = edit(await badge(scene), scene)
    return { token: typeof changed === 'string' ? changed : JSON.stringify(changed) }
  },
]

const value = (name: string, proofValue: JsonValue): Row =>
  edited(name, 'proof_malformed', ({ proof, ...all }) => ({
    ...all,
    proof: { ...proof, proofValue },
  }))

const altered = (name: string, changes: JsonObject): Row =>
  edited(name, 'proof_invalid', (all) => ({ ...all, ...changes }), 'signature')

const alteredProof = (name: string, changes: JsonObject): Row =>
  edited(
    name,
    'proof_invalid',
    ({ proof, ...all }) => ({ ...all, proof: { ...proof, ...changes } }),
    'signature',
  )

const twice = (
  name: string,
  code: string,
  by: (scene: Scene) => Scene['stranger']['signer'],
  options: object,
  check: string,
): Row => [
  name,
  check,
  code,
  async (scene) => {
    const signer = by(scene)
    const suite = suiteOf(scene.format, signer)
    const created = after(-3600)
    return {
      token: JSON.stringify(
        await signDocument(await badge(scene), { signer, suite, created, ...options }),
      ),
    }
  },
]

/** Of a Data Integrity proof. */
export const proofRows: readonly Row[] = [
  edited('it has no proof', 'proof_malformed', ({ proof: _, ...all }) => all),
  edited('its proof is null', 'proof_malformed', (all) => ({ ...all, proof: null })),
  edited('its proof is a text', 'proof_malformed', (all) => ({ ...all, proof: 'z' })),
  edited('it has a list of no proofs', 'proof_malformed', (all) => ({ ...all, proof: [] })),
  edited('one of its proofs is null', 'proof_malformed', (all) => ({
    ...all,
    proof: [all.proof, null],
  })),
  edited('it has nine proofs', 'proof_malformed', (all) => ({
    ...all,
    proof: Array.from({ length: 9 }, () => all.proof),
  })),
  edited('two of its proofs have one id', 'proof_malformed', (all) => ({
    ...all,
    proof: [1, 2].map(() => ({ ...all.proof, id: 'urn:a:1' })),
  })),
  edited('it has a member twice', 'json_duplicate_member', (all) =>
    JSON.stringify(all).replace('{', '{"issuer":"did:web:evil.example",'),
  ),
  edited('it is half of a document', 'json_malformed', (all) => JSON.stringify(all).slice(0, -9)),
  edited('it has something behind it', 'json_malformed', (all) => `${JSON.stringify(all)}{}`),
  edited('it has half a character', 'json_lone_surrogate', (all) =>
    JSON.stringify(all).replace('attending', '\\ud800'),
  ),
  edited('it lies too deep', 'json_too_deep', (all) =>
    JSON.stringify(all).replace('"attending"', `${'['.repeat(40)}${']'.repeat(40)}`),
  ),
  edited('it is beyond the limit', 'credential_malformed', (all) =>
    JSON.stringify({ ...all, more: 'a'.repeat(262_144) }),
  ),
  edited('it lies in a list', 'jws_malformed', (all) => JSON.stringify([all])),
  edited('it is empty', 'jws_malformed', () => ''),
  proves('its proof is of another type', { type: 'Ed25519Signature2020' }),
  proves('its proof is of no type', { type: undefined }),
  proves('its proof has a member that is not understood', { capabilityChain: [] }),
  proves('its proof holds a JWS', { jws: 'a..b' }),
  proves('its proof names no suite', { cryptosuite: undefined }),
  proves('its proof names a suite by a number', { cryptosuite: 7 }),
  proves(
    'its proof names another suite',
    { cryptosuite: 'ecdsa-sd-2023' },
    'proof_suite_unsupported',
    'signature',
  ),
  [
    'its proof names a suite that was not given',
    'signature',
    'proof_suite_unsupported',
    async (scene) => ({
      token: await signedAnew(scene, { cryptosuite: scene.format.proofs.notGiven }),
    }),
  ],
  proves(
    'its proof names its suite in capitals',
    { cryptosuite: 'ECDSA-JCS-2019' },
    'proof_suite_unsupported',
    'signature',
  ),
  [
    'its proof names the suite of another kind of key',
    'signature',
    'proof_invalid',
    async (scene) => {
      const cryptosuite = otherSuite(scene.format, scene.authority.signer)
      return { token: await signedAnew(scene, { cryptosuite }) }
    },
  ],
  proves('its proof names no key', { verificationMethod: undefined }),
  proves('its proof names the fragment of a key', { verificationMethod: '#key-1' }),
  proves('its proof names a key by an address', {
    verificationMethod: 'https://authority.example/key',
  }),
  proves('its proof holds the key', {
    verificationMethod: { id: 'did:web:authority.example#key-1' },
  }),
  proves('its proof names a DID and no key', { verificationMethod: 'did:web:authority.example' }),
  proves('its proof is for no purpose', { proofPurpose: undefined }),
  proves('its proof is for agreeing on keys', { proofPurpose: 'keyAgreement' }),
  proves('its proof is for delegation', { proofPurpose: 'capabilityDelegation' }),
  proves(
    'its proof is of who somebody is',
    { proofPurpose: 'authentication' },
    'credential_malformed',
  ),
  proves('its proof is to somebody', { domain: 'platform.example' }, 'credential_malformed'),
  proves('its proof is to a list', { domain: ['platform.example'] }),
  proves('its proof answers something', { challenge: 'x' }, 'credential_malformed'),
  proves('its proof has a nonce that is a number', { nonce: 7 }),
  proves('its proof was created on no day', { created: 'today' }),
  proves('its proof was created at a number', { created: noon }),
  proves('its proof ends on no day', { expires: 'never' }),
  proves('its proof has ended', { expires: '2020-01-01T00:00:00Z' }, 'credential_malformed'),
  proves(
    'its proof ends now',
    { expires: new Date(noon * 1000).toISOString() },
    'credential_expired',
    'period',
  ),
  proves(
    'its proof was created in the future',
    { created: new Date((noon + 61) * 1000).toISOString() },
    'credential_not_yet_valid',
    'period',
  ),
  proves('its proof builds on one that is not there', { previousProof: 'urn:a:1' }),
  proves('its proof builds on itself', { id: 'urn:a:1', previousProof: 'urn:a:1' }),
  proves('its proof builds on a list of none', { previousProof: [] }),
  value('its signature is missing', null),
  value('its signature is empty', ''),
  value('its signature is in another base', 'uAAAA'),
  value('its signature has a letter that the base has not', 'z0OIl'),
  value('its signature is beyond the limit', `z${'2'.repeat(133)}`),
  alteredProof('its signature is cut off', { proofValue: 'z2222' }),
  altered('a claim was altered after it was signed', {
    credentialSubject: { grade: 'consultant' },
  }),
  altered('its end was put off after it was signed', { validUntil: '2099-01-01T00:00:00Z' }),
  altered('its status was removed after it was signed', {
    status: { status_list: { idx: 8, uri: 'https://authority.example/1' } },
  }),
  altered('a member was added after it was signed', { name: 'Badge' }),
  edited(
    'its confirmation was removed after it was signed',
    'proof_invalid',
    ({ cnf: _, ...all }) => all,
    'signature',
  ),
  edited(
    'a context was added after it was signed',
    contextCode,
    (all) => ({
      ...all,
      '@context': [...(all['@context'] as JsonValue[]), 'https://contexts.example/1'],
    }),
    'signature',
  ),
  alteredProof('the date of its proof was altered after it was signed', {
    created: '2026-01-01T00:00:00Z',
  }),
  alteredProof('its proof was given a nonce after it was signed', { nonce: 'x' }),
  twice(
    'a stranger added a proof',
    'jws_issuer_mismatch',
    ({ stranger }) => stranger.signer,
    {},
    'issuer',
  ),
  twice(
    'a stranger added a proof under the key id of the root',
    'proof_invalid',
    ({ stranger, authority }) => ({ ...stranger.signer, keyId: authority.signer.keyId }),
    {},
    'signature',
  ),
  twice(
    'a second proof has ended',
    'credential_expired',
    ({ authority }) => authority.signer,
    { expires: noon },
    'period',
  ),
  twice(
    'a second proof is of who somebody is',
    'credential_malformed',
    ({ authority }) => authority.signer,
    { purpose: 'authentication' },
    'format',
  ),
]

/** Nothing is wrong with it. */
export const goodProof = async (scene: Scene): Promise<Attempt> => ({
  token: await signedAnew(scene, {}),
})
