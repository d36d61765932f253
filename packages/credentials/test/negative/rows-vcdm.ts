import type { JsonValue } from '@fidecura/base'
import { after } from '../verifier/world.ts'
import type { Members } from './jwt.ts'
import type { Attempt, Row, Scene } from './scene.ts'
import { badgeOf } from './statement.ts'

/** A badge with other members, as its issuer would sign it. */
async function written(scene: Scene, changes: Members): Promise<Attempt> {
  const { format, authority } = scene
  const statement = badgeOf(scene)
  const payload = { ...format.write(statement), ...changes }
  return { token: await format.sign(payload, authority.signer, statement.issuedAt) }
}

const says = (name: string, changes: Members, code = 'credential_malformed'): Row => [
  name,
  'format',
  code,
  (scene) => written(scene, changes),
]

const v2 = 'https://www.w3.org/ns/credentials/v2'
const v1 = 'https://www.w3.org/2018/credentials/v1'
const schema = { id: 'https://schemas.example/1', type: 'JsonSchema' }
const entry = {
  type: 'BitstringStatusListEntry',
  statusPurpose: 'revocation',
  statusListIndex: '7',
  statusListCredential: 'https://authority.example/bits',
}
const many = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `https://contexts.example/${i}`)

const status = (name: string, changes: JsonValue, code = 'credential_malformed'): Row =>
  says(name, { credentialStatus: changes }, code)

/** Of documents of VCDM 2.0, however they are secured. */
export const vcdmRows: readonly Row[] = [
  says('it has no context', { '@context': undefined }),
  says('its context is a text', { '@context': v2 }),
  says('its context is empty', { '@context': [] }),
  says('another context is first', { '@context': ['https://contexts.example/1', v2] }),
  says('its context is that of the model before', { '@context': [v1] }),
  says('its context is a number', { '@context': [v2, 7] }),
  says('its context is no URL', { '@context': [v2, 'a b'] }),
  says('it has more contexts than the limit', { '@context': [v2, ...many(16)] }),
  says('its types do not name credentials', { type: ['urn:example:credential:badge:1'] }),
  says('it has no type', { type: undefined }),
  says('it has more types than the limit', { type: ['VerifiableCredential', ...many(16)] }),
  says('it is about nothing', { credentialSubject: undefined }),
  says('it says nothing', { credentialSubject: {} }),
  says('it is about two', { credentialSubject: [{ id: 'urn:a:1' }, { id: 'urn:a:2' }] }),
  says('it is about a list of nobody', { credentialSubject: [] }),
  says('its subject is a text', { credentialSubject: 'urn:a:1' }),
  says('its issuer has no id', { issuer: { name: 'Example' } }),
  says('its issuer has a name that is a number', {
    issuer: { id: 'did:web:authority.example', name: 7 },
  }),
  says('it holds a credential of the model before', { vc: {} }),
  says('it holds a presentation of the model before', { vp: {} }),
  says('it is for one audience', { aud: 'https://platform.example' }),
  says(
    'a schema of it cannot be checked',
    { credentialSchema: schema },
    'credential_schema_unsupported',
  ),
  says(
    'schemas of it cannot be checked',
    { credentialSchema: [schema, schema] },
    'credential_schema_unsupported',
  ),
  says('a claim beside it names another issuer', { iss: 'did:web:hospital.example' }),
  says('a claim beside it names another subject', { sub: 'did:web:hospital.example' }),
  says('a claim beside it names another id', { jti: 'urn:example:badge:8' }),
  says('a claim beside it names another beginning', { nbf: after(-7) }),
  says('a claim beside it names another end', { exp: after(7) }),
  says('its instant of issuance is a text', { iat: 'now' }),
  says('its name is a number', { name: 7 }),
  says('its description is in a language and more', { description: { '@value': 'x', more: 1 } }),
  says('its evidence has no type', { evidence: [{ id: 'urn:a:1' }] }),
  says('its terms of use are a text', { termsOfUse: 'none' }),
  says('its refresh service has no type', { refreshService: {} }),
  status('its entry is null', null),
  status('its entry is a text', 'good'),
  status('its entry has no type', { ...entry, type: null }, 'status_type_unsupported'),
  status(
    'its entry is of an older kind',
    { ...entry, type: 'RevocationList2020Status' },
    'status_type_unsupported',
  ),
  status(
    'one of its entries is of another kind',
    [entry, { ...entry, type: 'x' }],
    'status_type_unsupported',
  ),
  status(
    'its entry has two bits and no messages',
    { ...entry, statusSize: 2 },
    'status_type_unsupported',
  ),
  status('its entry has an index that is a number', { ...entry, statusListIndex: 7 }),
  status('its entry has an index with a zero before it', { ...entry, statusListIndex: '07' }),
  status('its entry has a negative index', { ...entry, statusListIndex: '-7' }),
  status('its entry has no purpose', { ...entry, statusPurpose: '' }),
  status('its entry has a list that is no URL', { ...entry, statusListCredential: 'bits' }),
  status('its entry has messages of one value', {
    ...entry,
    statusPurpose: 'message',
    statusMessage: [{ status: '0x0', message: 'x' }],
  }),
  status(
    'it has more entries than the limit',
    Array.from({ length: 17 }, () => entry),
  ),
]

/** Only of a JWT, for beside it a proof would be one. */
export const vcJwtRows: readonly Row[] = [
  says('a proof lies in it that nobody looks at', { proof: { type: 'DataIntegrityProof' } }),
]

const model1 = (name: string, changes: Members, code = 'credential_malformed'): Row => [
  name,
  'format',
  code,
  async (scene) => {
    const { format, authority } = scene
    const { vc, ...claims } = format.write(badgeOf(scene))
    const payload = { ...claims, vc: { ...(vc as Members), ...changes } as JsonValue }
    return { token: await format.sign(payload, authority.signer) }
  },
]

/** Of VCDM 1.1. */
export const vcdm1Rows: readonly Row[] = [
  says('it holds no credential', { vc: undefined }),
  says('it holds a text', { vc: 'x' }),
  says('it has an audience', { aud: 'https://platform.example' }),
  says('it has a nonce', { nonce: 'x' }),
  says('it has a claim that is not understood', { scope: 'all' }),
  says('it holds a presentation as well', { vp: {} }),
  model1('it has no context', { '@context': undefined }),
  model1('its context is that of the model after', { '@context': [v2] }),
  model1('another context is first', { '@context': ['https://contexts.example/1', v1] }),
  model1('its context is a number', { '@context': [v1, 7] }),
  model1('its types do not name credentials', { type: ['urn:example:credential:badge:1'] }),
  model1('it names another issuer inside', { issuer: 'did:web:hospital.example' }),
  model1('it names another issuer inside, by its id', {
    issuer: { id: 'did:web:hospital.example' },
  }),
  model1('it names another subject inside', {
    credentialSubject: { id: 'did:web:hospital.example' },
  }),
  model1('it names another id inside', { id: 'urn:example:badge:8' }),
  model1('it names another beginning inside', { issuanceDate: '2020-01-01T00:00:00Z' }),
  model1('it names another end inside', { expirationDate: '2099-01-01T00:00:00Z' }),
  model1('it ends by the model after', { validUntil: '2099-01-01T00:00:00Z' }),
  model1('it begins by the model after', { validFrom: '2020-01-01T00:00:00Z' }),
  model1('a proof lies in it that nobody looks at', { proof: {} }),
  model1('its confirmation lies inside', { cnf: {} }),
  model1('its status claim lies inside', { status: {} }),
  model1('a credential lies in it', { vc: {} }),
  model1(
    'a schema of it cannot be checked',
    { credentialSchema: schema },
    'credential_schema_unsupported',
  ),
  model1(
    'its entry is of an older kind',
    { credentialStatus: { ...entry, type: 'x' } },
    'status_type_unsupported',
  ),
  model1('its entry is null', { credentialStatus: [null] }),
  model1('it is about two', { credentialSubject: [{ a: 1 }, { a: 2 }] }),
  model1('it says nothing', { credentialSubject: {} }),
]

/** Nothing is wrong with it. */
export const goodDocument = (scene: Scene): Promise<Attempt> => written(scene, {})
