import type { JsonObject } from '@fidecura/base'
import { audience, nonce, noon } from '../verifier/world.ts'
import { contextCode, otherSuite } from './formats.ts'
import { type Members, withOtherSignature } from './jwt.ts'
import { contextV2, presentationOf, proveVp, signVp, signVp11 } from './presenters.ts'
import { heldRows, presentationRows } from './rows-presentation.ts'
import { documentRows, type Sign, shows } from './rows-vp-document.ts'
import { plain, type Row, type Scene } from './scene.ts'

const jwtTerms = { audience: 'aud', nonce: 'nonce', issuedAt: 'iat' } as const

const renamed = (terms: object): Members =>
  Object.fromEntries(
    Object.entries(terms).map(([name, value]) => [jwtTerms[name as 'nonce'], value]),
  )

const claims = (
  name: string,
  changes: Members,
  check = 'presentation',
  code = 'presentation_malformed',
): Row => [
  `the presentation ${name}`,
  check,
  code,
  shows((scene, document) => signVp(scene, document, changes)),
]

const headed = (name: string, code: string, header: Members, check = 'key_binding'): Row => [
  `the header of the presentation ${name}`,
  check,
  code,
  shows((scene, document) => signVp(scene, document, {}, undefined, header)),
]

const byHand = (name: string, check: string, code: string, sign: Sign): Row => [
  `the presentation is signed ${name}`,
  check,
  code,
  shows(sign),
]

const refused = 'credential_format_unsupported'

/** Of a presentation that is a JWT. */
export const vpJwtRows: readonly Row[] = [
  ...presentationRows((scene, token, terms) =>
    signVp(scene, presentationOf([token], scene), renamed(terms)),
  ),
  ...documentRows((scene, document) => signVp(scene, document)),
  claims('says no audience', { aud: undefined }),
  claims('says two audiences', { aud: [audience, 'https://elsewhere.example'] }),
  claims('says an empty audience', { aud: '' }),
  claims('says no nonce', { nonce: undefined }),
  claims('says a nonce that is a number', { nonce: 7 }),
  claims('says no instant', { iat: undefined }),
  claims('says an instant that is a text', { iat: 'now' }),
  claims('says another issuer', { iss: 'did:web:hospital.example' }),
  claims('says an issuer that is no DID', { iss: 'wen' }),
  claims('has a proof in it that nobody looks at', { proof: {} }),
  claims('has ended', { exp: noon }, 'key_binding', 'holder_binding_expired'),
  claims('does not hold yet', { nbf: noon + 61 }, 'key_binding', 'holder_binding_expired'),
  claims('ends on no day', { exp: 'never' }),
  headed('says that there is no signature', 'jws_algorithm_wrong', { alg: 'none' }, 'presentation'),
  headed('says the algorithm of another key', 'holder_binding_invalid', { alg: 'EdDSA' }),
  headed('names no key', 'jws_issuer_mismatch', { kid: undefined }),
  headed('names a key by a word', 'did_url_malformed', { kid: 'key-1' }),
  headed('names a key of the issuer', 'jws_issuer_mismatch', {
    kid: 'did:web:authority.example#key-1',
  }),
  headed(
    'is of the type of credentials',
    'credential_malformed',
    { typ: 'vc+jwt' },
    'presentation',
  ),
  headed('is of the type of key bindings', refused, { typ: 'kb+jwt' }, 'presentation'),
  byHand('by a stranger for the holder', 'key_binding', 'jws_issuer_mismatch', (scene, document) =>
    signVp(scene, document, {}, scene.stranger.signer),
  ),
  byHand(
    'by a stranger under the key id of the holder',
    'key_binding',
    'holder_binding_invalid',
    (scene, document) =>
      signVp(scene, document, {}, { ...scene.stranger.signer, keyId: scene.doctor.signer.keyId }),
  ),
  byHand(
    'by a stranger who is the holder',
    'same_holder',
    'holder_key_mismatch',
    (scene, document) =>
      signVp(scene, { ...document, holder: scene.stranger.did }, {}, scene.stranger.signer),
  ),
  byHand('otherwise', 'key_binding', 'holder_binding_invalid', async (scene, document) =>
    withOtherSignature(await signVp(scene, document)),
  ),
  byHand('by nobody', 'presentation', 'proof_malformed', async (_, document) =>
    JSON.stringify(document),
  ),
]

const proves = (
  name: string,
  options: object,
  code = 'presentation_malformed',
  check = 'presentation',
): Row => [
  `the proof of the presentation ${name}`,
  check,
  code,
  shows((scene, document) => proveVp(scene, document, options)),
]

const edited = (
  name: string,
  code: Row[2],
  edit: (all: { readonly proof: JsonObject } & JsonObject, scene: Scene) => unknown,
  check = 'presentation',
): Row => [
  `the presentation ${name}`,
  check,
  code,
  shows(async (scene, document) => {
    const changed = edit(JSON.parse(await proveVp(scene, document)), scene)
    return typeof changed === 'string' ? changed : JSON.stringify(changed)
  }),
]

/** Of a presentation with a Data Integrity proof. */
export const vpProofRows: readonly Row[] = [
  ...presentationRows(
    (scene, token, { audience: domain = audience, nonce: challenge = nonce, issuedAt }) =>
      proveVp(scene, presentationOf([token], scene), {
        domain,
        challenge,
        created: issuedAt ?? scene.world.now,
      }),
  ),
  ...documentRows((scene, document) => proveVp(scene, document)),
  proves('is of having said it', { purpose: 'assertionMethod' }),
  proves('is to nobody', { domain: undefined }),
  proves('answers nothing', { challenge: undefined }),
  proves('has ended', { expires: noon }, 'holder_binding_expired', 'key_binding'),
  edited('has no proof', 'proof_malformed', ({ proof: _, ...all }) => all),
  edited('has a proof that is null', 'proof_malformed', (all) => ({ ...all, proof: null })),
  edited('has its proof twice', 'presentation_malformed', (all) => ({
    ...all,
    proof: [all.proof, all.proof],
  })),
  edited(
    'has a proof without a date',
    'presentation_malformed',
    ({ proof: { created: _, ...proof }, ...all }) => ({ ...all, proof }),
  ),
  edited(
    'has a proof with a member that is not understood',
    'proof_malformed',
    ({ proof, ...all }) => ({ ...all, proof: { ...proof, jws: 'a..b' } }),
  ),
  edited('has a proof of another type', 'proof_malformed', ({ proof, ...all }) => ({
    ...all,
    proof: { ...proof, type: 'JsonWebSignature2020' },
  })),
  edited(
    'has a proof by a suite that was not given',
    'proof_suite_unsupported',
    ({ proof, ...all }, { format: { proofs } }) => ({
      ...all,
      proof: { ...proof, cryptosuite: proofs.notGiven },
    }),
    'key_binding',
  ),
  edited(
    'has a proof by the suite of another kind of key',
    'holder_binding_invalid',
    ({ proof, ...all }, { format, doctor }) => ({
      ...all,
      proof: { ...proof, cryptosuite: otherSuite(format, doctor.signer) },
    }),
    'key_binding',
  ),
  edited(
    'was altered after it was signed',
    'holder_binding_invalid',
    (all) => ({ ...all, id: 'urn:a:1' }),
    'key_binding',
  ),
  edited(
    'was signed for another nonce',
    'holder_binding_invalid',
    ({ proof, ...all }) => ({ ...all, proof: { ...proof, nonce: 'x' } }),
    'key_binding',
  ),
  edited('has a member twice', 'presentation_malformed', (all) =>
    JSON.stringify(all).replace('{', '{"holder":"did:web:evil.example",'),
  ),
  edited('has something behind it', 'presentation_malformed', (all) => `${JSON.stringify(all)}{}`),
  edited(
    'has a context that nobody signed',
    contextCode,
    (all) => ({ ...all, '@context': [contextV2, 'https://contexts.example/1'] }),
    'key_binding',
  ),
  byHand('by a stranger for the holder', 'key_binding', 'jws_issuer_mismatch', (scene, document) =>
    proveVp(scene, document, {}, scene.stranger.signer),
  ),
  byHand(
    'by a stranger under the key id of the holder',
    'key_binding',
    'holder_binding_invalid',
    (scene, document) =>
      proveVp(scene, document, {}, { ...scene.stranger.signer, keyId: scene.doctor.signer.keyId }),
  ),
  byHand(
    'by a stranger who is the holder',
    'same_holder',
    'holder_key_mismatch',
    (scene, document) =>
      proveVp(scene, { ...document, holder: scene.stranger.did }, {}, scene.stranger.signer),
  ),
]

const older = (name: string, changes: Members, inside: Members = {}): Row => [
  `the presentation ${name}`,
  'presentation',
  'presentation_malformed',
  async (scene) => {
    const attempt = await plain(scene)
    return { ...attempt, presentation: await signVp11(scene, [attempt.token], changes, inside) }
  },
]

/** Of a presentation of VCDM 1.1. */
export const vp11Rows: readonly Row[] = [
  ...presentationRows((scene, token, terms) => signVp11(scene, [token], renamed(terms))),
  ...heldRows,
  older('says no audience', { aud: undefined }),
  older('says two audiences', { aud: [audience, 'https://elsewhere.example'] }),
  older('says no nonce', { nonce: undefined }),
  older('says no instant', { iat: undefined }),
  older('names no holder', { iss: undefined }),
  older('names another holder beside the first', { sub: 'did:web:hospital.example' }),
  older('says what is not understood', { scope: 'all' }),
  older('holds nothing', { vp: undefined }),
  older('has the context of the model after', {}, { '@context': [contextV2] }),
  older('is of another type', {}, { type: ['VerifiableCredential'] }),
  older('has a proof in it that nobody looks at', {}, { proof: {} }),
  older('names another holder inside', {}, { holder: 'did:web:hospital.example' }),
  older('encloses nothing', {}, { verifiableCredential: [] }),
  older('encloses what nobody signed', {}, { verifiableCredential: [{ type: 'x' }] }),
]
