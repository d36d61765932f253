import type { JsonValue } from '@fidecura/base'
import { noon } from '../verifier/world.ts'
import { headerOf, jwt, type Members } from './jwt.ts'
import type { Attempt, Row, Scene } from './scene.ts'
import { badgeOf } from './statement.ts'

const types = { 'vc+jwt': 'vc+jwt', 'dc+sd-jwt': 'dc+sd-jwt', 'vcdm-1-jwt': 'JWT' } as const

/** A badge as its issuer would sign whatever it is told. */
async function sealed(
  scene: Scene,
  header: Members | string = {},
  payload: JsonValue | Members = scene.format.write(badgeOf(scene)),
  edit: (compact: string) => string = (compact) => compact,
): Promise<Attempt> {
  const { signer } = scene.authority
  const { name } = scene.format
  const typ = name === 'data-integrity' ? '' : types[name]
  const whole = typeof header === 'string' ? header : { ...headerOf(signer, typ), ...header }
  const ending = name === 'dc+sd-jwt' ? '~' : ''
  return { token: edit(await jwt(whole, payload, signer)) + ending }
}

const headed = (name: string, code: string, header: Members | string, check = 'format'): Row => [
  `its header ${name}`,
  check,
  code,
  (scene) => sealed(scene, header),
]

const paid = (name: string, code: string, payload: (text: string) => string): Row => [
  `its payload ${name}`,
  'format',
  code,
  (scene) => {
    const text = JSON.stringify(scene.format.write(badgeOf(scene)))
    return sealed(scene, {}, payload(text))
  },
]

/** Changes what was signed, or how it was written, once it is signed. */
const edited = (
  name: string,
  code: string,
  edit: (header: string, payload: string, signature: string) => string,
  check = 'format',
): Row => [
  name,
  check,
  code,
  (scene) =>
    sealed(scene, {}, undefined, (compact) => {
      const [header = '', payload = '', signature = ''] = compact.split('.')
      return edit(header, payload, signature)
    }),
]

const wrongAlgorithm = (name: string, alg: JsonValue | undefined): Row =>
  headed(name, 'jws_algorithm_wrong', { alg })
const notUnderstood = (member: string, value: JsonValue): Row =>
  headed(`has ${member}`, 'jws_header_unsupported', { [member]: value })

/** A text that ends in bits which mean nothing. */
const loose = (text: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  return text.slice(0, -1) + alphabet[alphabet.indexOf(text.at(-1) as string) ^ 1]
}

/** Of every credential that is a JWS. */
export const jwtRows: readonly Row[] = [
  wrongAlgorithm('says that there is no signature', 'none'),
  wrongAlgorithm('says None', 'None'),
  wrongAlgorithm('says HS256', 'HS256'),
  wrongAlgorithm('says RS256', 'RS256'),
  wrongAlgorithm('says ES256K', 'ES256K'),
  wrongAlgorithm('says ES512', 'ES512'),
  wrongAlgorithm('says es256', 'es256'),
  wrongAlgorithm('names no algorithm', undefined),
  wrongAlgorithm('names two algorithms', ['ES256', 'EdDSA']),
  headed('says EdDSA', 'jws_algorithm_wrong', { alg: 'EdDSA' }, 'signature'),
  headed('says ES384', 'jws_algorithm_wrong', { alg: 'ES384' }, 'signature'),
  notUnderstood('crit', ['exp']),
  notUnderstood('b64', false),
  notUnderstood('jwk', { kty: 'EC' }),
  notUnderstood('jku', 'https://keys.example'),
  notUnderstood('x5u', 'https://keys.example'),
  headed('names no key', 'jws_issuer_mismatch', { kid: undefined }, 'issuer'),
  headed('names a key by a number', 'jws_malformed', { kid: 1 }),
  headed('names a key by a word', 'did_url_malformed', { kid: 'key-1' }, 'issuer'),
  headed(
    'names a key by an address',
    'did_url_malformed',
    { kid: 'https://keys.example/1' },
    'issuer',
  ),
  headed('has a type that is a number', 'jws_malformed', { typ: 1 }),
  headed('is a list', 'jws_malformed', '[]'),
  headed('is not JSON', 'jws_malformed', '{'),
  headed('is empty', 'jws_malformed', ''),
  headed('has a member twice', 'jws_malformed', '{"alg":"ES256","alg":"none"}'),
  headed('is beyond the limit', 'jws_too_large', { more: 'a'.repeat(16_384) }),
  paid('is not JSON', 'json_malformed', () => 'x'),
  paid('is empty', 'json_malformed', () => ''),
  paid('is a list', 'credential_malformed', (text) => `[${text}]`),
  paid('is a text', 'credential_malformed', () => '"x"'),
  paid('is null', 'credential_malformed', () => 'null'),
  paid('has a member twice', 'json_duplicate_member', (text) =>
    text
      .replace('{', '{"iss":"did:web:evil.example",')
      .replace(/}$/, ',"iss":"did:web:authority.example"}'),
  ),
  paid('has half a character', 'json_lone_surrogate', (text) =>
    text.replace('attending', '\\ud800'),
  ),
  paid('has a number beyond all bounds', 'json_number_out_of_range', (text) =>
    text.replace('"attending"', '1e999'),
  ),
  paid('lies too deep', 'json_too_deep', (text) =>
    text.replace('"attending"', `${'['.repeat(40)}${']'.repeat(40)}`),
  ),
  paid('has something behind it', 'json_malformed', (text) => `${text}{}`),
  edited(
    'a claim was altered after it was signed',
    'jws_signature_invalid',
    (header, payload, signature) =>
      [
        header,
        Buffer.from(
          Buffer.from(payload, 'base64url').toString().replace('attending', 'consultant'),
        ).toString('base64url'),
        signature,
      ].join('.'),
    'signature',
  ),
  edited(
    'its end was put off after it was signed',
    'jws_signature_invalid',
    (header, payload, signature) =>
      [
        header,
        Buffer.from(
          Buffer.from(payload, 'base64url')
            .toString()
            .replace(/("exp":\d+|"validUntil":"2027)/, (end) =>
              end.startsWith('"exp') ? `"exp":${noon + 9_000_000}` : '"validUntil":"2028',
            ),
        ).toString('base64url'),
        signature,
      ].join('.'),
    'signature',
  ),
  edited(
    'its header was written anew',
    'jws_signature_invalid',
    (header, payload, signature) =>
      [
        Buffer.from(
          JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), more: 1 }),
        ).toString('base64url'),
        payload,
        signature,
      ].join('.'),
    'signature',
  ),
  edited(
    'its signature is empty',
    'jws_signature_invalid',
    (header, payload) => `${header}.${payload}.`,
    'signature',
  ),
  edited(
    'its signature is cut off',
    'jws_signature_invalid',
    (header, payload, signature) => `${header}.${payload}.${signature.slice(0, 84)}`,
    'signature',
  ),
  edited(
    'its signature has a byte more',
    'jws_signature_invalid',
    (header, payload, signature) =>
      `${header}.${payload}.${Buffer.from([...Buffer.from(signature, 'base64url'), 0]).toString('base64url')}`,
    'signature',
  ),
  edited(
    'its signature ends in bits that mean nothing',
    'jws_malformed',
    (header, payload, signature) => `${header}.${payload}.${loose(signature)}`,
  ),
  edited(
    'its signature is padded',
    'jws_malformed',
    (header, payload, signature) => `${header}.${payload}.${signature}==`,
  ),
  edited(
    'its signature has a blank behind it',
    'jws_malformed',
    (header, payload, signature) => `${header}.${payload}.${signature} `,
  ),
  edited(
    'its signature is of the other alphabet',
    'jws_malformed',
    (header, payload, signature) => `${header}.${payload}.+${signature.slice(1)}`,
  ),
  edited(
    'its payload has a line break in it',
    'jws_malformed',
    (header, payload, signature) =>
      `${header}.${payload.slice(0, 4)}\n${payload.slice(4)}.${signature}`,
  ),
  edited('it has no signature', 'jws_malformed', (header, payload) => `${header}.${payload}`),
  edited(
    'it has a fourth part',
    'jws_malformed',
    (header, payload, signature) => `${header}.${payload}.${signature}.${signature}`,
  ),
  edited(
    'it has no header',
    'jws_malformed',
    (_, payload, signature) => `.${payload}.${signature}`,
  ),
  edited(
    'its parts are in another order',
    'jws_malformed',
    (header, payload, signature) => `${signature}.${payload}.${header}`,
  ),
]

const wrongType = (name: string, typ: JsonValue | undefined): Row =>
  headed(name, 'credential_format_unsupported', { typ })

/** Of those that must say what they are. */
export const typedJwtRows: readonly Row[] = [
  wrongType('names the type of presentations', 'vp+jwt'),
  wrongType('names the type of key bindings', 'kb+jwt'),
  wrongType('names the type of status lists', 'statuslist+jwt'),
  wrongType('names its type in capitals', 'VC+JWT'),
  edited(
    'it is beyond the limit',
    'jws_too_large',
    (header, payload, signature) => `${header}.${payload}${'A'.repeat(400_000)}.${signature}`,
  ),
  wrongType('names the older type', 'vc+sd-jwt'),
  wrongType('names its type with a blank', 'vc+jwt '),
  headed('names the fragment of a key', 'did_url_malformed', { kid: '#key-1' }, 'issuer'),
]

/** Nothing is wrong with it. */
export const goodJwt = (scene: Scene): Promise<Attempt> => sealed(scene)
