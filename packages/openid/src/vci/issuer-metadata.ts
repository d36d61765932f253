import { isJsonObject, type JsonObject, type JsonValue } from '@fidecura/base'
import { malformed, OpenIdError } from '../errors.ts'
import {
  type LoopbackDoor,
  readIdentifier,
  readObject,
  readOptionalText,
  readText,
  readTexts,
  readUrl,
} from '../members.ts'

/** What an issuer says of itself, as far as a wallet needs it. OpenID4VCI 1.0 §12.2.4. */
export interface IssuerMetadata {
  readonly credentialIssuer: string
  /** Empty: the issuer is its own. */
  readonly authorizationServers: readonly string[]
  readonly credentialEndpoint: string
  readonly nonceEndpoint: string | undefined
  readonly deferredEndpoint: string | undefined
  readonly notificationEndpoint: string | undefined
  /** How many credentials it hands out at once; 1 unless it says more. */
  readonly batchSize: number
  /** What it calls itself: a claim of whoever serves the metadata. */
  readonly name: string | undefined
  readonly configurations: readonly CredentialConfiguration[]
}

/** One of the credentials that an issuer hands out. */
export interface CredentialConfiguration {
  readonly id: string
  readonly format: 'dc+sd-jwt'
  /** `vct`: the type of the credential. */
  readonly type: string
  readonly scope: string | undefined
  /** What the issuer calls it. */
  readonly name: string | undefined
  /** Signature algorithms of key proofs. */
  readonly proofAlgorithms: readonly string[]
}

/**
 * Reads the metadata of an issuer, and of its credentials those that are named.
 *
 * @param wanted - Ids of configurations. The issuer may have others, in whatever format.
 * @throws OpenIdError `openid_message_malformed`, `openid_metadata_mismatch`, `openid_credential_unsupported`.
 */
export function parseIssuerMetadata(
  json: JsonValue,
  expected: {
    readonly credentialIssuer: string
    readonly wanted: readonly string[]
    readonly door: LoopbackDoor
  },
): IssuerMetadata {
  const { door } = expected
  const metadata = readObject(json, '')
  const credentialIssuer = readIdentifier(metadata['credential_issuer'], '/credential_issuer', door)
  // Letter by letter, as the standard asks: whoever serves a file below a host is not that host.
  if (credentialIssuer !== expected.credentialIssuer) {
    throw new OpenIdError('openid_metadata_mismatch', 'The metadata are of another issuer', {
      place: '/credential_issuer',
    })
  }
  for (const name of ['credential_request_encryption', 'credential_response_encryption']) {
    if (needsEncryption(metadata[name])) throw unsupported(`/${name}`)
  }
  const urlOf = (name: string): string | undefined =>
    metadata[name] === undefined ? undefined : readUrl(metadata[name], `/${name}`, door)
  const known = readObject(
    metadata['credential_configurations_supported'],
    '/credential_configurations_supported',
  )
  return Object.freeze({
    credentialIssuer,
    authorizationServers: serversOf(metadata['authorization_servers'], door),
    credentialEndpoint: readUrl(metadata['credential_endpoint'], '/credential_endpoint', door),
    nonceEndpoint: urlOf('nonce_endpoint'),
    deferredEndpoint: urlOf('deferred_credential_endpoint'),
    notificationEndpoint: urlOf('notification_endpoint'),
    batchSize: batchSizeOf(metadata['batch_credential_issuance']),
    name: nameOf(metadata['display']),
    configurations: Object.freeze(expected.wanted.map((id) => configurationOf(id, known))),
  })
}

function configurationOf(id: string, known: JsonObject): CredentialConfiguration {
  const place = '/credential_configurations_supported'
  const configuration = readObject(known[id], place)
  if (configuration['format'] !== 'dc+sd-jwt') throw unsupported('/format')
  const proofTypes = readObject(
    configuration['proof_types_supported'] ?? {},
    '/proof_types_supported',
  )
  // Nothing here takes a credential that is nobody's.
  if (proofTypes['jwt'] === undefined) throw unsupported('/proof_types_supported')
  const proof = readObject(proofTypes['jwt'], '/proof_types_supported/jwt')
  if (proof['key_attestations_required'] !== undefined) {
    throw unsupported('/proof_types_supported/jwt/key_attestations_required')
  }
  const methods = readTexts(
    configuration['cryptographic_binding_methods_supported'],
    '/cryptographic_binding_methods_supported',
  )
  if (!methods.includes('jwk')) throw unsupported('/cryptographic_binding_methods_supported')
  const more = configuration['credential_metadata']
  return Object.freeze({
    id,
    format: 'dc+sd-jwt',
    type: readText(configuration['vct'], '/vct'),
    scope: readOptionalText(configuration['scope'], '/scope'),
    name: nameOf(isJsonObject(more) ? more['display'] : undefined),
    proofAlgorithms: readTexts(
      proof['proof_signing_alg_values_supported'],
      '/proof_signing_alg_values_supported',
    ),
  })
}

function serversOf(value: JsonValue | undefined, door: LoopbackDoor): readonly string[] {
  if (value === undefined) return []
  const place = '/authorization_servers'
  return readTexts(value, place, 10).map((server) => readIdentifier(server, place, door))
}

function batchSizeOf(value: JsonValue | undefined): number {
  if (value === undefined) return 1
  const place = '/batch_credential_issuance/batch_size'
  const size = readObject(value, '/batch_credential_issuance')['batch_size']
  if (typeof size === 'number' && Number.isInteger(size) && size >= 2) return size
  throw malformed(place)
}

function needsEncryption(value: JsonValue | undefined): boolean {
  // Whoever does not say that it is optional may need it.
  return value !== undefined && readObject(value, '')['encryption_required'] !== false
}

/** The first name, in whatever language: it is only shown beside the domain. */
function nameOf(display: JsonValue | undefined): string | undefined {
  const [first] = Array.isArray(display) ? (display as readonly JsonValue[]) : []
  const name = isJsonObject(first) ? first['name'] : undefined
  return typeof name === 'string' && name !== '' && name.length <= 200 ? name : undefined
}

function unsupported(place: string): OpenIdError {
  return new OpenIdError('openid_credential_unsupported', 'Handed out in a way not known here', {
    place,
  })
}
