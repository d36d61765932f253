import type { EpochSeconds } from '@fidecura/base'
import type { Signer } from '../signer.ts'
import { type AnswerKind, signAnswer } from './answer.ts'
import { doorOf, type SignInPlace } from './sign-in-challenge.ts'

/** `typ` of a sign-in proof. */
export const signInType = 'fidecura-sign-in+jwt'

export const signInKind: AnswerKind = {
  typ: signInType,
  version: 'urn:fidecura:sign-in:1',
  hasSuccessor: false,
}

/**
 * Who signs in, and where: `origin` is the one that the holder's own software saw the challenge come
 * from, `audience` the platform that the signer's key is kept for. A key for each platform keeps
 * platforms from telling that two accounts are one person's.
 */
export interface ProveSignInOptions extends SignInPlace {
  readonly signer: Signer
  readonly now: EpochSeconds
  readonly signal?: AbortSignal | undefined
}

/**
 * Answers a challenge with proof that the holder controls the DID of the signer.
 *
 * @param challenge - As it came from the platform: parsed JSON.
 * @returns A compact JWS of type `fidecura-sign-in+jwt`.
 * @throws {@link IdentityError} `sign_in_malformed`; `sign_in_origin_wrong`: the page passes on the
 *   challenge of another; `sign_in_audience_wrong`, `sign_in_expired`, `sign_in_time_wrong`; those of
 *   `signJws`.
 */
export async function proveSignIn(
  challenge: unknown,
  options: ProveSignInOptions,
): Promise<string> {
  return await signAnswer(challenge, signInKind, {
    signer: options.signer,
    origin: options.origin,
    audience: options.audience,
    now: options.now,
    signal: options.signal,
    ...doorOf(options),
  })
}
