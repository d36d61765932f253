import type { Grants } from './grants.ts'
import type { CheckedOptions } from './issuer-options.ts'
import { proveDpop } from './prove-dpop.ts'
import { refuse } from './refusal.ts'
import type { ServerNonces } from './server-nonces.ts'

/** What every endpoint of one issuer works with. */
export interface IssuerContext {
  readonly options: CheckedOptions
  readonly grants: Grants
  readonly nonces: ServerNonces
}

/** Where something of an issuer is. */
export function endpointOf({ options }: IssuerContext, name: string): string {
  return `${options.url}/${name}`
}

/**
 * The thumbprint of the key that a request proves to be of; null: none, where that may be.
 *
 * @throws OpenIdError `openid_refused`, with `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function senderKeyOf(
  request: Request,
  context: IssuerContext,
  endpoint: string,
  accessToken?: string,
): Promise<string | null> {
  const { grants, nonces, options } = context
  const url = endpointOf(context, endpoint)
  const token = accessToken === undefined ? {} : { accessToken }
  const thumbprint = await proveDpop(request, {
    url,
    grants,
    nonces,
    clock: options.clock,
    ...token,
  })
  if (thumbprint !== undefined) return thumbprint
  if (options.tokens === 'dpop') throw refuse('invalid_dpop_proof')
  return null
}
