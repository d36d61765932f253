import { createVerifier, type TrustedRoot, type Verifier } from '@fidecura/credentials'

/**
 * Judges by the roots of now: administrators may take one away while a bridge is open, and then nobody is signed in by
 * it any more.
 */
export function liveVerifier(
  roots: () => readonly TrustedRoot[],
  options: Omit<Parameters<typeof createVerifier>[0], 'roots'>,
): Verifier {
  let known = roots()
  let verifier = createVerifier({ ...options, roots: known })
  const current = (): Verifier => {
    const named = roots()
    // Settings are made anew when they change, and else are the same value.
    if (named !== known) verifier = createVerifier({ ...options, roots: named })
    known = named
    return verifier
  }
  const { asKnownAt, resolve, clock, usage } = verifier
  return Object.freeze<Verifier>({
    ...{ asKnownAt, resolve, clock, usage },
    checkCredential: (token, call) => current().checkCredential(token, call),
    verifyCredential: (token, call) => current().verifyCredential(token, call),
    checkPresentation: (shown, call) => current().checkPresentation(shown, call),
    verifyPresentation: (shown, call) => current().verifyPresentation(shown, call),
    renewStatus: (list, issuedAt) => current().renewStatus(list, issuedAt),
    checkCredentialAsOf: (token, call) => current().checkCredentialAsOf(token, call),
    verifyCredentialAsOf: (token, call) => current().verifyCredentialAsOf(token, call),
  })
}
