import type { JsonObject, JsonValue } from '@fidecura/base'
import type { Members } from './jwt.ts'
import { type Attempt, makeLicence, plain, type Row, type Scene, staffed } from './scene.ts'
import { licenceOf, roleOf } from './statement.ts'

const confirmed = (name: string, cnf: (jwk: JsonObject) => JsonValue): Row => [
  name,
  'format',
  'credential_malformed',
  (scene) => plain(scene, { cnf: cnf({ ...scene.doctor.signer.publicKey }) }),
]

const rsa = { kty: 'RSA', n: 'sXch_example', e: 'AQAB' }
const text = 'A'.repeat(43)

/** Whose key may show it. */
export const holderRows: readonly Row[] = [
  confirmed('its confirmation is null', () => null),
  confirmed('its confirmation is a text', () => 'key-1'),
  confirmed('its confirmation is empty', () => ({})),
  confirmed('its confirmation is a list', (jwk) => [{ jwk }]),
  confirmed('its confirmation is the name of a key', () => ({ kid: 'key-1' })),
  confirmed('its confirmation is a thumbprint', () => ({ jkt: text })),
  confirmed('its confirmation is a certificate', () => ({ 'x5t#S256': text })),
  confirmed('its confirmation is an address of keys', () => ({ jku: 'https://keys.example' })),
  confirmed('its confirmation is a key and the name of one', (jwk) => ({ jwk, kid: 'key-1' })),
  confirmed('its confirmation holds a private key', (jwk) => ({ jwk: { ...jwk, d: text } })),
  confirmed('its confirmation holds a shared secret', () => ({ jwk: { kty: 'oct', k: text } })),
  confirmed('its confirmation holds an RSA key', () => ({ jwk: rsa })),
  confirmed('its confirmation holds no key', () => ({ jwk: null })),
  confirmed('its confirmation holds two keys', (jwk) => ({ jwk: [jwk, jwk] })),
  confirmed('its confirmation holds half a point', ({ y: _, ...jwk }) => ({ jwk })),
  confirmed('its confirmation holds a key of another curve', (jwk) => ({
    jwk: { ...jwk, crv: 'secp256k1' },
  })),
  confirmed('its confirmation holds coordinates in another base', (jwk) => ({
    jwk: { ...jwk, x: `${jwk['x']}=` },
  })),
  [
    'a licence names no key of its holder',
    'holder',
    'holder_binding_missing',
    async (scene) => ({ token: await makeLicence(scene, { cnf: undefined }) }),
  ],
]

const roleSays =
  (claims: Members, contents: object = {}) =>
  (scene: Scene): Promise<Attempt> =>
    staffed(scene, { role: { claims: { ...roleOf(scene).claims, ...claims }, ...contents } })

const invalid = (name: string, claims: Members, contents: object = {}): Row => [
  name,
  'claims',
  'credential_claims_invalid',
  roleSays(claims, contents),
]

const coding = { system: 'https://authority.example/professions', code: 'physician' }

/** What it says. */
export const claimRows: readonly Row[] = [
  invalid('the role has a claim that is not known', { admin: true }),
  invalid('the role has no purposes', { purposes: undefined }),
  invalid('the role has no organisation', { organisation: undefined }),
  invalid('the role has no department', { department: undefined }),
  invalid('the role has no profession', { profession: undefined }),
  invalid('the role names no licence', { licence: undefined }),
  invalid('the purposes are a text', { purposes: 'TREAT' }),
  invalid('the purposes are null', { purposes: null }),
  invalid('a purpose is a number', { purposes: [7] }),
  invalid('a purpose is empty', { purposes: [''] }),
  invalid('there are more purposes than the limit', {
    purposes: Array.from({ length: 65 }, () => 'TREAT'),
  }),
  invalid('the name is empty', { name: '' }),
  invalid('the name is a number', { name: 7 }),
  invalid('the name is beyond the limit', { name: 'W'.repeat(257) }),
  invalid('the name breaks a line', { name: 'Wen\nExample' }),
  invalid('the organisation is a text', { organisation: 'Example Hospital' }),
  invalid('the organisation is no DID', {
    organisation: { did: 'https://hospital.example', name: 'x' },
  }),
  invalid('the organisation has no name', { organisation: { did: 'did:web:hospital.example' } }),
  invalid('the profession has no code', { profession: { system: coding.system } }),
  invalid('the profession says more than it may', { profession: { ...coding, level: 'chief' } }),
  invalid('the specialties are one and no list', { specialties: coding }),
  invalid('the licence is by no DID', {
    licence: { issuer: 'authority', id: 'urn:example:licence:1' },
  }),
  invalid('the licence has no id', { licence: { issuer: 'did:web:authority.example' } }),
  invalid('the location is a text', { location: 'Ward 1' }),
  invalid('the role is about nobody', {}, { subject: undefined }),
  invalid('the role is about a URL', {}, { subject: 'https://people.example/wen' }),
]

const licenceSays =
  (claims: Members, contents: object = {}) =>
  (scene: Scene): Promise<Attempt> =>
    staffed(scene, { licence: { claims: { ...licenceOf(scene).claims, ...claims }, ...contents } })

const badLicence = (name: string, claims: Members): Row => [
  name,
  'licence',
  'credential_claims_invalid',
  licenceSays(claims),
]

/** What the licence says on which a role rests. */
export const licenceClaimRows: readonly Row[] = [
  badLicence('the licence has a claim that is not known', { unlimited: true }),
  badLicence('the licence has no standing', { standing: undefined }),
  badLicence('the licence is of a standing that there is not', { standing: 'excellent' }),
  badLicence('the licence is of no jurisdiction', { jurisdiction: undefined }),
  badLicence('the licence is of a jurisdiction that there cannot be', { jurisdiction: 'China' }),
  badLicence('the licence is to be revalidated on no day', { revalidation: 'soon' }),
]
