import type { EpochSeconds } from '@fidecura/base'
import type { Credential, Verifier } from '@fidecura/credentials'
import type { ProvenTime } from '@fidecura/identity'
import type { PastAct } from '../patient-key.ts'

/** By whom credentials are judged, and when they must hold. */
export interface HeldOptions {
  readonly verifier: Verifier
  readonly at: EpochSeconds
  readonly now: EpochSeconds
  /** For an instant of the past: what is known of when a token was signed. */
  readonly past?: (token: string) => Promise<PastAct>
  /** For the present: that credentials existed by then, whose signers may have rotated. */
  readonly existedBy?: readonly ProvenTime[]
  readonly signal?: AbortSignal | undefined
}

interface Expected {
  readonly types: readonly string[]
  readonly chain: readonly string[]
  readonly giver?: string
}

/**
 * Verifies a credential for the present or, where that is asked, as of the past.
 *
 * @param act - The token that was signed on its authority.
 */
export async function verifyHeld(
  token: string,
  act: string,
  expected: Expected,
  { verifier, at, now, past, existedBy = [], signal }: HeldOptions,
): Promise<Credential> {
  const call = { ...expected, at, now, signal }
  if (past === undefined) return verifier.verifyCredential(token, { ...call, existedBy })
  return verifier.verifyCredentialAsOf(token, { ...call, ...(await past(act)) })
}
