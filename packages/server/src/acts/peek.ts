import { CodedError, isJsonObject, parseJson } from '@fidecura/base'
import { parseTerms, type Terms } from '@fidecura/consent'
import { decodeJws } from '@fidecura/identity'
import { ServerError } from '../errors.ts'

/**
 * A digest that a token names, for finding what it is about. Proves nothing: whoever finds it verifies the token.
 *
 * @throws ServerError `request_malformed`.
 */
export function peekDigest(token: string, member: 'request' | 'entry'): string {
  try {
    const payload = parseJson(decodeJws(token, { maxBytes: 262_144 }).payload)
    const digest = isJsonObject(payload) ? payload[member] : undefined
    if (typeof digest === 'string' && /^[\w-]{43}$/.test(digest)) return digest
  } catch (error) {
    if (!CodedError.is(error)) throw error
  }
  throw new ServerError('request_malformed', 'Names nothing that it could be about', {
    place: `/${member}`,
  })
}

/** What a request asks for that this hospital has made and kept. @throws ConsentError as `parseTerms`. */
export function peekTerms(request: string): Terms {
  const payload = parseJson(decodeJws(request, { maxBytes: 262_144 }).payload)
  return parseTerms((isJsonObject(payload) ? payload['terms'] : undefined) ?? null)
}
