import { type Keep, openTrust, type Trust } from '@fidecura/app-kit'
import { systemClock } from '@fidecura/base'
import { proveSignIn, type Signer } from '@fidecura/identity'
import {
  type AppConfiguration,
  type Configuration,
  createFidecuraClient,
  type FidecuraClient,
  type Session,
} from '@fidecura/server/client'
import { loopbackDoor } from './loopback.ts'
import type { HeldCredential } from './wallet.ts'

/** The hospital's service, as this person. */
export interface Hospital {
  readonly client: FidecuraClient
  /** What is shown at the next sign-in: which is soon, if that is something else than before. */
  show(held: readonly HeldCredential[]): void
  /** Calls, signed in; and once more after signing in anew where the session was over. */
  call<T>(ask: (client: FidecuraClient) => Promise<T>): Promise<T>
  configuration(): Promise<Configuration>
  trust(): Promise<Trust>
}

export interface HospitalOptions {
  readonly config: AppConfiguration
  readonly keep: Keep
  readonly signer: Signer
}

export function createHospital({ config, keep, signer }: HospitalOptions): Hospital {
  let session: Session | undefined
  let shown: readonly HeldCredential[] = []
  const client = createFidecuraClient({
    base: config.api,
    fetch: (url, init) => fetch(url, init),
    session: () => session?.session,
  })
  const signIn = async (): Promise<void> => {
    const challenge = await client.challenge()
    const place = { origin: location.origin, audience: config.audience, ...loopbackDoor() }
    const proof = await proveSignIn(challenge, { signer, now: systemClock(), ...place })
    const credentials = shown.map(({ token }) => token)
    const chain = [...new Set(shown.flatMap((one) => one.chain))]
    session = await client.signIn({ proof, credentials, chain })
  }
  // What the hospital says of itself changes seldom, and is needed without a network, too.
  const configuration = async (): Promise<Configuration> => {
    try {
      const found = await client.configuration()
      await keep.put('configuration', found)
      return found
    } catch (error) {
      const kept = await keep.get<Configuration>('configuration')
      if (kept === undefined) throw error
      return kept
    }
  }
  return {
    client,
    configuration,
    show(held) {
      const isSame =
        held.length === shown.length && held.every(({ token }, i) => token === shown[i]?.token)
      shown = held
      if (!isSame) session = undefined
    },
    async call(ask) {
      if (session === undefined) await signIn()
      try {
        return await ask(client)
      } catch (error) {
        if ((error as { readonly code?: unknown }).code !== 'session_missing') throw error
        await signIn()
        return await ask(client)
      }
    },
    trust: () =>
      openTrust({
        ...{ keep, roots: config.roots, bundleSigner: config.bundleSigner },
        fetchBundle: async () => (await client.trustBundle()).bundle,
      }),
  }
}
