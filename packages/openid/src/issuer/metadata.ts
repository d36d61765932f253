import { epochSeconds, type JsonObject } from '@fidecura/base'
import { signJws } from '@fidecura/identity'
import { issuerMetadataType, preAuthorizedGrant } from '../vci/protocol.ts'
import { answer, answerJwt } from './answers.ts'
import { endpointOf, type IssuerContext } from './issuer-context.ts'
import type { DisplayName, IssuableCredential } from './issuer-options.ts'

const algorithms = ['ES256', 'ES384', 'EdDSA'] as const
const signedSeconds = 86_400

/** What the issuer says of itself. OpenID4VCI 1.0 §12.2.4. */
function issuerMetadata(context: IssuerContext): JsonObject {
  const { url, credentials, batchSize, names } = context.options
  const configurations = credentials.map((one) => [one.id, configurationOf(one)])
  return {
    credential_issuer: url,
    credential_endpoint: endpointOf(context, 'credential'),
    nonce_endpoint: endpointOf(context, 'nonce'),
    deferred_credential_endpoint: endpointOf(context, 'deferred'),
    notification_endpoint: endpointOf(context, 'notification'),
    // Of fewer than two there is no batch. §12.2.4
    ...(batchSize < 2 ? {} : { batch_credential_issuance: { batch_size: batchSize } }),
    ...displayOf(names),
    credential_configurations_supported: Object.fromEntries(configurations),
  }
}

function configurationOf({ id, type, names }: IssuableCredential): JsonObject {
  const shown = displayOf(names)
  return {
    format: 'dc+sd-jwt',
    vct: type,
    scope: id,
    cryptographic_binding_methods_supported: ['jwk', 'did:key', 'did:jwk'],
    proof_types_supported: { jwt: { proof_signing_alg_values_supported: algorithms } },
    ...(names === undefined ? {} : { credential_metadata: shown }),
  }
}

function displayOf(names: readonly DisplayName[] = []): JsonObject {
  if (names.length === 0) return {}
  return { display: names.map(({ name, locale }) => ({ name, locale })) }
}

/** Unsigned, or signed for those who can read it. §12.2.2, §12.2.3. */
export async function answerIssuerMetadata(
  request: Request,
  context: IssuerContext,
): Promise<Response> {
  const { signer, url, clock } = context.options
  const metadata = issuerMetadata(context)
  const asked = request.headers.get('accept') ?? ''
  if (signer === undefined || !asked.includes('application/jwt')) return answer(200, metadata)
  const now = Math.floor(clock())
  const dated = { iss: signer.did, sub: url, iat: now, exp: epochSeconds(now + signedSeconds) }
  const { signal } = request
  return answerJwt(
    await signJws({ ...metadata, ...dated }, { signer, typ: issuerMetadataType, signal }),
  )
}

/** What its authorisation server says of itself, which is the same one. RFC 8414. */
export function serverMetadata(context: IssuerContext): JsonObject {
  const { url, authorization } = context.options
  const browser = {
    authorization_endpoint: endpointOf(context, 'authorize'),
    pushed_authorization_request_endpoint: endpointOf(context, 'par'),
    require_pushed_authorization_requests: true,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
  const hasBrowsers = authorization !== undefined
  return {
    issuer: url,
    token_endpoint: endpointOf(context, 'token'),
    token_endpoint_auth_methods_supported: ['none'],
    grant_types_supported: [preAuthorizedGrant, ...(hasBrowsers ? ['authorization_code'] : [])],
    dpop_signing_alg_values_supported: algorithms,
    authorization_details_types_supported: ['openid_credential'],
    'pre-authorized_grant_anonymous_access_supported': true,
    ...(hasBrowsers ? browser : {}),
  }
}
