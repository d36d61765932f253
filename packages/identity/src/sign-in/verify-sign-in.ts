import { createBrand, type EpochSeconds, epochSeconds, type Minted } from '@fidecura/base'
import type { Did, DidUrl } from '../did.ts'
import { IdentityError } from '../errors.ts'
import type { PublicJwk } from '../jwk.ts'
import type { ResolveDid } from '../resolver.ts'
import { verifyAnswer } from './answer.ts'
import { signInKind } from './prove-sign-in.ts'
import { openChallenge, type SignInChallenge, type SignInPlace } from './sign-in-challenge.ts'
import { type SingleUseStore, useOnce } from './single-use.ts'

declare const verified: unique symbol

/** That the holder of a DID answered a challenge. Only {@link verifySignIn} makes one. Deep-frozen. */
export interface VerifiedSignIn {
  readonly did: Did
  readonly tenant: string
  /** What was answered: origin, audience, nonce and times. */
  readonly challenge: SignInChallenge
  /** As the holder says. */
  readonly issuedAt: EpochSeconds
  readonly keyId: DidUrl
  readonly publicKey: PublicJwk
  /** How old the document is that the key was read from. */
  readonly resolvedAt: EpochSeconds
  readonly now: EpochSeconds
  readonly [verified]: true
}

/** Where the platform is, what it asked this session, and where it keeps what was used. */
export interface VerifySignInOptions extends SignInPlace {
  /** The challenge that was kept with this session on the platform, never one that the client sends. */
  readonly challenge: unknown
  readonly resolve: ResolveDid
  readonly uses: SingleUseStore
  readonly now: EpochSeconds
  /** Keeps the nonces and accounts of those who share a store apart. Default: none. */
  readonly tenant?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Proves that somebody controls a DID: its key for `authentication` signed this challenge, on this
 * origin, for this audience, just now, and for the first time. Says nothing about who the holder is,
 * and is no consent to anything.
 *
 * @param proof - As the client sent it.
 * @throws {@link IdentityError} `sign_in_malformed`, `sign_in_origin_wrong`, `sign_in_audience_wrong`,
 *   `sign_in_nonce_wrong`, `sign_in_expired`, `sign_in_time_wrong`, `sign_in_replayed`;
 *   `sign_in_store_failed` (unknown); those of `decodeJws` and `verifyDidJws`.
 */
export async function verifySignIn(
  proof: unknown,
  options: VerifySignInOptions,
): Promise<VerifiedSignIn> {
  const { resolve, uses, tenant = '', signal } = options
  const now = epochSeconds(options.now)
  const challenge = openChallenge(options.challenge, options, now)
  const answer = await verifyAnswer(proof, signInKind, { challenge, resolve, now, signal })
  const { audience, nonce, expiresAt } = challenge
  // Last, so that nobody but the holder can use a nonce up.
  await useOnce(uses, { tenant, audience, nonce, now, expiresAt })
  const { issuer: did, issuedAt, keyId, resolvedAt } = answer
  const publicKey = Object.freeze({ ...answer.publicKey })
  const said = { did, tenant, challenge, issuedAt, keyId, publicKey, resolvedAt, now }
  return brand.mint(Object.freeze(said))
}

const brand: Minted<VerifiedSignIn> = /* @__PURE__ */ createBrand(
  () => new IdentityError('sign_in_not_verified', 'Pass the value that verifySignIn returned'),
)

/**
 * Lets nothing pass but the very value that {@link verifySignIn} returned.
 *
 * @throws {@link IdentityError} `sign_in_not_verified`.
 */
export function assertVerifiedSignIn(value: unknown): asserts value is VerifiedSignIn {
  brand.assert(value)
}
