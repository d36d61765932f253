import type { EpochSeconds, JsonObject } from '@fidecura/base'
import { type Did, type DidUrl, IdentityError } from '@fidecura/identity'
import { createJWS } from 'did-jwt'
import { DidEthrError } from '../errors.ts'
import { decodeEthrJwt, type EthrJwtAlgorithm } from './decode-ethr-jwt.ts'

/** A `Signer` of did-jwt that has a key of secp256k1: `ES256KSigner`, or a wallet behind the same signature. */
export type SignEs256k = (data: string | Uint8Array) => Promise<string>

/** Who signs, and as what. */
export interface SignEthrJwtOptions {
  readonly issuer: Did
  readonly sign: SignEs256k
  /** `ES256K-R` needs a signer that tells the recovery bit: `ES256KSigner(key, true)`. */
  readonly algorithm: EthrJwtAlgorithm
  readonly issuedAt: EpochSeconds
  /** Which account or key of the DID. Default: none, and verifiers try those of the DID. */
  readonly keyId?: DidUrl
  /** Default `JWT`. */
  readonly typ?: string
}

/**
 * Lets did-jwt sign a JWT for a did:ethr with its account's own key. We hold no such key.
 *
 * @throws {@link DidEthrError} `jwt_claims_malformed`: another `iss` than the issuer. IdentityError
 *   `signer_failed` (unknown): no signature, or one of another form than the algorithm's.
 */
export async function signEthrJwt(
  claims: JsonObject,
  { issuer, sign, algorithm, issuedAt, keyId, typ = 'JWT' }: SignEthrJwtOptions,
): Promise<string> {
  if (claims['iss'] !== undefined && claims['iss'] !== issuer) {
    throw new DidEthrError('jwt_claims_malformed', 'Another issuer', { place: 'iss' })
  }
  // did-jwt writes into its header.
  const header = { alg: algorithm, typ, ...(keyId === undefined ? {} : { kid: keyId }) } as const
  const payload = { iat: Math.floor(issuedAt), ...claims, iss: issuer }
  try {
    const jwt = await createJWS(payload, sign, header as { typ: 'JWT' })
    decodeEthrJwt(jwt)
    return jwt
  } catch {
    throw new IdentityError('signer_failed', 'The key did not sign', { outcome: 'unknown' })
  }
}
