import { deepFreeze, type EpochSeconds, isJsonObject, type JsonObject } from '@fidecura/base'
import {
  type Did,
  type DidUrl,
  didOf,
  IdentityError,
  isDid,
  parseDidUrl,
  type ResolveDid,
  type ResolvedDid,
} from '@fidecura/identity'
import { verifyJWS } from 'did-jwt'
import { DidEthrError } from '../errors.ts'
import { decodeEthrJwt, type UnverifiedEthrJwt } from './decode-ethr-jwt.ts'
import { assertAudience, assertInPeriod } from './jwt-period.ts'

/** What an account may have signed for. */
export type EthrJwtRelationship = 'assertionMethod' | 'authentication'

/** Who must have signed, what, for whom, and when. */
export interface VerifyEthrJwtOptions {
  /** `any` is whoever the token names: anyone can name themselves, so look at what comes back. */
  readonly issuer: Did | 'any'
  /** did-jwt writes `JWT` unless it is told otherwise, as does `signEthrJwt`. */
  readonly typ: string
  readonly relationship: EthrJwtRelationship
  /** That of `createDidEthrResolver`, or one that `createResolver` made with it. */
  readonly resolve: ResolveDid
  /** When it must hold, and the account must have been the DID's. */
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** Whom it must be for. Without one, only tokens that name no audience are taken. */
  readonly audience?: string
  readonly signal?: AbortSignal | undefined
}

/** Who signed what. Deep-frozen. */
export interface EthrJwtVerification {
  readonly issuer: Did
  /** Of the account or key that signed. */
  readonly keyId: DidUrl
  readonly payload: JsonObject
  readonly resolvedAt: EpochSeconds
}

/**
 * Proves that an account which controlled a did:ethr signed a JWT with ES256K or its recoverable form.
 * did-jwt looks at the signature, and at nothing else; no options of ours reach it.
 *
 * Keys of our own algorithms are not taken: those are for `verifyDidJws`.
 *
 * @throws IdentityError `jws_malformed`, `jws_too_large`, `jws_header_unsupported`, `jws_algorithm_wrong`,
 *   `jws_type_wrong`, `jws_issuer_mismatch`, `key_not_found`: none of that id, use and kind;
 *   `jws_signature_invalid`, and those of `resolve`. DidEthrError `jwt_claims_malformed`,
 *   `jwt_audience_wrong`, `jwt_not_yet_valid`, `jwt_expired`, `accounts_unknown`.
 */
export async function verifyEthrJwt(
  jwt: string,
  options: VerifyEthrJwtOptions,
): Promise<EthrJwtVerification> {
  const { resolve, at, now, signal, relationship } = options
  const token = decodeEthrJwt(jwt)
  if (token.typ !== options.typ) {
    throw new IdentityError('jws_type_wrong', 'Not the expected kind of token')
  }
  const issuer = issuerOf(token, options.issuer)
  assertAudience(token.payload, options.audience)
  assertInPeriod(token.payload, at)
  const resolved = await resolve(issuer, { at, now, signal })
  const accounts = accountsOf(sourceOf(resolved), { did: issuer, relationship, keyId: token.kid })
  return deepFreeze({
    issuer,
    keyId: parseDidUrl(signerOf(jwt, accounts)),
    payload: token.payload,
    resolvedAt: resolved.resolvedAt,
  })
}

function issuerOf({ payload, kid }: UnverifiedEthrJwt, expected: Did | 'any'): Did {
  const issuer = payload['iss']
  const wrong = new IdentityError('jws_issuer_mismatch', 'Not of this issuer')
  if (!isDid(issuer) || (expected !== 'any' && issuer !== expected)) throw wrong
  // did-jwt writes none unless it is told to.
  if (kid !== undefined && didOf(parseDidUrl(kid)) !== issuer) throw wrong
  return issuer
}

/** Caches hand out the very object that our resolver made, with the accounts in it. */
function sourceOf(resolved: ResolvedDid): JsonObject {
  if ('source' in resolved && isJsonObject(resolved.source as JsonObject)) {
    return resolved.source as JsonObject
  }
  throw new DidEthrError('accounts_unknown', 'Not resolved by a resolver of did:ethr')
}

interface AccountQuery {
  readonly did: Did
  readonly relationship: EthrJwtRelationship
  readonly keyId: string | undefined
}

interface Account {
  readonly id: string
  readonly type: string
  readonly controller: string
}

function accountsOf(source: JsonObject, { did, relationship, keyId }: AccountQuery): Account[] {
  const [methods, listed] = [source['verificationMethod'], source[relationship]]
  const accounts = (Array.isArray(methods) ? methods : []).filter(
    ({ id, type, controller }: Account) =>
      accountTypes.includes(type) &&
      controller === did &&
      (keyId ?? id) === id &&
      Array.isArray(listed) &&
      listed.includes(id),
  )
  if (accounts.length > 0) return accounts
  throw new IdentityError('key_not_found', 'No account of that id for this use')
}

const accountTypes = ['EcdsaSecp256k1RecoveryMethod2020', 'EcdsaSecp256k1VerificationKey2019']

/** Which of them signed. What did-jwt is given is a copy, made for this call. */
function signerOf(jwt: string, accounts: readonly Account[]): string {
  for (const account of accounts) {
    try {
      return verifyJWS(jwt, [{ ...account }]).id
    } catch {
      // Says what it was given, and throws for keys that it cannot read as for wrong signatures.
    }
  }
  throw new IdentityError('jws_signature_invalid', 'The signature is of no account of the issuer')
}
