import { allowedSkewSeconds, type EpochSeconds, type JsonObject } from '@fidecura/base'
import { DidEthrError } from '../errors.ts'

/**
 * Refuses a token outside of its period. Without `exp` it has no end, without `nbf` no beginning.
 * RFC 7519 §4.1.4 to §4.1.6.
 *
 * @throws {@link DidEthrError} `jwt_claims_malformed`, `jwt_not_yet_valid`, `jwt_expired`.
 */
export function assertInPeriod(claims: JsonObject, at: EpochSeconds): void {
  const { exp = Infinity, nbf = 0, iat = 0 } = timesOf(claims)
  if (nbf > at || iat > at + allowedSkewSeconds) {
    throw new DidEthrError('jwt_not_yet_valid', 'Not yet valid')
  }
  if (exp <= at) throw new DidEthrError('jwt_expired', 'No longer valid')
}

/**
 * Refuses a token for others, and one that names nobody where an audience is asked for. Without one
 * asked for, a token that names any is refused: nobody has said that it is this one.
 *
 * @throws {@link DidEthrError} `jwt_claims_malformed`, `jwt_audience_wrong`.
 */
export function assertAudience({ aud }: JsonObject, audience: string | undefined): void {
  const named = aud === undefined ? [] : Array.isArray(aud) ? aud : [aud]
  if (named.some((entry) => typeof entry !== 'string')) throw malformed('aud')
  const meant = audience === undefined ? aud === undefined : named.includes(audience)
  if (!meant) throw new DidEthrError('jwt_audience_wrong', 'Not for this audience')
}

function timesOf(claims: JsonObject): { exp?: number; nbf?: number; iat?: number } {
  const times: Partial<Record<'exp' | 'nbf' | 'iat', number>> = {}
  for (const name of ['exp', 'nbf', 'iat'] as const) {
    const value = claims[name]
    if (value === undefined) continue
    if (typeof value !== 'number' || value < 0) throw malformed(name)
    times[name] = value
  }
  return times
}

function malformed(place: string): DidEthrError {
  return new DidEthrError('jwt_claims_malformed', 'Not a claim of RFC 7519', { place })
}
