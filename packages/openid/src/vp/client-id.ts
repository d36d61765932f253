import { OpenIdError } from '../errors.ts'

/** How a verifier shows who it is. OpenID4VP 1.0 §5.9.3 */
type ClientPrefix = 'decentralized_identifier' | 'x509_san_dns' | 'x509_hash' | 'redirect_uri'

/** A client identifier taken apart. */
export interface ClientId {
  readonly prefix: ClientPrefix
  readonly name: string
}

const prefixes: readonly string[] = [
  'decentralized_identifier',
  'x509_san_dns',
  'x509_hash',
  'redirect_uri',
]

/** @throws OpenIdError `openid_client_unsupported`. */
export function parseClientId(text: string): ClientId {
  const colon = text.indexOf(':')
  const prefix = text.slice(0, Math.max(0, colon))
  const name = text.slice(colon + 1)
  if (prefixes.includes(prefix) && name !== '') return { prefix: prefix as ClientPrefix, name }
  throw new OpenIdError('openid_client_unsupported', 'Not a kind of client that is known')
}
