import type { CredentialName } from './mint.ts'
import { type NewUse, recordUse } from './usage-log.ts'
import type { Verifier } from './verifier.ts'

/** A verifier for one act, and the record of what that act stands on. */
export interface TrackedUses {
  /** Judges as the one that was given. */
  readonly verifier: Verifier
  /**
   * Writes down, under all that was verified so far, what was done; at once, where the verifier has no
   * `usage`.
   *
   * @throws {@link CredentialError} `usage_log_failed` (unknown): then do not hand out what was done.
   */
  record(use: NewUse): Promise<void>
}

/**
 * Notes which credentials a verifier returns while one act is judged by them, so that the act can be
 * written down where the verifier was told to (`usage`). Take one for each act.
 */
export function trackUses(verifier: Verifier): TrackedUses {
  const { usage } = verifier
  if (usage === undefined) return { verifier, record: async () => undefined }
  const used: CredentialName[] = []
  const noted = async <T extends CredentialName>(verifying: Promise<T>): Promise<T> => {
    const credential = await verifying
    used.push(credential)
    return credential
  }
  return {
    verifier: Object.freeze<Verifier>({
      ...verifier,
      verifyCredential: (token, call) => noted(verifier.verifyCredential(token, call)),
      verifyCredentialAsOf: (token, call) => noted(verifier.verifyCredentialAsOf(token, call)),
    }),
    record: (use) => recordUse(usage, used, use),
  }
}
