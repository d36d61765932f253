import { decodeUtf8 } from '@fidecura/base'
import { type Did, decodeJws } from '@fidecura/identity'

/** Who signed a statement, and its id. */
export function decodeToken(token: string): { readonly issuer: Did; readonly id: string } {
  const { iss, jti, id, issuer } = JSON.parse(decodeUtf8(decodeJws(token).payload))
  return { issuer: iss ?? issuer, id: id ?? jti }
}
