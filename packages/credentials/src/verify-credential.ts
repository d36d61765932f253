import type { EpochSeconds } from '@fidecura/base'
import { inquiryOf } from './inquiry.ts'
import { inspectCredential } from './inspect-credential.ts'
import { verifiedOf } from './mint.ts'
import { createListReader } from './status/list-reader.ts'
import type { VerifiedCredential } from './verified.ts'
import type { CheckCredentialOptions, VerifierOptions } from './verifier-options.ts'
import { assertLive, createVerifierState } from './verifier-state.ts'

/** For a single call: every instant is named, and nothing is kept. */
export interface VerifyCredentialOptions
  extends CheckCredentialOptions,
    Pick<
      VerifierOptions,
      'roots' | 'resolve' | 'formats' | 'schemas' | 'status' | 'maxStatusAgeSeconds' | 'asKnownAt'
    > {
  readonly at: EpochSeconds
  readonly now: EpochSeconds
}

/**
 * Verifies one credential, once. Who verifies often makes a verifier, which remembers keys and lists.
 *
 * @throws {@link CredentialError} the reason, with the code of the package that knows it best.
 */
export async function verifyCredential(
  token: string,
  options: VerifyCredentialOptions,
): Promise<VerifiedCredential> {
  assertLive(options)
  const { at, now } = options
  const inquiry = inquiryOf(options, () => now)
  const state = createVerifierState(options, createListReader)
  const inspection = await inspectCredential(token, state, inquiry, options.licence)
  return verifiedOf(inspection, { at, now, asKnownAt: undefined })
}
