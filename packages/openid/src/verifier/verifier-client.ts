import { encodeBase64url } from '@fidecura/base'
import { type Signer, sha256 } from '@fidecura/identity'
import { OpenIdError } from '../errors.ts'
import { allowUnsignedRequests, type UnsignedDoor } from '../vp/protocol.ts'

/** As whom presentations are asked for. OpenID4VP 1.0 §5.9.3 */
export type VerifierClient = SigningClient | UnsignedClient

/** Signs what it asks for. */
export interface SigningClient {
  /**
   * - `decentralized_identifier`: the signer's DID, with a key that its document lists for authentication.
   * - `x509_san_dns`: the domain of `baseUrl`, which the first certificate of the signer's chain names.
   * - `x509_hash`: that certificate.
   */
  readonly prefix: 'decentralized_identifier' | 'x509_san_dns' | 'x509_hash'
  /** For the last two one `withCertificateChain` of `@fidecura/x5c`. */
  readonly signer: Signer
}

/** Anybody. For development alone: {@link allowUnsignedRequests} names where answers may go. */
export interface UnsignedClient extends Required<UnsignedDoor> {
  readonly prefix: 'redirect_uri'
}

/**
 * What a client goes by, and presentations are made for.
 *
 * @param responseUri - Where the answer goes.
 * @throws OpenIdError `openid_options_invalid`: no certificates, or an origin that is not named.
 */
export async function clientIdOf(client: VerifierClient, responseUri: string): Promise<string> {
  const { prefix } = client
  const { origin, hostname } = new URL(responseUri)
  switch (prefix) {
    case 'decentralized_identifier':
      return `${prefix}:${client.signer.did}`
    case 'x509_san_dns':
      leafOf(client.signer)
      return `${prefix}:${hostname}`
    case 'x509_hash':
      return `${prefix}:${encodeBase64url(await sha256(leafOf(client.signer)))}`
    case 'redirect_uri':
      if (client[allowUnsignedRequests]?.includes(origin) === true)
        return `${prefix}:${responseUri}`
      throw invalid()
    default:
      prefix satisfies never
      throw invalid()
  }
}

function leafOf({ certificateChain: [leaf] = [] }: Signer): Uint8Array<ArrayBuffer> {
  if (leaf === undefined) throw invalid()
  // Made by `withCertificateChain`, which has read it.
  return Uint8Array.from(atob(leaf), (character) => character.charCodeAt(0))
}

function invalid(): OpenIdError {
  return new OpenIdError('openid_options_invalid', 'Not a client that can be shown', {
    place: 'client',
  })
}
