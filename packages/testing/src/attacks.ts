import {
  decodeBase64url,
  decodeUtf8,
  encodeBase64url,
  encodeUtf8,
  type JsonObject,
} from '@fidecura/base'
import { decodeJws, type Signer, signJws } from '@fidecura/identity'

/** What somebody without the issuer's key can do to a token, and what a dishonest issuer can. */

/** Changes the payload and keeps header and signature, as whoever holds the token could. */
export function alterPayload(token: string, change: (payload: JsonObject) => JsonObject): string {
  const [compact = '', ...rest] = token.split('~')
  const [header = '', payload = '', signature = ''] = compact.split('.')
  const altered = encodeObject(change(decodeObject(payload)))
  return [[header, altered, signature].join('.'), ...rest].join('~')
}

/** Signs an altered payload with a key of the attacker's, under the header of the original. */
export async function resign(
  token: string,
  signer: Signer,
  change: (payload: JsonObject) => JsonObject = (payload) => payload,
): Promise<string> {
  const [compact = '', ...rest] = token.split('~')
  const { header, payload } = decodeJws(compact)
  const altered = change(JSON.parse(decodeUtf8(payload)))
  const forger: Signer = { ...signer, keyId: header.kid as Signer['keyId'] }
  const signed = await signJws(altered, { signer: forger, typ: header.typ ?? '' })
  return [signed, ...rest].join('~')
}

/** Puts another value into the first disclosure of an SD-JWT. */
export function alterDisclosure(token: string, value: string): string {
  const [compact = '', first = '', ...rest] = token.split('~')
  const [salt, name] = JSON.parse(decodeUtf8(decodeBase64url(first)))
  return [compact, encodeBase64url(encodeUtf8(JSON.stringify([salt, name, value]))), ...rest].join(
    '~',
  )
}

/** Names one member of the payload twice; the JSON parsers of the field keep the last one. */
export async function duplicateMember(
  token: string,
  signer: Signer,
  member: string,
  value: string,
): Promise<string> {
  const [compact = '', ...rest] = token.split('~')
  const { header, payload } = decodeJws(compact)
  const text = decodeUtf8(payload)
  const doubled = `{${JSON.stringify(member)}:${JSON.stringify(value)},${text.slice(1)}`
  const signed = await signJws(encodeUtf8(doubled), { signer, typ: header.typ ?? '' })
  return [signed, ...rest].join('~')
}

function decodeObject(segment: string): JsonObject {
  return JSON.parse(decodeUtf8(decodeBase64url(segment)))
}

function encodeObject(value: JsonObject): string {
  return encodeBase64url(encodeUtf8(JSON.stringify(value)))
}
