import { allowedSkewSeconds, type EpochSeconds, epochSeconds } from '@fidecura/base'
import { digestOf, thumbprintOf, verifyKeyProof } from '@fidecura/identity'
import { dpopType } from '../vci/protocol.ts'
import type { Grants } from './grants.ts'
import { refuse } from './refusal.ts'
import type { ServerNonces } from './server-nonces.ts'

/** What a DPoP proof must be of. */
export interface DpopContext {
  /** As it was published: the address that a request says it came to is the client's word. */
  readonly url: string
  readonly grants: Grants
  readonly nonces: ServerNonces
  readonly clock: () => EpochSeconds
  /** Undefined where there is none yet. */
  readonly accessToken?: string
}

/**
 * Proves that whoever sends a request holds a key, now, for this request, and for the first time. RFC 9449 §4.3.
 *
 * @returns The thumbprint of the key; undefined: there is no proof.
 * @throws OpenIdError `openid_refused`, with `invalid_dpop_proof` or `use_dpop_nonce`.
 */
export async function proveDpop(
  request: Request,
  { url, grants, nonces, clock, accessToken }: DpopContext,
): Promise<string | undefined> {
  // Two headers come as one with a comma, which no JWS has.
  const proof = request.headers.get('dpop')
  if (proof === null) return undefined
  const { publicKey, payload } = await verified(proof)
  const { htm, htu, iat, jti, ath, nonce } = payload
  const now = clock()
  const isNow = typeof iat === 'number' && Math.abs(now - iat) <= allowedSkewSeconds
  const isOfRequest = htm === request.method && htu === url
  const isId = typeof jti === 'string' && jti.length > 0 && jti.length <= 256
  const expectedAth = accessToken === undefined ? undefined : await digestOf(accessToken)
  if (!isNow || !isOfRequest || !isId || ath !== expectedAth) throw refuse('invalid_dpop_proof')
  if ((await nonces.dateOf('dpop', nonce)) === undefined) throw refuse('use_dpop_nonce')
  const thumbprint = await thumbprintOf(publicKey)
  // As long as its date lets it pass.
  const until = epochSeconds(now + 2 * allowedSkewSeconds + 1)
  const use = JSON.stringify(['dpop', thumbprint, jti])
  if (!(await grants.keep('used', use, {}, until))) throw refuse('invalid_dpop_proof')
  return thumbprint
}

async function verified(proof: string): ReturnType<typeof verifyKeyProof> {
  try {
    return await verifyKeyProof(proof, { typ: dpopType, names: 'jwk', maxBytes: 4096 })
  } catch (error) {
    throw refuse('invalid_dpop_proof', error)
  }
}
