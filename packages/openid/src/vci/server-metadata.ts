import type { JsonValue } from '@fidecura/base'
import { OpenIdError } from '../errors.ts'
import { type LoopbackDoor, readIdentifier, readObject, readTexts, readUrl } from '../members.ts'

/** What an authorisation server says of itself, as far as a wallet needs it. RFC 8414 §2. */
export interface ServerMetadata {
  readonly issuer: string
  readonly tokenEndpoint: string
  readonly authorizationEndpoint: string | undefined
  readonly parEndpoint: string | undefined
  readonly challengeMethods: readonly string[]
  /** Empty: it binds no tokens to keys. */
  readonly dpopAlgorithms: readonly string[]
  /** Its answers from the browser name it. RFC 9207 §3. */
  readonly namesItself: boolean
}

/**
 * Reads the metadata of an authorisation server.
 *
 * @throws OpenIdError `openid_message_malformed`; `openid_metadata_mismatch`: they name another one.
 */
export function parseServerMetadata(
  json: JsonValue,
  expected: { readonly issuer: string; readonly door: LoopbackDoor },
): ServerMetadata {
  const { door } = expected
  const metadata = readObject(json, '')
  const issuer = readIdentifier(metadata['issuer'], '/issuer', door)
  if (issuer !== expected.issuer) {
    throw new OpenIdError('openid_metadata_mismatch', 'The metadata are of another server', {
      place: '/issuer',
    })
  }
  const urlOf = (name: string): string | undefined =>
    metadata[name] === undefined ? undefined : readUrl(metadata[name], `/${name}`, door)
  const textsOf = (name: string): readonly string[] =>
    metadata[name] === undefined ? [] : readTexts(metadata[name], `/${name}`)
  return Object.freeze({
    issuer,
    tokenEndpoint: readUrl(metadata['token_endpoint'], '/token_endpoint', door),
    authorizationEndpoint: urlOf('authorization_endpoint'),
    parEndpoint: urlOf('pushed_authorization_request_endpoint'),
    challengeMethods: textsOf('code_challenge_methods_supported'),
    dpopAlgorithms: textsOf('dpop_signing_alg_values_supported'),
    namesItself: metadata['authorization_response_iss_parameter_supported'] === true,
  })
}
