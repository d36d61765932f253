import { type Did, parseDid } from '../did.ts'
import { type AnswerKind, signAnswer } from './answer.ts'
import type { ProveSignInOptions } from './prove-sign-in.ts'

/** `typ` of a succession. */
export const successionType = 'fidecura-succession+jwt'

export const successionKind: AnswerKind = {
  typ: successionType,
  version: 'urn:fidecura:succession:1',
  hasSuccessor: true,
}

/** The old key, the DID that comes after it, and where. */
export interface ProveSuccessionOptions extends ProveSignInOptions {
  readonly successor: Did
}

/**
 * Signs with the old key that an account goes on to another DID. Answers the very challenge that the
 * new DID signs in with, so that it is good once, and only with the consent of both keys.
 *
 * @returns A compact JWS of type `fidecura-succession+jwt`.
 * @throws {@link IdentityError} `did_malformed`, and as `proveSignIn`.
 */
export async function proveSuccession(
  challenge: unknown,
  options: ProveSuccessionOptions,
): Promise<string> {
  const successor = parseDid(options.successor)
  return await signAnswer(challenge, successionKind, {
    signer: options.signer,
    origin: options.origin,
    audience: options.audience,
    now: options.now,
    signal: options.signal,
    successor,
  })
}
