import type { Grant } from './grants.ts'
import { type IssuerContext, senderKeyOf } from './issuer-context.ts'
import { refuse } from './refusal.ts'

/**
 * The grant behind a request's token, if whoever sends it holds the key that the token is bound to. RFC 6750
 * §2.1, RFC 9449 §7.1.
 *
 * @throws OpenIdError `openid_refused`, with `invalid_token`, `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function openToken(
  request: Request,
  context: IssuerContext,
  endpoint: string,
): Promise<Grant<'token'>> {
  const [, scheme = '', token = ''] =
    /^(DPoP|Bearer) ([\w.~+/=-]{1,512})$/i.exec(request.headers.get('authorization') ?? '') ?? []
  if (token === '') throw refuse('invalid_token')
  const grant = await context.grants.find('token', token)
  if (grant === undefined) throw refuse('invalid_token')
  const { keyThumbprint } = grant.state
  const isBound = keyThumbprint !== null
  // A bound token that is sent as another is one that was stolen. RFC 9449 §7.2.
  if (isBound !== (scheme.toLowerCase() === 'dpop')) throw refuse('invalid_token')
  if (!isBound) return grant
  const key = await senderKeyOf(request, context, endpoint, token)
  if (key === null) throw refuse('invalid_dpop_proof')
  if (key !== keyThumbprint) throw refuse('invalid_token')
  return grant
}
