import type { JsonObject } from '@fidecura/base'
import { digestOf, type Signer } from '@fidecura/identity'
import { audience, nonce } from '../verifier/world.ts'
import { headerOf, jwt, type Members, withOtherSignature } from './jwt.ts'
import { bind } from './presenters.ts'
import { foreignBadge, presentationRows } from './rows-presentation.ts'
import { makeBadge, plain, type Row, type Scene } from './scene.ts'
import { bound } from './statement.ts'

/** A key binding that says and is signed as a test wants. */
async function bindAs(
  scene: Scene,
  token: string,
  payload: Members | string = {},
  header: Members | string = {},
  signer: Signer = scene.doctor.signer,
): Promise<string> {
  const said = { iat: scene.world.now, aud: audience, nonce, sd_hash: await digestOf(token) }
  const whole = typeof header === 'string' ? header : { ...headerOf(signer, 'kb+jwt'), ...header }
  const all = typeof payload === 'string' ? payload : { ...said, ...payload }
  return token + (await jwt(whole, all, signer))
}

const shows =
  (make: (scene: Scene, token: string) => Promise<unknown>) =>
  async (scene: Scene): ReturnType<typeof plain> => {
    const attempt = await plain(scene)
    return { ...attempt, presentation: await make(scene, attempt.token) }
  }

const says = (name: string, payload: Members | string, header: Members | string = {}): Row => [
  `its binding ${name}`,
  'presentation',
  'holder_binding_invalid',
  shows((scene, token) => bindAs(scene, token, payload, header)),
]
const signed = (name: string, make: (scene: Scene, token: string) => Promise<unknown>): Row => [
  name,
  'key_binding',
  'holder_binding_invalid',
  shows(make),
]
const hashed = (name: string, make: (scene: Scene, token: string) => Promise<unknown>): Row => [
  name,
  'key_binding',
  'holder_binding_hash_mismatch',
  shows(make),
]

/** Of an SD-JWT with key binding. */
export const keyBindingRows: readonly Row[] = [
  ...presentationRows(async (scene, token, { audience: aud = audience, issuedAt, ...terms }) =>
    bindAs(scene, token, { aud, iat: issuedAt ?? scene.world.now, ...terms }),
  ),
  says('says no audience', { aud: undefined }),
  says('says two audiences', { aud: [audience, audience] }),
  says('says no nonce', { nonce: undefined }),
  says('says a nonce that is a number', { nonce: 7 }),
  says('says no instant', { iat: undefined }),
  says('says an instant that is a text', { iat: 'now' }),
  says('says an instant before 1970', { iat: -1 }),
  says('says no digest', { sd_hash: undefined }),
  says('says a digest that is a number', { sd_hash: 7 }),
  says('is a list', '[]'),
  says('is not JSON', '{'),
  says('says a member twice', '{"nonce":"a","nonce":"b"}'),
  says('is of the type of credentials', {}, { typ: 'dc+sd-jwt' }),
  says('is of the type of presentations', {}, { typ: 'vp+jwt' }),
  says('is of no type', {}, { typ: undefined }),
  says('says that there is no signature', {}, { alg: 'none' }),
  says('says HS256', {}, { alg: 'HS256' }),
  says('brings a key along', {}, { jwk: { kty: 'EC' } }),
  says('has an extension', {}, { crit: ['exp'] }),
  says('has a header that is not JSON', {}, '{'),
  says('is beyond the limit', { more: 'a'.repeat(20_000) }),
  signed('its binding is signed by a stranger', (scene, token) =>
    bindAs(scene, token, {}, {}, scene.stranger.signer),
  ),
  signed('its binding is signed by the issuer', (scene, token) =>
    bindAs(scene, token, {}, {}, scene.authority.signer),
  ),
  signed('its binding says the algorithm of another key', (scene, token) =>
    bindAs(scene, token, {}, { alg: 'EdDSA' }),
  ),
  signed('the signature of its binding was replaced', async (scene, token) =>
    withOtherSignature(await bindAs(scene, token)),
  ),
  signed('the signature of its binding is empty', async (scene, token) =>
    (await bindAs(scene, token)).replace(/[^.]+$/, ''),
  ),
  hashed('its binding is of other bytes', async (scene, token) =>
    bindAs(scene, token, { sd_hash: await digestOf(`${token} `) }),
  ),
  hashed('its binding is of the JWT without its disclosures', async (scene, token) =>
    bindAs(scene, token, { sd_hash: await digestOf(token.split('~')[0] as string) }),
  ),
  hashed('its binding has a padded digest', async (scene, token) =>
    bindAs(scene, token, { sd_hash: `${await digestOf(token)}=` }),
  ),
  hashed('its binding has an empty digest', (scene, token) =>
    bindAs(scene, token, { sd_hash: '' }),
  ),
  hashed('its binding is that of another credential', async (scene, token) => {
    const other = await bindAs(scene, await makeBadge(scene, { id: 'urn:example:badge:8' }))
    return token + other.slice(other.lastIndexOf('~') + 1)
  }),
  hashed('a disclosure was left out after it was bound', async (scene, token) => {
    const [compact = '', ...rest] = (await bindAs(scene, token)).split('~')
    return [compact, ...rest.slice(1)].join('~')
  }),
  [
    'its binding was stripped',
    'key_binding',
    'holder_binding_missing',
    shows(async (_, token) => token),
  ],
  [
    'one of two bindings was stripped',
    'key_binding',
    'holder_binding_missing',
    shows(async (scene, token) => ({
      credentials: [await bind(token, scene), await makeBadge(scene, { id: 'urn:a:1' })],
    })),
  ],
  [
    'it is bound by a key that the credential does not name',
    'same_holder',
    'holder_binding_missing',
    (scene) => plain(scene, { cnf: undefined }),
  ],
  [
    'its confirmation holds a point that is on no curve',
    'key_binding',
    'jwk_malformed',
    (scene) => {
      const jwk: JsonObject = { ...scene.doctor.signer.publicKey, x: 'A'.repeat(43) }
      return plain(scene, { cnf: { jwk } })
    },
  ],
  [
    'the credential is bound to another key',
    'key_binding',
    'holder_binding_invalid',
    (scene) => plain(scene, { cnf: bound(scene.stranger.signer.publicKey) }),
  ],
  [
    'the credential of somebody else is shown with it',
    'same_holder',
    'presentation_holders_differ',
    async (scene) => {
      const theirs = await foreignBadge(scene)
      const signer = { doctor: scene.stranger }
      const credentials = [
        await bind(await makeBadge(scene), scene),
        await bind(theirs, { ...scene, ...signer }),
      ]
      return { ...(await plain(scene)), presentation: { credentials } }
    },
  ],
]

/** Nothing is wrong with it. */
export const goodBinding: Row[3] = shows((scene, token) => bindAs(scene, token))
