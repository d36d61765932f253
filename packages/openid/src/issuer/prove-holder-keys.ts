import {
  allowedSkewSeconds,
  type EpochSeconds,
  epochSeconds,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '@fidecura/base'
import { type KeyProof, type PublicJwk, thumbprintOf, verifyKeyProof } from '@fidecura/identity'
import { proofType } from '../vci/protocol.ts'
import type { Grants } from './grants.ts'
import { refuse } from './refusal.ts'
import { nonceSeconds, type ServerNonces } from './server-nonces.ts'

/** What key proofs must be for. */
export interface HolderKeyContext {
  readonly credentialIssuer: string
  /** Who the token is of; null: nobody said. */
  readonly clientId: string | null
  readonly maxKeys: number
  readonly grants: Grants
  readonly nonces: ServerNonces
  readonly clock: () => EpochSeconds
}

/**
 * Proves that whoever asks holds each of the keys that credentials are to be bound to: now, for this issuer,
 * and each key once, or it would be what links two credentials. OpenID4VCI 1.0 §8.2, appendix F.1.
 *
 * @param proofs - The member of the request.
 * @returns The keys, in the order of the proofs.
 * @throws OpenIdError `openid_refused`, with `invalid_proof` or `invalid_nonce`.
 */
export async function proveHolderKeys(
  proofs: JsonValue | undefined,
  context: HolderKeyContext,
): Promise<readonly PublicJwk[]> {
  const { maxKeys, grants, nonces } = context
  const proven: KeyProof[] = []
  for (const proof of proofsOf(proofs, maxKeys)) proven.push(await verified(proof))
  const [nonce, ...others] = new Set(proven.map(({ payload }) => payload['nonce']))
  if (nonce === undefined) throw refuse('invalid_proof')
  // All of one request are answers to one question, so that one use of it is all that has to be remembered.
  const askedAt = others.length > 0 ? undefined : await nonces.dateOf('key_proof', nonce)
  if (askedAt === undefined) throw refuse('invalid_nonce')
  for (const { payload } of proven) assertFor(payload, askedAt, context)
  const thumbprints = await Promise.all(proven.map(({ publicKey }) => thumbprintOf(publicKey)))
  if (new Set(thumbprints).size < thumbprints.length) throw refuse('invalid_proof')
  const use = JSON.stringify(['nonce', nonce])
  const until = epochSeconds(askedAt + nonceSeconds)
  // Last, so that nobody but a holder of keys can use a nonce up.
  if (!(await grants.keep('used', use, {}, until))) throw refuse('invalid_nonce')
  return proven.map(({ publicKey }) => publicKey)
}

function proofsOf(proofs: JsonValue | undefined, maxKeys: number): readonly string[] {
  if (!isJsonObject(proofs) || Object.keys(proofs).length !== 1) throw refuse('invalid_proof')
  const jwts = proofs['jwt']
  if (!Array.isArray(jwts) || jwts.length === 0 || jwts.length > maxKeys) {
    throw refuse('invalid_proof')
  }
  return jwts as readonly string[]
}

async function verified(proof: string): Promise<KeyProof> {
  try {
    return await verifyKeyProof(proof, { typ: proofType, names: 'jwk_or_did' })
  } catch (error) {
    throw refuse('invalid_proof', error)
  }
}

function assertFor(
  { aud, iat, iss, exp, nbf }: JsonObject,
  askedAt: EpochSeconds,
  { credentialIssuer, clientId, clock }: HolderKeyContext,
): void {
  const now = clock()
  const skew = allowedSkewSeconds
  // An answer is not older than its question, but for clocks that differ.
  const isNow = typeof iat === 'number' && iat >= askedAt - skew && iat <= now + skew
  const isOpen = exp === undefined || (typeof exp === 'number' && exp > now - skew)
  const isBegun = nbf === undefined || (typeof nbf === 'number' && nbf <= now + skew)
  const isOfClient = iss === undefined || iss === clientId
  if (aud === credentialIssuer && isNow && isOpen && isBegun && isOfClient) return
  throw refuse('invalid_proof')
}
