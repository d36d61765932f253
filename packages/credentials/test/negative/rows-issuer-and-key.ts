import type { JsonObject } from '@fidecura/base'
import { generateSigner, parseDid } from '@fidecura/identity'
import { badge, practitionerRole, serve } from '../verifier/world.ts'
import {
  type Attempt,
  makeBadge,
  makeRole,
  plain,
  type Row,
  type Scene,
  signatureCode,
  staffed,
} from './scene.ts'

const named = (name: string, issuer: unknown): Row => [
  name,
  'format',
  'credential_malformed',
  (scene) => plain(scene, { issuer: issuer as string }),
]

/** The document of the root, changed after it signed. */
const served =
  (changes: (document: JsonObject) => JsonObject) =>
  async (scene: Scene): Promise<Attempt> => {
    const { world, authority } = scene
    const document = world.documents.get(authority.did) as JsonObject
    world.documents.set(authority.did, { ...document, ...changes(document) })
    return plain(scene)
  }

/** A root by another name, which signs with the key of the authority. */
const rootAs =
  (did: string) =>
  async (scene: Scene): Promise<Attempt> => {
    const root = parseDid(did)
    const signer = { ...scene.authority.signer, did: root, keyId: `${root}#key-1` as never }
    return {
      token: await makeBadge(scene, { issuer: root }, signer),
      verifier: { roots: [{ did: root, types: [badge] }] },
    }
  }

const signedBy =
  (keyId: (scene: Scene) => string) =>
  async (scene: Scene): Promise<Attempt> => ({
    token: await makeBadge(scene, {}, { ...scene.authority.signer, keyId: keyId(scene) as never }),
  })

/** Whose it is. */
export const issuerRows: readonly Row[] = [
  named('it names no issuer', undefined),
  named('its issuer is null', null),
  named('its issuer is a number', 7),
  named('its issuer is empty', ''),
  named('its issuer is an https URL', 'https://authority.example'),
  named('its issuer is a key of a DID', 'did:web:authority.example#key-1'),
  named('its issuer is a path of a DID', 'did:web:authority.example/a'),
  named('its issuer is a DID with a blank', ' did:web:authority.example'),
  named('its issuer is a DID in capitals', 'DID:WEB:authority.example'),
  named('its issuer is a list', ['did:web:authority.example']),
  [
    'a stranger says it for itself',
    'authority',
    'credential_issuer_untrusted',
    async (scene) => ({
      token: await makeBadge(scene, { issuer: scene.stranger.did }, scene.stranger.signer),
    }),
  ],
  [
    'its holder says it about itself',
    'authority',
    'credential_issuer_untrusted',
    async (scene) => ({
      token: await makeBadge(scene, { issuer: scene.hospital.did }, scene.hospital.signer),
    }),
  ],
  [
    'a stranger says it with the accreditations of others',
    'authority',
    'authority_missing',
    async (scene) => ({
      ...(await staffed(scene)),
      token: await makeRole(scene, { issuer: scene.stranger.did }, scene.stranger.signer),
    }),
  ],
  [
    'a stranger says it for the root',
    'issuer',
    'jws_issuer_mismatch',
    async (scene) => ({ token: await makeBadge(scene, {}, scene.stranger.signer) }),
  ],
  [
    'the hospital says it for the department',
    'issuer',
    'jws_issuer_mismatch',
    async (scene) => ({
      ...(await staffed(scene)),
      token: await makeRole(scene, {}, scene.hospital.signer),
    }),
  ],
  [
    'the root says it for the department',
    'issuer',
    'jws_issuer_mismatch',
    async (scene) => ({
      ...(await staffed(scene)),
      token: await makeRole(scene, {}, scene.authority.signer),
    }),
  ],
  ['its issuer is served nowhere', 'issuer', 'did_not_found', rootAs('did:web:gone.example')],
  ['its issuer is of no known method', 'issuer', 'did_method_unsupported', rootAs('did:example:1')],
  ['its issuer is a key that is none', 'issuer', 'did_malformed', rootAs('did:key:z6Mk')],
  [
    'the resolver breaks',
    'issuer',
    'issuer_unresolvable',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: {
        resolve: (did, options) =>
          did === scene.authority.did
            ? Promise.reject(new TypeError('no route'))
            : scene.world.resolve(did, options),
      },
    }),
  ],
]

/** By whose hand. */
export const keyRows: readonly Row[] = [
  [
    'a stranger signed under the key id of the root',
    'signature',
    signatureCode,
    async (scene) => {
      const { keyId } = scene.authority.signer
      return { token: await makeBadge(scene, {}, { ...scene.stranger.signer, keyId }) }
    },
  ],
  [
    'a stranger signed under the key id of the department',
    'signature',
    signatureCode,
    async (scene) => {
      const { keyId } = scene.department.signer
      const token = await makeRole(scene, {}, { ...scene.stranger.signer, keyId })
      return { ...(await staffed(scene)), token }
    },
  ],
  [
    'the signature was replaced',
    'signature',
    signatureCode,
    async (scene) => ({ token: scene.format.spoil(await makeBadge(scene)) }),
  ],
  [
    'the signature of the role was replaced',
    'signature',
    signatureCode,
    async (scene) => ({
      ...(await staffed(scene)),
      token: scene.format.spoil(await makeRole(scene)),
    }),
  ],
  [
    'its key is not in the document',
    'issuer',
    'key_not_found',
    signedBy(({ authority }) => `${authority.did}#key-9`),
  ],
  [
    'the same key signed under the id of another DID',
    'issuer',
    'jws_issuer_mismatch',
    signedBy(({ hospital }) => hospital.signer.keyId),
  ],
  [
    'the same key signed under a DID that begins alike',
    'issuer',
    'jws_issuer_mismatch',
    signedBy(({ authority }) => `${authority.did}.evil.example#key-1`),
  ],
  [
    'its key is one for authentication alone',
    'issuer',
    'key_relationship_wrong',
    served(() => ({ assertionMethod: [] })),
  ],
  [
    'the document lists no keys any more',
    'issuer',
    'key_not_found',
    served(() => ({ verificationMethod: [], authentication: [], assertionMethod: [] })),
  ],
  [
    'the root has another key of that name by now',
    'signature',
    signatureCode,
    async (scene) => {
      const { world, authority, format } = scene
      const { algorithm } = format
      const token = await plain(scene)
      const other = await generateSigner({ did: authority.did, fragment: 'key-1', algorithm })
      serve(world, authority.did, [other])
      return token
    },
  ],
  [
    'the department signs with a key that its accreditation does not name',
    'authority',
    'authority_key_not_pinned',
    async (scene) => {
      const { world, department, format } = scene
      const { algorithm } = format
      const key = await generateSigner({ did: department.did, fragment: 'key-2', algorithm })
      serve(world, department.did, [department.signer, key])
      return { ...(await staffed(scene)), token: await makeRole(scene, {}, key) }
    },
  ],
  [
    'the document of the root is that of another',
    'issuer',
    'did_document_mismatch',
    served(() => ({ id: 'did:web:other.example' })),
  ],
  [
    'a role is signed by its holder',
    'issuer',
    'jws_issuer_mismatch',
    async (scene) => {
      const { did, keyId } = scene.department.signer
      const theirs = { ...scene.stranger.signer, did, keyId: `${scene.stranger.did}#${keyId}` }
      const keyed = { ...theirs, keyId: scene.stranger.signer.keyId }
      const token = await makeRole(scene, { type: practitionerRole }, keyed)
      return { ...(await staffed(scene)), token }
    },
  ],
]
