/** Names that OpenID4VCI 1.0 and the RFCs that it builds on have given. */

export const preAuthorizedGrant = 'urn:ietf:params:oauth:grant-type:pre-authorized_code'
export const proofType = 'openid4vci-proof+jwt'
export const dpopType = 'dpop+jwt'
export const issuerMetadataType = 'openidvci-issuer-metadata+jwt'
export const requestUriPrefix = 'urn:ietf:params:oauth:request_uri:'

/** Where metadata of an issuer or server are: between its host and its path. §12.2.2; RFC 8414 §3. */
export function wellKnownUrl(
  identifier: string,
  name: 'openid-credential-issuer' | 'oauth-authorization-server',
): string {
  const { origin, pathname } = new URL(identifier)
  return `${origin}/.well-known/${name}${pathname === '/' ? '' : pathname}`
}
