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
  return new Proxy({} as Verifier, { get: (_, name) => current()[name as keyof Verifier] })
}
