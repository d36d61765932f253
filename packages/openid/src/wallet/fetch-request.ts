import { decodeUtf8, encodeBase64url, postForAnswer } from '@fidecura/base'
import { algorithmNames, randomBytes } from '@fidecura/identity'
import { malformed, OpenIdError } from '../errors.ts'
import { doorOf } from '../members.ts'
import { answerAlgorithm, answerEncryptions, sdJwtVc } from '../vp/protocol.ts'
import type { PresentationLink } from './presentation-link.ts'
import { getBytes, type WalletNetwork } from './wallet-network.ts'

/** A signed request as it was fetched. */
export interface FetchedRequest {
  readonly compact: string
  /** What must be in it, if the verifier was asked to put it there. */
  readonly walletNonce: string | undefined
}

const accept = 'application/oauth-authz-req+jwt'
const maxBytes = 262_144

/**
 * Gets the signed request that a link leads to.
 *
 * @returns Undefined: the link leads to none.
 * @throws BaseError those of `fetchBytes`; OpenIdError `openid_message_malformed`, `openid_server_failed`.
 * @see OpenID4VP 1.0 §5.10; RFC 9101 §5.2
 */
export async function fetchRequest(
  { request, requestUri, method }: PresentationLink,
  prefixes: readonly string[],
  network: WalletNetwork,
): Promise<FetchedRequest | undefined> {
  if (request !== undefined) return { compact: request, walletNonce: undefined }
  if (requestUri === undefined) return undefined
  if (method === 'get') {
    return { compact: textOf(await getBytes(requestUri, accept, network)), walletNonce: undefined }
  }
  const walletNonce = encodeBase64url(randomBytes(24))
  const metadata = JSON.stringify(metadataOf(prefixes))
  const form = new URLSearchParams({ wallet_metadata: metadata, wallet_nonce: walletNonce })
  const contentType = 'application/x-www-form-urlencoded'
  const { fetch, signal } = network
  const options = { fetch, signal, accept, contentType, maxBytes, ...doorOf(network) }
  const { status, body } = await postForAnswer(requestUri, form.toString(), options)
  if (status === 200) return { compact: textOf(body), walletNonce }
  throw status === 404 || status === 410
    ? new OpenIdError('openid_expired', 'There is no such request any more')
    : new OpenIdError('openid_server_failed', 'Not answered with a request', { outcome: 'unknown' })
}

/** What any copy of this code can do, so that nobody is told apart by it. §10 */
function metadataOf(prefixes: readonly string[]) {
  return {
    vp_formats_supported: {
      [sdJwtVc]: { 'sd-jwt_alg_values': algorithmNames, 'kb-jwt_alg_values': algorithmNames },
    },
    client_id_prefixes_supported: prefixes,
    request_object_signing_alg_values_supported: algorithmNames,
    response_types_supported: ['vp_token'],
    response_modes_supported: ['direct_post', 'direct_post.jwt'],
    authorization_encryption_alg_values_supported: [answerAlgorithm],
    authorization_encryption_enc_values_supported: answerEncryptions,
  }
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeUtf8(bytes).trim()
  } catch (error) {
    throw malformed('', error)
  }
}
