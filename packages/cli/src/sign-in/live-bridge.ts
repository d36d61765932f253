import type { SignInBridge } from '@fidecura/bridge'
import type { HospitalSettings } from '@fidecura/server'

type Platforms = NonNullable<HospitalSettings['signIn']>['platforms']

/**
 * Signs people in at the platforms of now: administrators may add one or take one away while a bridge is open. What is
 * under way goes on in the next bridge, for nothing of it is kept in this one.
 *
 * @param open - Makes a bridge of these platforms.
 * @returns The bridge of now. Rejects while it cannot be made: nobody is signed in at a platform of before.
 */
export function liveBridge(
  platforms: () => Platforms,
  open: (platforms: Platforms) => Promise<SignInBridge>,
): () => Promise<SignInBridge> {
  let named: Platforms | undefined
  let known: string | undefined
  let bridge: Promise<SignInBridge> | undefined
  return () => {
    const now = platforms()
    if (bridge !== undefined && now === named) return bridge
    named = now
    const text = JSON.stringify(now)
    // Settings are made anew by every order; most are about something else.
    if (bridge !== undefined && text === known) return bridge
    known = text
    const opening = open(now)
    bridge = opening
    opening.catch(() => {
      if (bridge === opening) bridge = undefined
    })
    return opening
  }
}
