import { malformed } from '../errors.ts'
import { readText } from '../members.ts'

/** What opens a wallet, taken apart. */
export interface PresentationLink {
  readonly clientId: string
  /** Where the request is; one of the two, unless all of the request is in the link. */
  readonly requestUri: string | undefined
  /** The request itself, signed. */
  readonly request: string | undefined
  /** How it is to be fetched. */
  readonly method: 'get' | 'post'
  readonly parameters: URLSearchParams
}

const maxLength = 65_536

/**
 * Reads a link or what a QR code says, whatever scheme or wallet it is for.
 *
 * @throws OpenIdError `openid_message_malformed`.
 * @see OpenID4VP 1.0 §5.5, §5.10; RFC 9101 §5
 */
export function parsePresentationLink(link: string): PresentationLink {
  const text = readText(link, '', maxLength)
  const start = text.indexOf('?')
  const [query = ''] = start < 0 ? [] : text.slice(start + 1).split('#')
  const parameters = new URLSearchParams(query)
  // Of one that is there twice, two readers may each take another.
  if (new Set(parameters.keys()).size < parameters.size) throw malformed('')
  const parameterOf = (name: string): string | undefined => parameters.get(name) ?? undefined
  const [requestUri, request, method] = [
    parameterOf('request_uri'),
    parameterOf('request'),
    parameterOf('request_uri_method'),
  ]
  if (requestUri !== undefined && request !== undefined) throw malformed('/request')
  if (method !== undefined && requestUri === undefined) throw malformed('/request_uri_method')
  const isKnown = method === undefined || method === 'get' || method === 'post'
  if (!isKnown) throw malformed('/request_uri_method')
  return Object.freeze({
    clientId: readText(parameterOf('client_id'), '/client_id', 2048),
    requestUri,
    request,
    method: method ?? 'get',
    parameters,
  })
}
