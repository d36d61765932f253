import { decodeUtf8, encodeBase64url, encodeUtf8, type JsonObject } from '@fidecura/base'
import { decodeJws, type Signer, signJws } from '@fidecura/identity'

type Change = (payload: JsonObject) => JsonObject

/** Changes the payload and keeps header and signature, as whoever holds the token could. */
export function alterPayload(token: string, change: Change): string {
  const [header, , signature] = token.split('.')
  const altered = change(JSON.parse(decodeUtf8(decodeJws(token).payload)))
  return [header, encodeBase64url(encodeUtf8(JSON.stringify(altered))), signature].join('.')
}

/** Signs an altered payload with another key, under the header of the original. */
export function resign(
  token: string,
  signer: Signer,
  change: Change = (payload) => payload,
): Promise<string> {
  const { header, payload } = decodeJws(token)
  const forger: Signer = { ...signer, keyId: header.kid as Signer['keyId'] }
  const altered = change(JSON.parse(decodeUtf8(payload)))
  return signJws(altered, { signer: forger, typ: header.typ ?? '' })
}
